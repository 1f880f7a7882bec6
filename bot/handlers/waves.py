"""When an announcement may go out, and to which provinces: hours, and what the desks can bear.

An announcement brings questions. So it goes out in office hours, and not to provinces whose office
has no capacity left (`bot.broadcasts.capacity`); it goes on there once it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.broadcasts import capacity, funnel
from bot.broadcasts.capacity import Load
from bot.broadcasts.states import State
from bot.handlers import clocks
from bot.handlers.broadcast_funnel import end_of
from bot.handlers.deps import StaffDeps
from bot.model.thai import BANGKOK
from bot.routing.hours import is_working_day
from bot.storage import (
    broadcast_answers,
    broadcast_sums,
    broadcast_told,
    broadcasts,
    desk,
    officers,
)
from bot.storage.broadcasts import Broadcast

_LEARNED_FROM = 10
"""So many earlier announcements tell how many cases one brings."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A province that an announcement goes to later, and why."""

    province: str
    load: Load


def is_time(deps: StaffDeps, one: Broadcast, now: datetime) -> bool:
    """Tell whether the service may do something for it now: freezing always, sending by day.

    What an operator sends at once is sent by the command that they run; what travels on free
    answers ends with its last day.
    """
    if one.bound is None:
        return True
    if one.draft.free:
        return now.astimezone(BANGKOK).date() > one.draft.closes
    if one.at_once:
        return False
    if one.send_after is None and one.state is State.APPROVED:
        return False  # nobody has said yet that it shall go out
    if one.send_after is not None and now < one.send_after:
        return False
    return clocks.office_is_open(deps, now=now)


def closed(
    connection: Connection, deps: StaffDeps, one: Broadcast, *, rate: float, now: datetime
) -> tuple[str, ...]:
    """Return the provinces whose office can bear no more now; `rate` is of `learned_rate`.

    What an operator sends at once waits for nobody, nor does what puts a wrong announcement right.
    """
    if one.at_once or one.corrects is not None:
        return ()
    loads = _loads(connection, deps, rate, now)
    homes = _homes(deps)
    return tuple(province for province in homes if loads[homes[province]].full)


def waiting(
    connection: Connection, deps: StaffDeps, one: Broadcast, *, rate: float, now: datetime
) -> list[Waiting]:
    """Return the provinces to which an announcement that is being sent goes later, by name."""
    sent_now = one.state is State.SENDING and one.bound is not None and not one.draft.free
    if not sent_now or not clocks.office_is_open(deps, now=now):
        return []
    full = closed(connection, deps, one, rate=rate, now=now)
    if not full:
        return []
    loads, homes = _loads(connection, deps, rate, now), _homes(deps)
    left = broadcast_told.left(connection, one.id)
    found = [Waiting(province, loads[homes[province]]) for province in full if province in left]
    return sorted(found, key=lambda one: deps.province(one.province))


def learned_rate(connection: Connection, *, now: datetime) -> float:
    """Return how many cases an announcement brings for each person who is told.

    Those of the last ones that have had time to bring them; it takes a moment to count.
    """
    before = now - timedelta(days=broadcast_answers.FOLLOWS_DAYS)
    earlier = broadcasts.ended_before(connection, before, most=_LEARNED_FROM)
    total = funnel.total(broadcast_sums.look(connection, earlier), end_of)
    return capacity.learned_rate(total.told, total.cases)


def _loads(
    connection: Connection, deps: StaffDeps, rate: float, now: datetime
) -> Mapping[str, Load]:
    """Return what each office with a province can bear, by its code."""
    new = desk.new_by_unit(connection)
    there = officers.at_work(connection, today=now.astimezone(BANGKOK).date())
    told = broadcast_told.lately(connection, since=_a_working_day_ago(deps, now))
    expected: dict[str, float] = {}
    for province, unit in _homes(deps).items():
        expected[unit] = expected.get(unit, 0.0) + told.get(province, 0.0) * rate
    return {
        unit: Load(there.get(unit, 0), new.get(unit, 0), cases) for unit, cases in expected.items()
    }


def _homes(deps: StaffDeps) -> dict[str, str]:
    """Return the office that takes each province's cases."""
    return {province: deps.map.homes[province][-1].code for province in deps.map.province_names}


def _a_working_day_ago(deps: StaffDeps, now: datetime) -> datetime:
    """Return the same hour of the working day before."""
    before = now - timedelta(days=1)
    while not is_working_day(deps.calendar, before.astimezone(BANGKOK).date()):
        before -= timedelta(days=1)
    return before
