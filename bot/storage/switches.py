"""The operator's switches, kept in the database so that all processes obey within a second or two.

`maintenance`: people are told once that their message is kept; turns wait. `pause_bot`: turns
wait in silence. `stop_sends`: nothing leaves for LINE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.storage.tables import switch

MAINTENANCE = "maintenance"
PAUSE_BOT = "pause_bot"
STOP_SENDS = "stop_sends"
NAMES = (MAINTENANCE, PAUSE_BOT, STOP_SENDS)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a switch stands, who put it there, and when."""

    name: str
    on: bool
    note: str | None
    by: str
    since: datetime


Switches = Mapping[str, Standing]
"""Those that are on, by name."""


def standings(connection: Connection) -> list[Standing]:
    """Return every switch that was ever touched."""
    rows = connection.execute(select(switch).order_by(switch.c.name))
    return [Standing(row.name, row.on, row.note, row.by, row.since) for row in rows]


def those_on(connection: Connection) -> Switches:
    """Return the switches that are on."""
    return {one.name: one for one in standings(connection) if one.on}


def turn_on(
    connection: Connection, name: str, *, by: str, note: str | None, now: datetime
) -> Standing:
    """Turn a switch on; one that is on already keeps its beginning and takes the new note."""
    before = next((one for one in standings(connection) if one.name == name), None)
    since = before.since if before and before.on else now
    return _put(connection, Standing(name, on=True, note=note, by=by, since=since), before)


def turn_off(connection: Connection, name: str, *, by: str, now: datetime) -> Standing | None:
    """Turn a switch off and return how it stood; None when it was not on."""
    before = next((one for one in standings(connection) if one.name == name), None)
    if before is None or not before.on:
        return None
    _put(connection, Standing(name, on=False, note=None, by=by, since=now), before)
    return before


def _put(connection: Connection, new: Standing, before: Standing | None) -> Standing:
    values = {"on": new.on, "note": new.note, "by": new.by, "since": new.since}
    if before is None:
        connection.execute(insert(switch).values(name=new.name, **values))
    else:
        connection.execute(update(switch).where(switch.c.name == new.name).values(values))
    return new
