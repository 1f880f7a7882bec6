"""Deciding what follows a failed attempt to send. Pure: the sender records and waits.

| failure             | reply                                          | push, multicast          |
|---------------------|------------------------------------------------|--------------------------|
| ALREADY_ACCEPTED    | sent                                           | sent                     |
| INVALID_REPLY_TOKEN | push; presumed sent after an attempt in doubt  | give up                  |
| UNKNOWN             | again, same token: it works once only, so that | again, same key, slower  |
| LINE_BROKEN         | asking again can never send twice              | and slower               |
| UNREACHABLE         | again                                          | again                    |
| RATE_LIMITED        | again                                          | again                    |
| PERSON_FLOODED      | again in minutes                               | again in minutes         |
| UNAUTHORISED        | again in minutes: an operator must mend it     | the same                 |
| QUOTA_USED_UP       | again in an hour                               | again in an hour         |
| REFUSED             | give up                                        | give up                  |

Nothing is tried again once a day has passed since the first attempt: LINE forgets a retry key
after 24 hours and would deliver the message twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.model.sending import Failure

Method = Literal["reply", "push", "multicast"]

LAST_ATTEMPT_AFTER = timedelta(hours=23, minutes=50)
"""Ten minutes short of LINE's 24 hours, for clocks that differ and requests that hang."""

_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Sent:
    """Nothing more to do. `presumed` when LINE never said so: shown to staff, never doubled."""

    presumed: bool


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Send the same request, with the same token or key, after this long."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class FallBackToPush:
    """The reply token is gone and nothing was sent: push, with the retry key kept for it.

    The push is a new request: its attempts and its first attempt are counted afresh.
    """


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not be sent; `reason` is for the operator."""

    reason: str


Decision = Sent | TryAgain | FallBackToPush | GiveUp


@dataclass(frozen=True, slots=True)
class _Pace:
    first: timedelta
    longest: timedelta


_REPLY_PACE = _Pace(timedelta(seconds=1), timedelta(minutes=1))
_PUSH_PACE = _Pace(timedelta(seconds=2), timedelta(minutes=15))
# Many killed senders may have tried a chunk; whoever sends it waits for it at the end.
_MULTICAST_PACE = _Pace(timedelta(seconds=2), timedelta(seconds=30))
_PACES: Mapping[Method, _Pace] = {
    "reply": _REPLY_PACE,
    "push": _PUSH_PACE,
    "multicast": _MULTICAST_PACE,
}
_SLOW_PACES: Mapping[Failure, _Pace] = {
    Failure.PERSON_FLOODED: _Pace(timedelta(minutes=1), timedelta(minutes=30)),
    Failure.UNAUTHORISED: _Pace(timedelta(minutes=1), timedelta(minutes=10)),
    Failure.QUOTA_USED_UP: _Pace(timedelta(hours=1), timedelta(hours=1)),
}
_REASONS: Mapping[Failure, str] = {
    Failure.UNKNOWN: "LINE never answered for a day; look at the network and at LINE's status page",
    Failure.LINE_BROKEN: "LINE answered with errors for a day; look at LINE's status page",
    Failure.UNREACHABLE: "LINE could not be reached for a day; look at the network",
    Failure.RATE_LIMITED: "LINE's rate limit held for a day; send fewer requests a second",
    Failure.PERSON_FLOODED: "LINE takes no more messages to this person; write to them less often",
    Failure.UNAUTHORISED: "LINE refused the access token for a day; put a valid one in place",
    Failure.QUOTA_USED_UP: "the month's messages were used up for a day; raise LINE's plan",
}


def decide(
    method: Method,
    failure: Failure,
    *,
    attempts: int,
    first_attempt_at: datetime,
    now: datetime,
    earlier_unknown: bool,
    jitter: float,
) -> Decision:
    """Return what to do after an attempt failed.

    `attempts` counts this one (1 = the first attempt failed). `earlier_unknown` tells whether an
    attempt before this one left doubt (`Failure.leaves_doubt`) or ended without a record, as when
    the process was killed. `jitter` is a random number from 0 to 1.
    """
    if failure is Failure.ALREADY_ACCEPTED:
        return Sent(presumed=False)
    if failure is Failure.INVALID_REPLY_TOKEN and method == "reply":
        return Sent(presumed=True) if earlier_unknown else FallBackToPush()
    if failure in {Failure.REFUSED, Failure.INVALID_REPLY_TOKEN}:
        return GiveUp("LINE refused the request and would refuse it again; see its message")
    left = first_attempt_at + LAST_ATTEMPT_AFTER - now
    if left <= timedelta(0):
        return GiveUp(_REASONS[failure])
    return TryAgain(min(left, _wait(method, failure, attempts, jitter)))


def _wait(method: Method, failure: Failure, attempts: int, jitter: float) -> timedelta:
    """Double the wait with each attempt; spread it over its upper half so that crowds part."""
    pace = _SLOW_PACES.get(failure, _PACES[method])
    doublings: int = min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    wait = min(pace.longest, pace.first * (1 << doublings))
    return wait * (0.5 + jitter / 2)
