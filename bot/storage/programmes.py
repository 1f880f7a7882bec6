"""What headquarters has changed in the list of programmes, and when; only ever added to."""

from __future__ import annotations

from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select

from bot.model.programmes import Programme
from bot.storage.tables import programme_change

_FIELDS = frozenset(field.name for field in fields(Programme))
_SILENT = {one.name: one.default for one in fields(Programme) if one.default is not MISSING}
_DAYS = frozenset({"valid_from", "valid_to", "as_of", "apply_by"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what the programme is from then on."""

    programme: Programme
    at: datetime
    by: str


def note(connection: Connection, programme: Programme, *, by: str, now: datetime) -> None:
    """Keep what a programme is from now on; what says nothing is left out.

    So the release before, which knew of fewer fields, can read it until one of the new is used.
    """
    told = orjson.dumps(
        {
            name: value
            for name, value in asdict(programme).items()
            if value != _SILENT.get(name, ...)
        }
    ).decode()
    connection.execute(
        insert(programme_change).values(code=programme.code, programme=told, at=now, by=by)
    )


def history(connection: Connection, code: str) -> list[Change]:
    """Return what was changed about one programme, oldest first."""
    query = select(programme_change).where(programme_change.c.code == code)
    rows = connection.execute(query.order_by(programme_change.c.id))
    return [Change(_programme(row), row.at, row.by) for row in rows]


def changed(connection: Connection) -> dict[str, Programme]:
    """Return every programme that was changed or added, by its code, as it is now."""
    rows = connection.execute(select(programme_change).order_by(programme_change.c.id))
    return {row.code: _programme(row) for row in rows}


def _programme(row: Row[Any]) -> Programme:
    """Read one row. Releases before kept less of a programme, and a later one may keep more."""
    told: dict[str, Any] = orjson.loads(row.programme)
    return Programme(**{name: _value(name, told[name]) for name in told if name in _FIELDS})


def _value(name: str, told: Any) -> Any:  # noqa: ANN401 -- what JSON holds
    if name in _DAYS:
        return date.fromisoformat(told) if told else None
    return tuple(told) if isinstance(told, list) else told
