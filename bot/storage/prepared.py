"""Statements that every message runs: compiled once, then run on the driver's own cursor.

To build a statement takes SQLAlchemy some 150 µs, to run one that is built 50; the driver needs 7.
So the dozen statements on the way of every message are written as all others, kept, and run here.
What they raise and return is what SQLAlchemy would: its errors, its Python values.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    TextClause,
    Update,
    bindparam,
    insert,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | Insert | Update | Delete | TextClause
Values = Mapping[str, Any]
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one kind of database takes it."""

    sql: str
    order: tuple[str, ...] | None
    """Names of the values in the order of their marks; None where they are marked by name."""
    constants: Values
    binds: tuple[tuple[str, _Convert], ...]
    results: tuple[tuple[int, _Convert], ...]

    def bind(self, given: Values) -> Any:  # noqa: ANN401 -- what the driver wants
        values = {**self.constants, **given}
        for name, convert in self.binds:
            values[name] = convert(values[name])
        if self.order is None:
            return values
        return [values[name] for name in self.order]

    def read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, convert in self.results:
            values[place] = convert(values[place])
        return values


class Prepared:
    """One such statement. Its values are named as its bindparams are."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._columns = tuple(statement.selected_columns) if isinstance(statement, Select) else ()
        self._row = _row_of([column.name for column in self._columns])
        self._ready: dict[str, _Ready] = {}

    def all(self, connection: Connection, **values: Any) -> list[Any]:  # noqa: ANN401
        """Return every row, its columns as attributes."""
        ready = self._for(connection.dialect)
        rows = self._execute(connection, ready, values).fetchall()
        return [self._row(*ready.read(row)) for row in rows]

    def first(self, connection: Connection, **values: Any) -> Any:  # noqa: ANN401
        """Return the first row, its columns as attributes; None when there is none."""
        ready = self._for(connection.dialect)
        row = self._execute(connection, ready, values).fetchone()
        return None if row is None else self._row(*ready.read(row))

    def one_value(self, connection: Connection, **values: Any) -> Any:  # noqa: ANN401
        """Return what an INSERT … RETURNING of one column returns."""
        ready = self._for(connection.dialect)
        return self._execute(connection, ready, values).fetchone()[0]

    def run(self, connection: Connection, **values: Any) -> int:  # noqa: ANN401
        """Change something; return how many rows were."""
        ready = self._for(connection.dialect)
        changed: int = self._execute(connection, ready, values).rowcount
        return changed

    def run_for_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Change something once for each row of values."""
        for row in rows:
            self.run(connection, **row)

    def _execute(self, connection: Connection, ready: _Ready, values: Values) -> Any:  # noqa: ANN401 -- the driver's cursor
        driver: Any = connection.connection.driver_connection
        try:
            return driver.execute(ready.sql, ready.bind(values))
        except connection.dialect.loaded_dbapi.Error as error:
            lost = connection.dialect.is_disconnect(error, driver, None)
            if lost:
                connection.invalidate(error)
            raise DBAPIError.instance(
                ready.sql,
                None,
                error,
                connection.dialect.loaded_dbapi.Error,
                hide_parameters=True,
                connection_invalidated=lost,
                dialect=connection.dialect,
            ) from error

    def _for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _make_ready(self._statement, self._columns, dialect)
        return ready


def insert_of(table: Table, names: Iterable[str]) -> Insert:
    """Return the insert of these columns, each value named as its column is.

    What is left out is NULL: a default of the table's belongs to SQLAlchemy's own way.
    """
    return insert(table).values({name: bindparam(name) for name in names})


def _row_of(names: Sequence[str]) -> Callable[..., Any]:
    return namedtuple("Row", names)  # noqa: PYI024 -- its fields are the statement's


def _make_ready(statement: Statement, columns: Sequence[Any], dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    order = compiled.positiontup if compiled.positional else None
    binds = {name: _bind(bind.type, dialect) for name, bind in compiled.binds.items()}
    results = [_result(column.type, dialect) for column in columns]
    return _Ready(
        sql=str(compiled),
        order=None if order is None else tuple(order),
        constants=dict(compiled.params),
        binds=tuple((name, convert) for name, convert in binds.items() if convert),
        results=tuple((place, convert) for place, convert in enumerate(results) if convert),
    )


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _result(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
