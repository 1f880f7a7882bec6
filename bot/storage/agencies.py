"""What headquarters has changed in the directory of agencies, and when; only ever added to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, Row, insert, select

from bot.model.agencies import Agency
from bot.storage.tables import agency_change

What = Literal["added", "changed", "retired", "restored"]
_SEVERAL = ("helps", "provinces")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what the agency is from then on."""

    what: str
    agency: Agency
    at: datetime
    by: str


def note(connection: Connection, agency: Agency, what: What, *, by: str, now: datetime) -> None:
    """Keep what an agency is from now on."""
    told = orjson.dumps(asdict(agency)).decode()
    connection.execute(
        insert(agency_change).values(code=agency.code, what=what, agency=told, at=now, by=by)
    )


def history(connection: Connection, code: str) -> list[Change]:
    """Return what was changed about one agency, oldest first."""
    query = select(agency_change).where(agency_change.c.code == code)
    return [_change(row) for row in connection.execute(query.order_by(agency_change.c.id))]


def changed(connection: Connection) -> dict[str, Agency]:
    """Return every agency that was changed, by its code, as it is now."""
    query = select(agency_change).order_by(agency_change.c.id)
    return {row.code: _change(row).agency for row in connection.execute(query)}


def _change(row: Row[Any]) -> Change:
    told: dict[str, Any] = orjson.loads(row.agency)
    told |= {name: tuple(told[name]) for name in _SEVERAL}
    return Change(row.what, Agency(**told), row.at, row.by)
