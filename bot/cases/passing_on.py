"""When a case may change hands: in a unit, and from office to office but never in circles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cases.record import HistoryEntry
from bot.errors import BotError
from bot.model.cases import Status

MOST_TRANSFERS = 3
"""After so many, headquarters says whose the case is."""
SHORTEST_REASON = 8
"""Letters; less tells a colleague nothing."""

_TRANSFERRED = "transferred"


class NoReason(BotError):
    """A case changes hands, and nobody says why."""


class StillTheirs(BotError):
    """A case is in the hands of a colleague who is there."""


class GoesInCircles(BotError):
    """A case is passed on to where it came from."""


@dataclass(frozen=True, slots=True)
class Passing:
    """One office passed the case on to another, and why."""

    before: str
    after: str
    why: str


def passings(history: Sequence[HistoryEntry]) -> tuple[Passing, ...]:
    """Return how a case went from office to office, oldest first."""
    return tuple(
        Passing(
            str(entry.detail.get("before")),
            str(entry.detail.get("after")),
            str(entry.detail.get("text")),
        )
        for entry in history
        if entry.what == _TRANSFERRED
    )


def goes_to_headquarters(passed: Sequence[Passing]) -> bool:
    """Tell whether the offices have passed a case on for long enough."""
    return len(passed) >= MOST_TRANSFERS


def check_reason(why: str) -> str:
    """Return the reason without its margins; raises NoReason unless it says something."""
    said = " ".join(why.split())
    if len(said) < SHORTEST_REASON:
        raise NoReason(f"เขียนเหตุผลอย่างน้อย {SHORTEST_REASON} ตัวอักษร ให้ผู้รับเรื่องต่อเข้าใจ")
    return said


def check_transfer(passed: Sequence[Passing], *, owner: str, to: str, fresh: str) -> None:
    """Raise GoesInCircles when a case goes nowhere, or back without anything `fresh` to say."""
    if to == owner:
        raise GoesInCircles("เรื่องอยู่กับหน่วยงานนี้แล้ว เลือกหน่วยงานอื่น")
    earlier = [one.why for one in passed if one.before == to]
    if not earlier:
        return
    if len(" ".join(fresh.split())) < SHORTEST_REASON:
        raise GoesInCircles(
            f"หน่วยงานนี้เคยส่งเรื่องนี้ต่อมาแล้ว เพราะ “{earlier[-1]}”"
            " ถ้าจะส่งกลับ เขียนในช่อง “มีอะไรใหม่” ว่าอะไรเปลี่ยนไป"
        )


def check_taking(*, giver: str, heads: bool, holder: str | None, to: str, free: bool) -> None:
    """Raise StillTheirs unless this officer may say whose a case of their unit is from now on.

    The head may, its holder may, and anybody may when nobody holds it. From a colleague one takes
    it only for oneself, and when it is `free`: they are away, or have let the promised day pass.
    """
    if heads or holder in {None, giver}:
        return
    if to != giver or not free:
        raise StillTheirs(
            "เรื่องนี้มีเพื่อนร่วมงานดูแลอยู่ ให้ผู้ดูแลหรือหัวหน้าหน่วยมอบให้"
            " รับต่อเองได้เมื่อผู้ดูแลลาอยู่ หรือเลยวันที่สัญญากับเจ้าของเรื่อง"
        )


def without_holder(status: Status) -> Status:
    """Return where a case stands once nobody holds it: what others work on, or wait for, stays."""
    return Status.NEW if status in {Status.ACCEPTED, Status.ADVISING} else status
