"""The life of a case: which moves are legal, who may make them, and how an owner is told.

Pure rules; saving a move together with its history is the storage's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from bot.errors import BotError
from bot.model.cases import Status

REOPEN_WITHIN_DAYS = 30
AGAIN = "รับเรื่องอีกครั้ง"


class Actor(StrEnum):
    """Who moves a case."""

    OWNER = "owner"
    STAFF = "staff"
    SYSTEM = "system"


class IllegalMove(BotError):
    """A case cannot go from where it is to where it was sent, or not by this hand."""


_S = Status
ENDED = frozenset({_S.CLOSED, _S.CANCELLED, _S.UNREACHABLE})
_AT_WORK = frozenset({_S.ADVISING, _S.WAITING_OWNER, _S.REFERRED, _S.COMMITTEE, _S.INTERNATIONAL})

_BY_STAFF: Mapping[Status, frozenset[Status]] = {
    _S.NEW: frozenset({_S.ACCEPTED, _S.CANCELLED}),
    # Whoever lays a case back, or passes it on, leaves it to be taken anew.
    _S.ACCEPTED: _AT_WORK | ENDED | {_S.NEW},
    **{status: (_AT_WORK - {status}) | ENDED for status in _AT_WORK},
    _S.ADVISING: (_AT_WORK - {_S.ADVISING}) | ENDED | {_S.NEW},
    **dict.fromkeys(ENDED, frozenset({_S.NEW})),
}
_BY_OWNER: Mapping[Status, frozenset[Status]] = {
    **dict.fromkeys({_S.NEW, _S.ACCEPTED} | _AT_WORK, frozenset({_S.CANCELLED})),
    _S.WAITING_OWNER: frozenset({_S.ADVISING, _S.CANCELLED}),
    **dict.fromkeys(ENDED, frozenset({_S.NEW})),
}
# Time alone closes a case only when its owner was asked and stayed silent.
_BY_SYSTEM: Mapping[Status, frozenset[Status]] = {_S.WAITING_OWNER: frozenset({_S.UNREACHABLE})}
_MOVES: Mapping[Actor, Mapping[Status, frozenset[Status]]] = {
    Actor.STAFF: _BY_STAFF,
    Actor.OWNER: _BY_OWNER,
    Actor.SYSTEM: _BY_SYSTEM,
}

_WORDING: Mapping[Status, str] = {
    _S.NEW: "รับเรื่องแล้ว",
    _S.ACCEPTED: "เจ้าหน้าที่กำลังดูเรื่อง",
    _S.ADVISING: "กำลังให้คำปรึกษา",
    _S.WAITING_OWNER: "รอข้อมูลจากคุณ",
    _S.REFERRED: "ส่งต่อหน่วยงาน",
    _S.COMMITTEE: "เสนอคณะกรรมการระดับจังหวัด",
    _S.INTERNATIONAL: "โต๊ะต่างประเทศ",
    _S.CLOSED: "เสร็จสิ้น",
    _S.CANCELLED: "ยกเลิกตามคำขอ",
    _S.UNREACHABLE: "ติดต่อไม่ได้",
}
_TAKES_DETAIL = frozenset({_S.REFERRED, _S.CLOSED})


def moves(status: Status, *, by: Actor = Actor.STAFF) -> frozenset[Status]:
    """Return where a case in this state may go by this hand (reopening needs `may_reopen` too)."""
    return _MOVES[by].get(status, frozenset())


def may_move(current: Status, to: Status, *, by: Actor = Actor.STAFF) -> bool:
    """Tell whether a move is legal. Whether it is not too late to reopen, `may_reopen` says."""
    return to in moves(current, by=by)


def reopen_until(ended: date) -> date:
    """Return the last day on which a case that ended on a day may be taken up again."""
    return ended + timedelta(days=REOPEN_WITHIN_DAYS)


def may_reopen(status: Status, *, ended: date, today: date) -> bool:
    """Tell whether an ended case may be taken up again: for thirty days, as a new one."""
    return status in ENDED and today <= reopen_until(ended)


def check_move(
    current: Status, to: Status, *, by: Actor, ended: date | None = None, today: date | None = None
) -> None:
    """Raise IllegalMove with the reason, unless the move is legal.

    Taking up an ended case needs the day on which it `ended`, and `today`.
    """
    if not may_move(current, to, by=by):
        legal = ", ".join(sorted(moves(current, by=by))) or "nowhere"
        raise IllegalMove(
            f"A case that is '{current}' cannot become '{to}' by {by}; it may go to: {legal}."
        )
    if current not in ENDED:
        return
    if ended is None or today is None:
        raise IllegalMove("Taking up an ended case needs the day on which it ended, and today.")
    if not may_reopen(current, ended=ended, today=today):
        raise IllegalMove(
            f"The case ended on {ended}; after {REOPEN_WITHIN_DAYS} days open a new one instead."
        )


def owner_wording(status: Status, *, detail: str | None = None, reopened: bool = False) -> str:
    """Return the state in the words that its owner reads.

    `detail` is the agency of a referral or the result of a closed case; other states take none.
    A reopened case is received once more.
    """
    if status is Status.NEW and reopened:
        return AGAIN
    if detail and status in _TAKES_DETAIL:
        return f"{_WORDING[status]} ({detail})"
    return _WORDING[status]
