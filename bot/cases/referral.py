"""Referring a case to an agency: the two ways of it, its life, its guards, its reminders.

*Forward*: the agency takes the matter; the case waits for its answer, then ends as referred.
*Join*: both work on it, and the case stays where it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import BotError


class NotReferable(BotError):
    """A referral that goes in a circle, comes too early, or says nothing new."""


class Kind(StrEnum):
    """What the agency is asked for."""

    FORWARD = "forward"
    JOIN = "join"


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    """Nothing has left the office."""
    SENT = "sent"
    """It waits for the agency's answer."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    """The agency has told what came of it."""
    CANCELLED = "cancelled"
    RECEIVED = "received"
    """The other way round: the agency sent the case to us."""


ANSWERS: Mapping[State, frozenset[State]] = {
    State.SENT: frozenset({State.ACCEPTED, State.DECLINED, State.DONE}),
    State.ACCEPTED: frozenset({State.DONE}),
}
"""What an agency may say next."""
WAITING = frozenset(ANSWERS)
_UNDER_WAY = WAITING | {State.DRAFT}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A referral that the case already has."""

    agency: str
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Permission:
    """What the owner was asked, or said by another way, about one referral."""

    kind: Kind
    fields: Collection[str]
    given: bool | None
    """None until they have answered."""


def check_way(agency: str, earlier: Iterable[Earlier], *, reason: str) -> None:
    """Raise NotReferable where a referral would go in a circle.

    Never back to the agency it came from; a second time to one only with a reason that is new.
    """
    before = [one for one in earlier if one.agency == agency and one.state is not State.CANCELLED]
    if any(one.state is State.RECEIVED for one in before):
        raise NotReferable("เรื่องนี้มาจากหน่วยงานนี้ ส่งกลับไม่ได้ โทรปรึกษาหน่วยงาน หรือเลือกหน่วยงานอื่น")
    if any(one.state in _UNDER_WAY for one in before):
        raise NotReferable("เรื่องนี้ส่งต่อหน่วยงานนี้อยู่แล้ว เปิดดูได้ที่หน้าเรื่อง")
    if before and not reason:
        raise NotReferable("เคยส่งต่อหน่วยงานนี้แล้ว บอกเหตุผลใหม่ก่อนส่งอีกครั้ง")
    if any(one.reason == reason for one in before):
        raise NotReferable("เหตุผลนี้เคยใช้ส่งต่อหน่วยงานนี้แล้ว บอกสิ่งที่เปลี่ยนไปจากครั้งก่อน")


def permission_for(
    kind: Kind, fields: Collection[str], asked: Iterable[Permission]
) -> Permission | None:
    """Return the last word on passing on these fields in this way; None when nobody asked.

    Who agreed to more agreed to less; who was asked for less was not asked for this.
    """
    found = None
    for one in asked:
        if one.kind is kind and set(fields) <= set(one.fields):
            found = one
    return found


def next_reminder(reminders: int, *, first: int, last: int) -> int | None:
    """Return how many working days after sending the next reminder is due; None after the last."""
    days = (first, last)
    return days[reminders] if reminders < len(days) else None
