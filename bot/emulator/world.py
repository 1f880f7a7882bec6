"""The people and groups on LINE, and what stands in each chat between them and the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.emulator.clock import new_hex
from bot.emulator.rules import Refused

TALKED_LATELY = timedelta(days=7)
"""How long somebody who is no friend can still be written to after a message."""

Json = dict[str, object]


class Unknown(Exception):
    """The control API or a test names somebody who is not there."""


@dataclass(slots=True)
class Person:
    """Somebody with LINE on their phone."""

    user_id: str
    key: str
    """A short name for tests and for the page's address."""
    display_name: str
    language: str = "th"
    status_message: str | None = None
    picture_url: str | None = None
    friend: bool = False
    blocked: bool = False
    spoke_at: datetime | None = None
    about: str = ""
    """A line for whoever plays this person."""
    rich_menu: str | None = None

    def reachable(self, now: datetime) -> bool:
        """Tell whether a message from the account arrives."""
        if self.blocked:
            return False
        lately = self.spoke_at is not None and now - self.spoke_at <= TALKED_LATELY
        return self.friend or lately

    def profile(self) -> Json:
        """Return what the profile endpoint answers."""
        return {
            "displayName": self.display_name,
            "userId": self.user_id,
            "language": self.language,
        } | self.face()

    def face(self) -> Json:
        """Return picture and status message, where there are any."""
        given = {"pictureUrl": self.picture_url, "statusMessage": self.status_message}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(slots=True)
class Group:
    """A group (`C…`) or an old-style room (`R…`)."""

    group_id: str
    name: str
    members: list[str] = field(default_factory=list)
    bot_inside: bool = True

    def source(self, user_id: str | None = None) -> Json:
        """Return the `source` of an event from here."""
        kind = "group" if self.group_id.startswith("C") else "room"
        about: Json = {"type": kind, f"{kind}Id": self.group_id}
        return about | ({"userId": user_id} if user_id else {})


@dataclass(slots=True)
class Entry:
    """One thing that stands in a chat."""

    number: int
    chat_id: str
    sender: Literal["person", "bot", "system"]
    message: Json
    at: int
    user_id: str | None = None
    event_id: str | None = None
    request_id: str | None = None
    free: bool | None = None
    """For the bot's messages: a reply (free) or a push (paid)."""
    unsent: bool = False

    def as_json(self) -> Json:
        """Return the entry as the page reads it."""
        return asdict(self)


class World:
    """Everybody there is. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.chats: dict[str, list[Entry]] = {}
        self._last = 0
        self._message = 600_000_000_000_000_000

    def next_message_id(self) -> str:
        """Return a new message id, a decimal string."""
        self._message += 7
        return str(self._message)

    def add_person(self, key: str | None = None, **about: object) -> Person:
        """Add somebody; the same key again changes nothing and returns the person."""
        known = self.find_key(key) if key else None
        if known is not None:
            return known
        user_id = "U" + new_hex()
        person = Person(user_id, key or user_id[:9], str(about.pop("display_name", "คนใหม่")))
        for name, value in about.items():
            setattr(person, name, value)
        self.people[user_id] = person
        return person

    def add_group(self, name: str, members: list[str], *, kind: str = "group") -> Group:
        """Add a group or room with these people and the account in it."""
        letter = "C" if kind == "group" else "R"
        group = Group(letter + new_hex(), name, list(members))
        self.groups[group.group_id] = group
        return group

    def find_key(self, key: str) -> Person | None:
        """Find somebody by the short name."""
        return next((one for one in self.people.values() if one.key == key), None)

    def person(self, name: str) -> Person:
        """Return somebody by user id or short name, or raise `Unknown`."""
        found = self.people.get(name) or self.find_key(name)
        if found is None:
            known = ", ".join(one.key for one in self.people.values()) or "nobody"
            raise Unknown(f"There is no person {name!r} here; there is {known}.")
        return found

    def group(self, group_id: str) -> Group:
        """Return a group the account is in, or LINE's 404."""
        found = self.groups.get(group_id)
        if found is None or not found.bot_inside:
            raise Refused(404, "Not found")
        return found

    def write(
        self,
        chat_id: str,
        sender: Literal["person", "bot", "system"],
        message: Mapping[str, object],
        at: int,
        **more: object,
    ) -> Entry:
        """Put a message into a chat."""
        self._last += 1
        entry = Entry(self._last, chat_id, sender, dict(message), at)
        for name, value in more.items():
            setattr(entry, name, value)
        self.chats.setdefault(chat_id, []).append(entry)
        return entry

    def find_message(self, message_id: str) -> Entry | None:
        """Find a message in any chat by its id."""
        return next((one for one in self._entries() if one.message.get("id") == message_id), None)

    def find_read_token(self, token: object) -> Entry | None:
        """Find the message that carried this `markAsReadToken`."""
        return next(
            (one for one in self._entries() if one.message.get("markAsReadToken") == token), None
        )

    def _entries(self) -> Iterator[Entry]:
        for entries in self.chats.values():
            yield from entries
