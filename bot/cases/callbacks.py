"""Calling an owner back: in which part of the day, and how often it is tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

MOST_TRIES = 3
"""On so many days an owner is called before they count as not reached."""


class Part(StrEnum):
    """When an owner wants to be called."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    ANY = "any"


class CallStatus(StrEnum):
    """What became of an owner's wish to be called."""

    WAITING = "waiting"
    DONE = "done"
    NOT_REACHED = "not_reached"
    REPLACED = "replaced"
    """They named another time."""


PARTS: Mapping[Part, str] = {
    Part.MORNING: "เช้า 9:00-12:00 น.",
    Part.AFTERNOON: "บ่าย 13:00-16:00 น.",
    Part.ANY: "เวลาไหนก็ได้",
}

_TOO_LATE: Mapping[Part, time] = {
    Part.MORNING: time(11, 30),
    Part.AFTERNOON: time(15, 30),
    Part.ANY: time(15, 30),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """How a wish stands after a try."""

    tries: int
    status: CallStatus

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.status is not CallStatus.WAITING


def still_today(part: Part, at: time) -> bool:
    """Tell whether, at this time in Bangkok, there is still time to call today."""
    return at < _TOO_LATE[part]


def after_try(tries: int, *, reached: bool) -> Tried:
    """Return how it stands after one more try than `tries`."""
    if reached:
        return Tried(tries + 1, CallStatus.DONE)
    given_up = tries + 1 >= MOST_TRIES
    return Tried(tries + 1, CallStatus.NOT_REACHED if given_up else CallStatus.WAITING)
