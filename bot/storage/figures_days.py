"""The daily totals: kept by following the cases' history, summed for the page.

A case changes only together with a line of its history, and lines are numbered. So the lines after
a mark name the cases whose facts may be old. Their facts are made anew, and the totals change by
the difference; whatever was sorted, moved, ended or reopened is put right wherever it is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from bot.cases.categories import Reporting, reporting_category
from bot.cases.figures import (
    ALL,
    COUNTRY,
    UNKNOWN,
    Cell,
    Fact,
    Measure,
    Petitioner,
    difference,
    petitioner_kind,
)
from bot.cases.states import ENDED
from bot.model.cases import Status
from bot.model.thai import BANGKOK
from bot.storage.cases import AT_THE_DESK
from bot.storage.figures_results import Areas, approved_baht
from bot.storage.tables import (
    case,
    case_history,
    case_merge,
    figure_day,
    figure_fact,
    figure_mark,
)

AT_ONCE = 300
"""Lines of history in one transaction, so that on SQLite nobody waits long for it."""
_UNSETTLED = timedelta(minutes=1)
"""A line with a lower number may be committed so much later; no transaction lives as long."""
_MARK = "history"
_OF_THE_PERIOD = tuple(one for one in Measure if one is not Measure.PROMISED)

_ADD = text("""
    INSERT INTO figure_day (area, measure, day, key, count)
    VALUES (:area, :measure, :day, :key, :count)
    ON CONFLICT (area, measure, day, key)
    DO UPDATE SET count = figure_day.count + excluded.count
