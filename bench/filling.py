"""A database as it is after years: people, their messages and cases, made by copying real ones.

A few people talk with the bot until they have a case. What they left behind is then copied for as
many others as wanted, by the database itself, each with ids of their own. So every column holds
what the bot really writes there, whatever the schema of the day is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
)

from bench import talks
from bench.crowd import Crowd, Orders
from bench.serving import Store, serving_bot
from bot.storage import finding
from bot.storage.tables import (
    case,
    case_counter,
    case_history,
    consent,
    conversation,
    figure_mark,
    friend,
    inbox,
    inbox_done,
    message,
    outbox,
    outbox_done,
)

MESSAGES_EACH = 10
_RUN = 999_999
"""Of those who talk while it is filled; whoever is measured afterwards has another."""
_CHUNK = 50_000
"""People copied at a time: their rows lie among each other's, as they do in life."""
_YEARS = timedelta(days=700)
_FAR = 1_000_000_000
"""Where the numbers of archived rows begin, far from those that the bot will draw."""
_COPIED = (conversation, consent, friend, message, case, case_history, inbox_done, outbox_done)
_PERSON = {
    "sqlite": "'U' || printf('%08x', (n * 2654435761) & 4294967295) || printf('%024x', n)",
    "postgresql": "'U' || lpad(to_hex((n * 2654435761) & 4294967295), 8, '0')"
    " || lpad(to_hex(n), 24, '0')",
}
_RUNNING = {"sqlite": "printf('%07d', n)", "postgresql": "lpad(CAST(n AS text), 7, '0')"}
_SERIES = {
    "sqlite": "(WITH RECURSIVE series(n) AS (SELECT {first} UNION ALL SELECT n + {step}"
    " FROM series WHERE n + {step} < {end}) SELECT n FROM series)",
    "postgresql": "generate_series({first}::bigint, {end} - 1, {step})",
}


@dataclass(frozen=True, slots=True)
class _Model:
    """One person who really talked, and all rows they left behind, table by table."""

    number: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


def fill(folder: Path, store: Store, people: int, *, tables: Sequence[Table] = _COPIED) -> None:
    """Fill an empty database with so many people who have had a case opened.

    Whoever measures what looks at few `tables` need not wait for the others.
    """
    ids = [f"Umodel{place:027x}" for place in range(len(talks.OWNERS))]
    with serving_bot(folder, replace(store, redis_url="")) as bot:
        models = Crowd(Orders(webhook=bot.port, line=bot.line_port, people=1, run=_RUN))
        models.visit(talks.FIRST_VISIT, ids)
        models.close()
    engine = _open(store.database_url)
    with engine.connect() as connection:
        found = [_model(connection, person) for person in ids]
    with _without_indexes(engine):
        for first in range(0, people, _CHUNK):
            chunk = range(first, min(first + _CHUNK, people))
            with engine.begin() as connection:
                for place, model in enumerate(found):
                    share = chunk[place :: len(found)]
                    _copy(connection, model, share, first / people, tables)
    _finish(engine, people)


def _model(connection: Connection, person: str) -> _Model:
    def rows(table: Table) -> list[dict[str, Any]]:
        query = select(table).where(table.c.person == person).order_by(*table.primary_key)
        return [dict(row) for row in connection.execute(query).mappings()]

    number = rows(case)[0]["number"]
    history = connection.execute(
        select(case_history).where(case_history.c.case_number == number)
    ).mappings()
    return _Model(
        number,
        {
            "conversation": rows(conversation),
            "consent": rows(consent),
            "friend": rows(friend),
            "message": rows(message)[:MESSAGES_EACH],
            "case_record": [_closed(row) for row in rows(case)],
            "case_history": [dict(row) for row in history],
            "inbox_done": [_archived(row, inbox_done) for row in rows(inbox)],
            "outbox_done": [_archived(row, outbox_done) for row in rows(outbox)],
        },
    )


