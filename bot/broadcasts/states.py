"""The life of an announcement, and who must agree to it.

draft → approved → sending → sent. Whoever looks after announcements may pause it and let it go
on; stop it for good; and it is held by itself where the month's messages would not last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from bot.errors import BotError


class State(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    HELD = "held"
    """By itself, with a reason; it goes on when the reason is gone, or is let go on."""
    STOPPED = "stopped"
    SENT = "sent"


class WrongState(BotError):
    """That cannot be done to an announcement that stands where this one does."""


class NotYours(BotError):
    """Somebody who may not do that to this announcement."""


FINISHED = frozenset({State.STOPPED, State.SENT})
_FROM: Mapping[State, frozenset[State]] = {
    State.APPROVED: frozenset({State.DRAFT}),
    State.SENDING: frozenset({State.APPROVED, State.PAUSED, State.HELD, State.SENDING}),
    State.PAUSED: frozenset({State.SENDING, State.HELD}),
    State.HELD: frozenset({State.SENDING}),
    State.STOPPED: frozenset(
        {State.DRAFT, State.APPROVED, State.SENDING, State.PAUSED, State.HELD}
    ),
    State.SENT: frozenset({State.SENDING}),
}
_NAMES: Mapping[State, str] = {
    State.DRAFT: "ยังเป็นร่าง",
    State.APPROVED: "อนุมัติแล้ว ยังไม่ส่ง",
    State.SENDING: "กำลังส่ง",
    State.PAUSED: "พักไว้",
    State.HELD: "ระบบพักไว้",
    State.STOPPED: "ยุติแล้ว",
    State.SENT: "ส่งครบแล้ว",
}


def name(state: State) -> str:
    """Return the state in words."""
    return _NAMES[state]


def check_move(now: State, to: State) -> None:
    """Raise WrongState unless an announcement may go from here to there."""
    if now not in _FROM[to]:
        raise WrongState(f"ประกาศนี้{_NAMES[now]} จึงเปลี่ยนเป็น «{_NAMES[to]}» ไม่ได้")


def approvals_needed(*, nationwide: bool) -> int:
    """Return how many must approve: what goes to the whole country has a third pair of eyes."""
    return 2 if nationwide else 1


def check_approver(name: str, *, author: str, approved_by: Collection[str]) -> None:
    """Raise NotYours when this officer may not (or may no more) approve it."""
    if name == author:
        raise NotYours("ผู้เขียนประกาศอนุมัติเองไม่ได้ ให้เพื่อนร่วมงานอีกคนอนุมัติ")
    if name in approved_by:
        raise NotYours("คุณอนุมัติประกาศนี้ไปแล้ว ต้องให้อีกคนอนุมัติ")
