"""«ต้องทำ» on the desk: calls that owners wait for, and answers that have waited too long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.handlers.deps import StaffDeps
from bot.model.thai import BANGKOK
from bot.routing.hours import add_working_days, working_days_ago
from bot.storage import callbacks, endings, held
from bot.storage.callbacks import Call
from bot.storage.endings import Ending
from bot.storage.held import Held

_LATELY = timedelta(days=30)
"""As long as a case may be taken up again."""
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Tasks:
    """What an office has to do beside its piles; nothing of it is personal."""

    calls: Sequence[Call]
    """For today, the next working day, or left over."""
    held: Sequence[Held]
    """Owners who have not written since; somebody should decide what to do."""
    asks: Sequence[Ending]
    """Owners from the counter whose cases ended lately; somebody should call and ask."""


def look(
    connection: Connection, deps: StaffDeps, units: Collection[str] | None, *, today: date
) -> Tasks:
    """Return the tasks of these units (None: of all)."""
    tomorrow = add_working_days(deps.calendar, today, 1)
    days = deps.calendar.days("held_answer_after", today)
    long_ago = working_days_ago(deps.calendar, today, days) + timedelta(days=1)
    return Tasks(
        calls=callbacks.due(connection, units, until=tomorrow),
        asks=endings.to_ask_by_telephone(
            connection,
            units or (),
            since=_midnight(today - _LATELY),
            until=_midnight(today),
            most=_LISTED,
        ),
        held=held.older_than(connection, _midnight(long_ago), units),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BANGKOK)
