"""Many invented cases out of a few thousand: the database itself copies them, whole.

A million cases written one by one take half an hour. So a few thousand people are invented and
written as always; then all they left behind is copied by the database under people and receiving
numbers of its own, table by table. Whatever a column holds is what the bot writes there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    Text,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.sql.expression import ColumnElement

from bot.model.receiving_number import make
from bot.storage.tables import (
    case,
    case_counter,
    case_history,
    case_search,
    consent,
    conversation,
    friend,
    message,
)

BATCH = 10
"""So many copies of everybody are made in one transaction."""
_AT_A_TIME = 10_000
_PEOPLES = (conversation, consent, friend, message)

_ORIGINAL = conversation.c.person.like("Ufeed0%")
# Who and which case becomes whom and which; lives as long as the connection.
_people = Table(
    "seed_person",
    MetaData(),
    Column("person", Text, primary_key=True),
    Column("copy", Text, primary_key=True),
    prefixes=["TEMPORARY"],
)
_numbers = Table(
    "seed_number",
    MetaData(),
    Column("number", String(24), primary_key=True),
    Column("copy", String(24), primary_key=True),
    Column("person", Text, nullable=False),
    prefixes=["TEMPORARY"],
)


def begin(connection: Connection) -> None:
    """Make room for the work: no index of words while a million are copied, and all the time."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
        connection.execute(text("DROP INDEX IF EXISTS ix_case_search_words"))


def finish(connection: Connection) -> None:
    """Put the index of words back, and let PostgreSQL know what it holds."""
    if connection.dialect.name == "postgresql":
        for index in case_search.indexes:
            index.create(connection, checkfirst=True)
        connection.execute(text("VACUUM ANALYZE"))


def copy(connection: Connection, *, first: int, count: int) -> int:
    """Make `count` copies of every invented person of the original; return the cases they have.

    `first` is the number of the first copy; each copy is made once.
    """
    for table in (_people, _numbers):
        table.create(connection, checkfirst=False)
    people = list(connection.scalars(select(conversation.c.person).where(_ORIGINAL)))
    copies = range(first, first + count)
    named = ({"person": one, "copy": _copy_of(one, n)} for n in copies for one in people)
    _fill(connection, _people, named)
    numbered = _numbered(connection, people, copies)
    _fill(connection, _numbers, iter(numbered))
    for table in _PEOPLES:
        _copy(connection, table, _people, table.c.person == _people.c.person)
    _copy(connection, case, _numbers, case.c.number == _numbers.c.number)
    for about in (case_history, case_search):
        _copy(connection, about, _numbers, about.c.case_number == _numbers.c.number)
    for table in (_people, _numbers):
        table.drop(connection)
    return len(numbered)


def _copy_of(person: str, n: int) -> str:
    """Return the LINE id of a copy: as long as LINE's own, so that messages can be sent to it."""
    return f"Ufeed1{n:07x}{person[-20:]}"


def _numbered(connection: Connection, people: Sequence[str], copies: range) -> list[dict[str, str]]:
    """Draw a receiving number for each copy of each case."""
    last = {row.series: row.last for row in connection.execute(select(case_counter))}
    whose = dict.fromkeys(people)
    query = select(case.c.number, case.c.person).order_by(case.c.number)
    originals = [row for row in connection.execute(query) if row.person in whose]
    made = []
    for n in copies:
        for row in originals:
            series = row.number[:5]
            last[series] += 1
            place, year = series.split("-")
            number = make(f"TH-{place}", int(year), last[series])
            made.append({"number": row.number, "copy": number, "person": _copy_of(row.person, n)})
    for series, value in last.items():
        connection.execute(
            case_counter.update().where(case_counter.c.series == series).values(last=value)
        )
    return made


def _fill(connection: Connection, table: Table, rows: Iterator[dict[str, str]]) -> None:
    while some := list(islice(rows, _AT_A_TIME)):
        connection.execute(insert(table), some)
    connection.execute(text("ANALYZE " + table.name))


def _copy(connection: Connection, table: Table, copies: Table, same: ColumnElement[bool]) -> None:
    """Copy a table's rows, with the copy's own person and number; ids come by themselves."""
    own: dict[str, ColumnElement[Any]] = {"number": copies.c.copy, "case_number": copies.c.copy}
    own["person"] = copies.c.copy if copies is _people else copies.c.person
    own["words"] = _words(connection.dialect.name)
    columns = [column for column in table.c if column.name != "id"]
    values = [own.get(column.name, column) for column in columns]
    # In the order of the copies, so that rows of one person lie together as they do in life.
    chosen = select(*values).join_from(copies, table, same).order_by(copies.c.copy)
    connection.execute(insert(table).from_select([column.name for column in columns], chosen))


def _words(dialect: str) -> ColumnElement[Any]:
    """Return a document's words with the copy's number in the place of the original's."""
    if dialect == "postgresql":
        old, new = (_VECTOR.format(number=f"seed_number.{one}") for one in ("number", "copy"))
        return literal_column(f"ts_delete(words, {old}) || array_to_tsvector({new})")
    words = "words || ' '"
    for old, new in zip(_forms("number"), _forms("copy"), strict=True):
        words = f"replace({words}, {old} || ' ', {new} || ' ')"
    return literal_column(f"trim({words})")


def _forms(column: str) -> tuple[str, ...]:
    """Return how a receiving number stands in a document, in SQLite's words."""
    digits = f"replace(seed_number.{column}, '-', '')"
    running = f"CAST(substr(seed_number.{column}, 7, length(seed_number.{column}) - 8) AS integer)"
    return (digits, f"substr({digits}, 1, length({digits}) - 1)", f"'#' || {running}")


_DIGITS = "replace({number}, '-', '')"
_SHORT = f"left({_DIGITS}, -1)"
_HASH = "'#' || CAST(split_part({number}, '-', 3) AS integer)"
_VECTOR = f"ARRAY[{_DIGITS}, '=' || {_DIGITS}, {_SHORT}, '=' || {_SHORT}, {_HASH}, '=' || {_HASH}]"
