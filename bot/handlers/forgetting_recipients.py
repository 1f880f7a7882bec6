"""Who was told of an announcement is not kept for ever: counted by province first, then erased.

The day after it has ended its people are counted. A correction to exactly those who received it
needs their ids, so they stay for a while; who answered it stays until its cases have had time to
end. What is left are sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from bot.broadcasts.funnel import Sum
from bot.errors import BotError
from bot.storage import broadcast_answers, broadcast_ids, broadcast_sums, broadcast_told, broadcasts

SETTLED = timedelta(days=1)
"""After so long nothing of an announcement that has ended is on its way any more."""
_CHUNKS_AT_ONCE = 50
_RIDES_AT_ONCE = 5_000


class TooLateToCorrect(BotError):
    """Those who received an announcement are known no more, so that nobody can tell them."""


@dataclass(frozen=True, slots=True)
class Spans:
    """For how long after an announcement's end people's ids are kept."""

    recipients: timedelta
    answers: timedelta
    """Of those who answered, and of those who were told with an answer."""


class Work(StrEnum):
    """What is done with an announcement that is over, in this order."""

    COUNT = "count"
    ERASE_RECIPIENTS = "erase_recipients"
    ERASE_ANSWERS = "erase_answers"


@dataclass(frozen=True, slots=True)
class Step:
    """A little of that work, so that nobody waits long for it."""

    work: Work
    number: int
    told: tuple[Sum, ...] = ()


def next_step(connection: Connection, spans: Spans, *, now: datetime) -> Step | None:
    """Return what is to be done next; None while nothing is due. Only reads."""
    number = broadcast_ids.uncounted(connection, ended_before=now - SETTLED)
    if number is not None:
        return Step(Work.COUNT, number, tuple(broadcast_told.sums(connection, [number])))
    number = broadcast_ids.with_recipients(connection, ended_before=now - spans.recipients)
    if number is not None:
        return Step(Work.ERASE_RECIPIENTS, number)
    number = broadcast_ids.with_answers(connection, ended_before=now - spans.answers)
    return Step(Work.ERASE_ANSWERS, number) if number is not None else None


def take(connection: Connection, step: Step, *, now: datetime) -> None:
    """Do it, unless somebody else has meanwhile."""
    broadcasts.lock(connection, step.number)
    works: dict[Work, Callable[[Connection, Step, datetime], None]] = {
        Work.COUNT: _count,
        Work.ERASE_RECIPIENTS: _erase_recipients,
        Work.ERASE_ANSWERS: _erase_answers,
    }
    works[step.work](connection, step, now)


def check_correctable(connection: Connection, number: int) -> None:
    """Raise TooLateToCorrect where those who received an announcement are known no more."""
    if broadcast_ids.any_erased(connection, number):
        raise TooLateToCorrect(
            "แก้ข่าวถึงผู้รับเดิมไม่ได้แล้ว เพราะครบกำหนดเก็บรายชื่อผู้รับและลบไปแล้ว "
            "ถ้ายังต้องแก้ ให้เขียนประกาศใหม่ที่ถูกต้องแทน"
        )


def _count(connection: Connection, step: Step, now: datetime) -> None:
    one = broadcasts.find(connection, step.number)
    if one is not None and one.counted_at is None:
        broadcast_sums.keep(connection, step.told)
        broadcasts.change(connection, step.number, counted_at=now)


def _erase_recipients(connection: Connection, step: Step, now: datetime) -> None:
    erased = broadcast_ids.erase_recipients(connection, step.number, most=_CHUNKS_AT_ONCE)
    if erased < _CHUNKS_AT_ONCE:
        broadcasts.change(connection, step.number, recipients_erased_at=now)


def _erase_answers(connection: Connection, step: Step, now: datetime) -> None:
    one = broadcasts.find(connection, step.number)
    if one is None or one.answers_erased_at is not None:
        return
    if broadcast_ids.erase_rides(connection, one.id, most=_RIDES_AT_ONCE) == _RIDES_AT_ONCE:
        return
    sums = broadcast_answers.sums(connection, {one.id: one.draft.programme})
    broadcast_sums.keep(connection, sums)
    broadcast_ids.erase_answers(connection, one.id)
    broadcasts.change(connection, one.id, answers_erased_at=now)
