"""From being told to being helped: announcements of a period, by programme and by province."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.broadcasts import funnel
from bot.broadcasts.funnel import OPEN, End, Measure, Steps, Sum
from bot.cases.closing import OUTCOMES
from bot.cases.periods import Period
from bot.handlers.figures_report import moments
from bot.model.cases import Status
from bot.storage import broadcast_sums, broadcasts
from bot.storage.broadcasts import Broadcast

NO_PROGRAMME = ""
"""The row of announcements that are of no programme."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """What came of the announcements that began to go out in a period."""

    period: Period
    programme: str | None
    """The code of the programme to which alone it is bound, if any."""
    total: Steps
    programmes: Mapping[str, Steps]
    """By code, or NO_PROGRAMME."""
    announcements: Mapping[str, int]
    """How many announcements of each there were."""
    provinces: Mapping[str, Steps]
    """By ISO code; "" for people of whom no province is known."""


def look(connection: Connection, period: Period, *, programme: str | None = None) -> Funnel:
    """Count what came of a period's announcements, of all or of one programme."""
    first, end = moments(period)
    found = [
        one
        for one in broadcasts.started_between(connection, first, end)
        if programme is None or one.draft.programme == programme
    ]
    of = {one.id: one.draft.programme or NO_PROGRAMME for one in found}
    sums = _without_corrected(found, broadcast_sums.look(connection, found))
    rows = funnel.rows(sums, lambda one: of[one.broadcast], end_of)
    counted = Counter(of.values())
    return Funnel(
        period=period,
        programme=programme,
        total=funnel.total(sums, end_of),
        programmes=rows | {code: Steps() for code in counted if code not in rows},
        announcements=counted,
        provinces=by_province(sums),
    )


def by_province(sums: Sequence[Sum]) -> dict[str, Steps]:
    """Return the rows of provinces, those that were told most first."""
    return funnel.rows(sums, lambda one: one.province, end_of)


def end_of(outcome: str) -> End:
    """Return how a case with this outcome ended."""
    if outcome == OPEN:
        return End.OPEN
    known = OUTCOMES.get(outcome)
    return End.SUCCESS if known and known.status is Status.CLOSED else End.OTHER


def _without_corrected(found: Sequence[Broadcast], sums: Sequence[Sum]) -> list[Sum]:
    """Leave out whom corrections were told to: they have been counted already."""
    corrections = {one.id for one in found if one.corrects is not None}
    told = {Measure.TOLD, Measure.RODE}
    return [one for one in sums if one.broadcast not in corrections or one.measure not in told]
