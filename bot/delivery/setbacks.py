"""Deciding what follows when a file could not be fetched. Pure: the fetcher records and waits.

| setback         | what happened                            | then                             |
|-----------------|------------------------------------------|----------------------------------|
| STILL_PREPARING | 202: LINE is not done with it            | again in seconds, up to a minute |
| TOO_LARGE       | more bytes, or pixels, than are taken    | refused; the person is told      |
| WRONG_KIND      | of no kind that is kept, or not readable | refused; the person is told      |
| GONE            | 404 or 410: LINE has it no more          | lost                             |
| REFUSED         | another 4xx                              | lost                             |
| UNAUTHORISED    | 401 or 403: an operator must mend it     | again in minutes                 |
| LINE_AWAY       | no answer, half of one, 5xx, 429         | again, up to half an hour apart  |
| NO_ROOM         | the disk is full, the store takes none   | again in minutes                 |
| OUR_MISTAKE     | anything that was not foreseen           | again in minutes, up to an hour  |

After a week it is lost: LINE deletes what people sent after a time that it does not tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.contents import WhyRefused
from bot.model.sending import Failure, Refused

LAST_ATTEMPT_AFTER = timedelta(days=7)
_MOST_DOUBLINGS = 20


class Setback(StrEnum):
    """Why a file is not here yet."""

    STILL_PREPARING = "still_preparing"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    GONE = "gone"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"
    LINE_AWAY = "line_away"
    NO_ROOM = "no_room"
    OUR_MISTAKE = "our_mistake"


@dataclass(frozen=True, slots=True)
class Refuse:
    """It is not kept, and its sender is told why."""

    why: WhyRefused


@dataclass(frozen=True, slots=True)
class Lose:
    """It cannot be had any more; `reason` is for the operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class Again:
    """Try once more after this long."""

    after: timedelta


Consequence = Refuse | Lose | Again


@dataclass(frozen=True, slots=True)
class _Pace:
    first: timedelta
    longest: timedelta
    reason: str
    """What is to be told when a week was not enough."""


_PACES: Mapping[Setback, _Pace] = {
    Setback.STILL_PREPARING: _Pace(
        timedelta(seconds=2), timedelta(minutes=1), "LINE never finished preparing it"
    ),
    Setback.UNAUTHORISED: _Pace(
        timedelta(minutes=1),
        timedelta(minutes=10),
        "LINE refused the access token for a week; put a valid one in place",
    ),
    Setback.LINE_AWAY: _Pace(
        timedelta(seconds=2),
        timedelta(minutes=30),
        "LINE gave no whole answer for a week; look at the network and at LINE's status page",
    ),
    Setback.NO_ROOM: _Pace(
        timedelta(minutes=1),
        timedelta(minutes=10),
        "the storage took nothing for a week; see that it has room and can be written",
    ),
    Setback.OUR_MISTAKE: _Pace(
        timedelta(minutes=1), timedelta(hours=1), "it failed for a week; see the log"
    ),
}
_FINAL: Mapping[Setback, Consequence] = {
    Setback.TOO_LARGE: Refuse(WhyRefused.TOO_LARGE),
    Setback.WRONG_KIND: Refuse(WhyRefused.WRONG_KIND),
    Setback.GONE: Lose("LINE has it no more"),
    Setback.REFUSED: Lose("LINE refused to give it, and would refuse again"),
}


def setback_of(refused: Refused) -> Setback:
    """Return what LINE's refusal, or its silence, means for the file."""
    if refused.status in {404, 410}:
        return Setback.GONE
    if refused.failure is Failure.UNAUTHORISED:
        return Setback.UNAUTHORISED
    final = {Failure.REFUSED, Failure.INVALID_REPLY_TOKEN, Failure.ALREADY_ACCEPTED}
    return Setback.REFUSED if refused.failure in final else Setback.LINE_AWAY


def decide(
    setback: Setback, *, attempts: int, sent_at: datetime, now: datetime, jitter: float
) -> Consequence:
    """Return what to do. `attempts` counts this one; `jitter` is a random number from 0 to 1."""
    if setback in _FINAL:
        return _FINAL[setback]
    pace = _PACES[setback]
    if now - sent_at >= LAST_ATTEMPT_AFTER:
        return Lose(pace.reason)
    doublings = min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    wait = min(pace.longest, pace.first * (1 << doublings))
    return Again(wait * (0.5 + jitter / 2))
