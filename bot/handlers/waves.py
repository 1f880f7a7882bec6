"""When an announcement may go out, and to which provinces: hours, and what the desks can bear.

An announcement brings questions. So it goes out in office hours, and not to provinces whose office
has more new cases than it can take; it goes on there once they were looked at.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.broadcasts.states import State
from bot.handlers import clocks
from bot.handlers.deps import StaffDeps
from bot.model.thai import BANGKOK
from bot.storage import desk
from bot.storage.broadcasts import Broadcast

MOST_NEW = 30
"""An office with more new cases than these is spared."""


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


def closed(connection: Connection, deps: StaffDeps, one: Broadcast) -> tuple[str, ...]:
    """Return the provinces whose office has too much to do already."""
    if one.at_once:
        return ()
    full = {unit for unit, new in desk.new_by_unit(connection).items() if new > MOST_NEW}
    return tuple(
        province
        for province in deps.map.province_names
        if full and deps.map.homes[province][-1].code in full
    )
