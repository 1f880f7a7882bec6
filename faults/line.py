"""LINE's side of a campaign: the stand-in of `bot.emulator`, its trouble, its open ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from typing_extensions import override

from bot.emulator import Emulator, webhooks
from bot.emulator.clock import new_token
from bot.emulator.contents import sample
from bot.emulator.faults import Kind
from bot.emulator.ledger import Call
from bot.emulator.ledger import Ledger as CallBook
from faults.ledger import Heard, Json, Ledger, Said, buttons_of, fingerprint, numbers_in

SECRET = "secret"
TOKEN = "token"

TROUBLE: tuple[tuple[Kind, float, dict[str, object]], ...] = (
    ("rate", 0.04, {}),
    ("accept_status", 0.03, {}),
    ("status", 0.01, {}),
    ("accept_hang", 0.01, {"seconds": 0.5}),
    ("accept_close", 0.01, {}),
    ("close", 0.01, {}),
)
"""What goes wrong at LINE, and with what share of all calls."""


class Line:
    """LINE for one campaign. Who was sent what is written into the campaign's ledger."""

    def __init__(self, ledger: Ledger, *, webhook_limit: float = 2.0) -> None:
        self.ledger = ledger
        self.emulator = Emulator(
            channel_secret=SECRET, access_token=TOKEN, webhook_limit=webhook_limit
        )
        self._platform = self.emulator.platform
        self._platform.ledger = _OpenBook(self._note)

    def __enter__(self) -> Self:
        self.emulator.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.emulator.close()

    def make_trouble(self, seed: int) -> None:
        """Let calls go wrong from now on, by dice that the seed decides."""
        for place, (kind, share, about) in enumerate(TROUBLE):
            dice = seed * 100 + place
            self.emulator.fault(
                "*", kind, times=None, probability=share, seed=dice, status=500, **about
            )

    def person(self, key: str) -> str:
        """Add somebody, a friend of the account already, and return their user id."""
        return self.emulator.person(key)

    def text(self, person: str, words: str, *, number: int | None = None) -> Said:
        """Let somebody write; nothing is delivered yet."""
        with self._platform.lock:
            message_id = self._platform.world.next_message_id()
        message = {"type": "text", "id": message_id, "quoteToken": new_token(), "text": words}
        return self._said(person, "message", {"message": message}, number)

    def picture(self, person: str) -> Said:
        """Let somebody send a picture, which LINE keeps; nothing is delivered yet."""
        with self._platform.lock:
            message_id = self._platform.world.next_message_id()
            self._platform.contents.keep(message_id, sample("image"))
        message = {"type": "image", "id": message_id, "contentProvider": {"type": "line"}}
        return self._said(person, "message", {"message": message}, None)

    def press(self, person: str, data: str) -> Said:
        """Let somebody press a button; nothing is delivered yet."""
        return self._said(person, "postback", {"postback": {"data": data}}, None)

    def _said(self, person: str, kind: str, payload: Json, number: int | None) -> Said:
        platform = self._platform
        with platform.lock:
            event = webhooks.event(
                kind,
                {"type": "user", "userId": person},
                at_ms=platform.clock.now_ms(),
                reply_token=platform.tokens.issue(person, platform.clock.now()),
                payload=payload,
            )
        said = Said(event, person, number, time.monotonic())
        self.ledger.note_said(said)
        return said

    def deliver(self, url: str, *said: Said, again: bool = False) -> bool:
        """Send one webhook with these events; True, and in the ledger, when it was answered 200.

        `again` marks it as LINE marks what it delivers once more.
        """
        events = [one.event for one in said]
        began = time.monotonic()
        answer = self.deliver_events(url, webhooks.redelivered(events) if again else events)
        for one in said:
            if answer.status is not None:
                one.tries.append((began, time.monotonic() - began))
            if answer.ok:
                self.ledger.note_acked(one.event_id)
        return answer.ok

    def deliver_events(self, url: str, events: Sequence[Mapping[str, object]]) -> webhooks.Answer:
        """Send one signed webhook with exactly these events; nothing is written down."""
        for event in events:
            with self._platform.lock:
                now = self._platform.clock.now()
                self._platform.tokens.renew(str(event.get("replyToken")), now)
        body = webhooks.body_of(self.emulator.bot_user_id, events)
        return webhooks.post(url, body, webhooks.sign(SECRET, body))

    def _note(self, call: Call) -> None:
        """Keep what a campaign asks for; the rest would fill the memory in an hour."""
        messages = call.body.get("messages") if isinstance(call.body, Mapping) else None
        if call.accepted:
            for person in call.recipients:
                self.ledger.note_heard(
                    Heard(
                        person,
                        fingerprint(messages),
                        numbers_in(messages),
                        buttons_of(messages),
                        paid=not call.free,
                        at=time.monotonic(),
                    )
                )
                self._platform.world.chats.pop(person, None)


class _OpenBook(CallBook):
    """A book of calls that tells of each."""

    def __init__(self, told: Callable[[Call], None]) -> None:
        super().__init__()
        self._told = told
        self.statuses: dict[tuple[str, int], int] = {}

    @override
    def add(self, call: Call) -> None:
        self._told(call)
        key = call.endpoint, call.status
        self.statuses[key] = self.statuses.get(key, 0) + 1