def _closed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case as it stands after years: nobody is reminded of it any more."""
    return {**row, "status": "closed", "ended_at": row["opened_at"]}


def _archived(row: Mapping[str, Any], archive: Table) -> dict[str, Any]:
    """Return a row as its archive keeps it."""
    whole = {
        **row,
        "moved_at": row.get("received_at"),
        "status": "sent" if "cause" in row else row["status"],
        "finished_at": row.get("created_at"),
    }
    return {column.name: whole[column.name] for column in archive.c}


def _copy(
    connection: Connection, model: _Model, people: range, age: float, tables: Sequence[Table]
) -> None:
    if not people:
        return
    back = _YEARS * (1 - age) + timedelta(days=2)
    dialect = connection.dialect.name
    series = _SERIES[dialect].format(first=people.start, end=people.stop, step=people.step)
    for table in tables:
        for place, row in enumerate(model.rows[table.name]):
            values = _values(table, row, place, model.number, dialect)
            aged = {name: _aged(table, name, value, back) for name, value in values.items()}
            chosen = select(*aged.values()).select_from(
                text(f"{series} AS series(n)" if dialect == "postgresql" else f"{series} AS series")
            )
            connection.execute(insert(table).from_select(list(aged), chosen))


def _values(
    table: Table, row: Mapping[str, Any], place: int, number: str, dialect: str
) -> dict[str, Any]:
    """Return what each column holds; what must differ from person to person as SQL over `n`."""
    own_number = f"'{number[:6]}' || {_RUNNING[dialect]} || '-0'"
    numbered = f"{_FAR} + n * 16 + {place}"
    own = {
        "person": _PERSON[dialect],
        "number": own_number,
        "case_number": own_number,
        "line_message_id": f"'m' || ({numbered})",
        "event_id": f"'e' || ({numbered})",
        "cause": f"'e' || ({numbered})",
        "seq": numbered,
    }
    values: dict[str, Any] = {}
    for column in table.c:
        if column.name == "id":
            if table is outbox_done:
                values["id"] = literal_column(numbered)
        elif row[column.name] is not None and column.name in own:
            values[column.name] = literal_column(own[column.name])
        elif isinstance(row[column.name], str) and number in row[column.name]:
            whole = literal(row[column.name], column.type)
            values[column.name] = func.replace(whole, number, literal_column(own_number))
        else:
            values[column.name] = row[column.name]
    return values


def _aged(table: Table, name: str, value: Any, back: timedelta) -> ColumnElement[Any]:  # noqa: ANN401 -- any column's value
    if isinstance(value, ColumnElement):
        return value
    if isinstance(value, datetime):
        value -= back
    return literal(value, table.c[name].type)


def _open(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def hurry(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000"):
                connection.execute(f"PRAGMA {pragma}")

    else:

        @event.listens_for(engine, "connect")
        def hurry_too(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's
            connection.execute("SET synchronous_commit = off")
            connection.execute("SET maintenance_work_mem = '512MB'")
            connection.execute("SET session_replication_role = replica")  # no foreign keys checked
            connection.commit()

    return engine


@contextmanager
def _without_indexes(engine: Engine) -> Iterator[None]:
    """Build the indexes when all is in: sorting once is faster than a million insertions."""
    indexes = [index for table in _COPIED for index in table.indexes]
    for index in indexes:
        index.drop(engine)
    yield
    for index in indexes:
        index.create(engine)


def _finish(engine: Engine, people: int) -> None:
    """Let numbers begin behind those given away, and PostgreSQL know what it holds.

    SQLite is left without ANALYZE: the bot never runs it either.
    """
    with engine.begin() as connection:
        connection.execute(case_counter.update().values(last=people + 1))
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    else:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA journal_mode=WAL"))
    engine.dispose()


def count_as_followed(url: str) -> None:
    """Let the daily totals and the index of words have followed all that was said and done.

    They have where it came about, a little at a time.
    """
    engine = create_engine(url)
    last = select(literal("history"), func.max(case_history.c.id), literal(1))
    with engine.begin() as connection:
        connection.execute(delete(figure_mark))
        connection.execute(insert(figure_mark).from_select(["name", "history_id", "turn"], last))
        finding.note_all_read(connection, now=datetime.now(UTC))
    engine.dispose()


def counts(url: str) -> dict[str, int]:
    """Return how many rows each filled table holds."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: int(
                connection.execute(select(func.count()).select_from(table)).scalar_one()
            )
            for table in _COPIED
        }
    engine.dispose()
    return found


def size_mb(url: str) -> float:
    """Return how large the database is."""
    engine = create_engine(url)
    query = (
        "SELECT pg_database_size(current_database())"
        if engine.dialect.name == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    )
    with engine.connect() as connection:
        size = int(connection.execute(text(query)).scalar_one())
    engine.dispose()
    return size / 1_000_000
