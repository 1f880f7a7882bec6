"""What the world outside the service knows: what people sent and had acknowledged, what they got.

Nothing in here comes from the service. Times are seconds of `time.monotonic`.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Json = dict[str, object]

_NUMBER = re.compile(r"\b08(\d)-(\d{3})-(\d{4})\b")


def spoken(person: int, number: int) -> str:
    """Return a telephone number that names a person and one message of theirs."""
    return f"08{person:04d}{number:04d}"


@dataclass(slots=True)
class Said:
    """One event that somebody sent, and what its webhook was answered."""

    event: Json
    person: str
    number: int | None
    """What a numbered message carries, so that its answer can be told from all others."""
    said_at: float
    acked_at: float | None = None
    refused: bool = False
    """Answered 4xx: nothing may ever come of it."""
    tries: list[tuple[float, float]] = field(default_factory=list)
    """When each webhook with it began that was answered, and the seconds it took."""

    @property
    def event_id(self) -> str:
        """LINE's id of the event."""
        return str(self.event["webhookEventId"])

    @property
    def message_id(self) -> str | None:
        """LINE's id of the message in it; None for what is no message."""
        message = self.event.get("message")
        return str(message["id"]) if isinstance(message, Mapping) else None

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, which the bot is to fetch."""
        message = self.event.get("message")
        return isinstance(message, Mapping) and message.get("type") == "image"


@dataclass(frozen=True, slots=True)
class Heard:
    """One call to LINE that was accepted for one person: what they see on their phone."""

    person: str
    fingerprint: str
    """The messages, told apart from others and no longer than it takes."""
    numbers: tuple[tuple[int, int], ...]
    """(person, number) of every numbered message that it answers, in its order."""
    buttons: Mapping[str, str]
    """What each button under it would send, by its label."""
    paid: bool
    at: float


def fingerprint(messages: object) -> str:
    """Return the same few letters for the same messages, however their JSON is written."""
    written = json.dumps(messages, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def numbers_in(messages: object) -> tuple[tuple[int, int], ...]:
    """Return the numbered messages that an answer speaks of."""
    written = json.dumps(messages, ensure_ascii=False)
    found = [(int(a + b), int(c)) for a, b, c in _NUMBER.findall(written)]
    return tuple(dict.fromkeys(found))


def buttons_of(messages: object) -> dict[str, str]:
    """Return what the quick replies of the last message would send, by label."""
    last = messages[-1] if isinstance(messages, list) and messages else {}
    items = last.get("quickReply", {}).get("items", []) if isinstance(last, Mapping) else []
    actions = [item["action"] for item in items]
    return {one["label"]: one["data"] for one in actions if one["type"] == "postback"}


@dataclass
class Ledger:
    """Everything said and heard, and when somebody was killed. Safe for many threads."""

    said: dict[str, Said] = field(default_factory=dict)
    heard: dict[str, list[Heard]] = field(default_factory=lambda: defaultdict(list))
    kills: list[float] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note_said(self, said: Said) -> None:
        """Write down that somebody is about to send this."""
        with self.changed:
            self.said[said.event_id] = said

    def note_acked(self, event_id: str) -> None:
        """Write down that a webhook with this event was answered 200, if it is the first."""
        with self.changed:
            said = self.said[event_id]
            said.acked_at = said.acked_at or time.monotonic()
            self.changed.notify_all()

    def note_heard(self, heard: Heard) -> None:
        """Write down what LINE accepted."""
        with self.changed:
            self.heard[heard.person].append(heard)
            self.changed.notify_all()

    def note_kill(self) -> None:
        """Write down that a process was killed just now."""
        with self.changed:
            self.kills.append(time.monotonic())

    def wait_until(self, true: Callable[[], bool], timeout: float) -> bool:
        """Wait until something about the ledger is true; False when it takes too long."""
        with self.changed:
            return self.changed.wait_for(true, timeout)

    def count_heard(self) -> int:
        """Return how many answers have arrived so far."""
        with self.changed:
            return sum(map(len, self.heard.values()))

    def acked(self) -> list[Said]:
        """Return what was answered 200."""
        with self.changed:
            return [one for one in self.said.values() if one.acked_at is not None]

    def answered_in(self) -> list[tuple[Said, float]]:
        """Return each numbered message that is named in an answer, and the seconds it took."""
        with self.changed:
            first: dict[tuple[str, int], float] = {}
            for person, answers in self.heard.items():
                for one in answers:
                    for _, number in one.numbers:
                        first.setdefault((person, number), one.at)
            return [
                (said, first[said.person, said.number] - (said.acked_at or said.said_at))
                for said in self.said.values()
                if said.number is not None and (said.person, said.number) in first
            ]

    def across_kills(self) -> list[float]:
        """Return the seconds from acknowledgement to answer of what a kill fell into."""
        kills = sorted(self.kills)
        found = []
        for said, seconds in self.answered_in():
            begun = said.acked_at or said.said_at
            if any(said.said_at <= kill <= begun + seconds for kill in kills):
                found.append(max(0.0, seconds))
        return found


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which this share of them lies; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