""").bindparams(bindparam("day", type_=Date))


@dataclass(frozen=True, slots=True)
class _Mark:
    history_id: int
    turn: int


def behind(connection: Connection) -> bool:
    """Tell whether there are lines of history to follow; the newest are followed more than once."""
    return _next_line(connection) is not None


def far_behind(connection: Connection, *, now: datetime) -> bool:
    """Tell whether lines wait that have long been settled, so that numbers are missing."""
    waits_since = _next_line(connection)
    return waits_since is not None and waits_since < now - 2 * _UNSETTLED


def _next_line(connection: Connection) -> datetime | None:
    after = _read_mark(connection).history_id
    query = select(case_history.c.at).where(case_history.c.id > after)
    return connection.scalar(query.order_by(case_history.c.id).limit(1))


def refresh(connection: Connection, *, now: datetime, most: int = AT_ONCE) -> bool:
    """Follow the history by so many lines; tell whether there is more to follow at once."""
    mark = _read_mark(connection)
    lines = connection.execute(
        select(case_history.c.id, case_history.c.case_number, case_history.c.at)
        .where(case_history.c.id > mark.history_id)
        .order_by(case_history.c.id)
        .limit(most)
    ).all()
    settled = mark.history_id
    for line in lines:
        if line.at > now - _UNSETTLED:
            break
        settled = line.id
    if not lines or not _move(connection, mark, settled):
        return False
    _bring_up_to_date(connection, {line.case_number for line in lines})
    return settled > mark.history_id and len(lines) == most


def _read_mark(connection: Connection) -> _Mark:
    row = connection.execute(
        select(figure_mark.c.history_id, figure_mark.c.turn).where(figure_mark.c.name == _MARK)
    ).first()
    return _Mark(*row) if row else _Mark(0, 0)


def _move(connection: Connection, mark: _Mark, settled: int) -> bool:
    """Move the mark on; False when somebody else has done so meanwhile, whose work this then is."""
    if mark.turn == 0:
        begun = text(
            "INSERT INTO figure_mark (name, history_id, turn) VALUES (:name, :settled, 1)"
            " ON CONFLICT (name) DO NOTHING"
        )
        return connection.execute(begun, {"name": _MARK, "settled": settled}).rowcount == 1
    moved = connection.execute(
        update(figure_mark)
        .where(figure_mark.c.name == _MARK, figure_mark.c.turn == mark.turn)
        .values(history_id=settled, turn=mark.turn + 1)
    )
    return moved.rowcount == 1


def _bring_up_to_date(connection: Connection, numbers: Collection[str]) -> None:
    kept = connection.execute(
        select(figure_fact).where(figure_fact.c.number.in_(numbers))
    ).mappings()
    before = {row["number"]: _fact(row) for row in kept}
    after = {fact.number: fact for fact in facts_of(connection, numbers)}
    stale = {number for number in numbers if before.get(number) != after.get(number)}
    if not stale:
        return
    old = [before[number] for number in stale if number in before]
    new = [after[number] for number in stale if number in after]
    connection.execute(delete(figure_fact).where(figure_fact.c.number.in_(stale)))
    if new:
        connection.execute(insert(figure_fact), [_row(fact) for fact in new])
    _add(connection, difference(old, new))


def _add(connection: Connection, change: Mapping[Cell, int]) -> None:
    if change:
        rows = [{**cell._asdict(), "count": count} for cell, count in sorted(change.items())]
        connection.execute(_ADD, rows)


_CASES = select(case).where(case.c.number.not_in(select(case_merge.c.number)))
"""A case that turned out to be another one is counted once, as that one."""


def facts_of(connection: Connection, numbers: Collection[str]) -> list[Fact]:
    """Return the facts of cases as the cases are now."""
    rows = connection.execute(_CASES.where(case.c.number.in_(numbers))).mappings().all()
    lent = [row["number"] for row in rows if row["outcome"] == "loan_approved"]
    baht = approved_baht(connection, lent) if lent else {}
    return [_fact_of(row, baht) for row in rows]


def _fact_of(row: RowMapping, baht: Mapping[str, int]) -> Fact:
    status, day = Status(row["status"]), _day(row["opened_at"])
    ended = _day(row["ended_at"]) if row["ended_at"] and status in ENDED else None
    contacted = _day(row["first_contact_at"]) if row["first_contact_at"] else None
    completed = status is Status.CLOSED and ended is not None
    hurried = status not in ENDED and status is not Status.WAITING_OWNER
    business = orjson.loads(row["details"]).get("business")
    return Fact(
        number=row["number"],
        day=day,
        area=row["province"] or UNKNOWN,
        petitioner=_petitioner(row["person"], row["phone"]),
        kind=petitioner_kind(row["juristic_id"], str(business or ""), row["sub_intent"]),
        reporting=reporting_category(row["category"], row["sub_intent"]),
        status=status,
        track=row["track"],
        promised=row["next_contact"] if hurried else None,
        contact_days=(contacted - day).days if contacted else None,
        close_days=(ended - day).days if completed and ended else None,
        ended_day=ended,
        loan_baht=baht.get(row["number"], 0)
        if completed and row["outcome"] == "loan_approved"
        else None,
    )


def _petitioner(person: str, phone: str | None) -> int:
    """Return a number of 64 bits: of the LINE account, or at the desk of the telephone number."""
    who = phone if phone and person.startswith(AT_THE_DESK) else person
    return int.from_bytes(blake2b(who.encode(), digest_size=8).digest(), signed=True)


def _day(moment: datetime) -> date:
    return moment.astimezone(BANGKOK).date()


def _fact(row: RowMapping) -> Fact:
    return Fact(
        **{
            **row,
            "kind": Petitioner(row["kind"]),
            "reporting": Reporting(row["reporting"]),
            "status": Status(row["status"]),
        }
    )


def _row(fact: Fact) -> dict[str, Any]:
    return {column.name: getattr(fact, column.name) for column in figure_fact.c}


def sums(
    connection: Connection, areas: Areas, first: date, last: date
) -> dict[Measure, dict[str, int]]:
    """Sum the totals of these days in these areas."""
    query = (
        select(figure_day.c.measure, figure_day.c.key, func.sum(figure_day.c.count))
        .where(
            _within(areas),
            figure_day.c.measure.in_(_OF_THE_PERIOD),
            figure_day.c.day.between(first, last),
        )
        .group_by(figure_day.c.measure, figure_day.c.key)
    )
    return _by_measure(connection.execute(query))


def promised(connection: Connection, areas: Areas) -> dict[str, int]:
    """Return how many open matters were promised for each day, whenever they were received."""
    query = (
        select(figure_day.c.measure, figure_day.c.key, func.sum(figure_day.c.count))
        .where(_within(areas), figure_day.c.measure == Measure.PROMISED)
        .group_by(figure_day.c.measure, figure_day.c.key)
    )
    return _by_measure(connection.execute(query)).get(Measure.PROMISED, {})


def _by_measure(rows: Iterable[Sequence[Any]]) -> dict[Measure, dict[str, int]]:
    found: dict[Measure, dict[str, int]] = {}
    for measure, key, count in rows:
        if count:
            found.setdefault(Measure(measure), {})[key] = int(count)
    return found


def by_province(
    connection: Connection, areas: Collection[str], first: date, last: date, measure: Measure
) -> dict[str, int]:
    """Return the matters received, or completed of them, in each of these areas that has any."""
    query = (
        select(figure_day.c.area, func.sum(figure_day.c.count))
        .where(
            figure_day.c.area.in_(areas),
            figure_day.c.measure == measure,
            figure_day.c.key == ALL,
            figure_day.c.day.between(first, last),
        )
        .group_by(figure_day.c.area)
    )
    return {area: int(count) for area, count in connection.execute(query) if count}


def by_day(connection: Connection, areas: Areas, first: date, last: date) -> dict[date, int]:
    """Return the matters received on each day that has any."""
    query = (
        select(figure_day.c.day, func.sum(figure_day.c.count))
        .where(
            _within(areas),
            figure_day.c.measure == Measure.MATTERS,
            figure_day.c.day.between(first, last),
        )
        .group_by(figure_day.c.day)
    )
    return {day: int(count) for day, count in connection.execute(query) if count}


def petitioners(
    connection: Connection, areas: Areas, first: date, last: date
) -> dict[Petitioner, int]:
    """Count who asked for help in the period, each once, by kind."""
    each = (
        select(func.max(figure_fact.c.kind).label("kind"))
        .where(figure_fact.c.day.between(first, last))
        .group_by(figure_fact.c.petitioner)
        .with_hint(figure_fact, "INDEXED BY ix_figure_fact_petitioner", "sqlite")
    )
    if areas is not None:
        each = each.where(figure_fact.c.area.in_(areas))
    by_kind = each.subquery()
    query = select(by_kind.c.kind, func.count()).group_by(by_kind.c.kind)
    return {Petitioner(kind): count for kind, count in connection.execute(query)}


def _within(areas: Areas) -> ColumnElement[bool]:
    return figure_day.c.area.in_([COUNTRY] if areas is None else list(areas))
