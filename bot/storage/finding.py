"""The index in which cases are found by their words, and how far it has read.

On SQLite it is a full-text table (FTS5), on PostgreSQL a tsvector with a GIN index. Both are given
words that are cut already and matched letter by letter: PostgreSQL's vector is made of an array,
not by one of its parsers, which would take Thai apart at its vowel signs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from bot.cases.finding import All, Document, Question, Word
from bot.storage.tables import case, case_history, case_search, message, search_mark

_SOURCES = {"message": message, "case_history": case_history}
_ROWID: ColumnElement[int] = literal_column("case_words.rowid", Integer)
_ROWS = 2_000
"""Rows of a source that are read at a time."""
_SETTLED: dict[str, timedelta] = {"sqlite": timedelta(), "postgresql": timedelta(seconds=30)}
"""After so long no row below a number that was seen can still come: PostgreSQL hands out numbers
before it commits, and none of our transactions lasts longer (see `bot.storage.db`)."""


def search(
    connection: Connection, asked: Question, *, most: int, before: int | None = None
) -> list[tuple[int, str]]:
    """Return places in the index and case numbers that answer, the newest first."""
    place = _place(connection)
    query = _answering(connection, asked).order_by(place.desc()).limit(most)
    if before is not None:
        query = query.where(place < before)
    return _with_numbers(connection, query)


def which_answer(connection: Connection, asked: Question, places: Collection[int]) -> set[int]:
    """Return those of these places that answer."""
    place = _place(connection)
    query = _answering(connection, asked).where(
        place.between(min(places), max(places)), place.in_(places)
    )
    return set(connection.scalars(query))


def mark_due(connection: Connection, numbers: Collection[str]) -> None:
    """Have these cases read anew; one that the index does not know yet gets its place in it."""
    if not numbers:
        return
    query = select(case_search.c.case_number).where(case_search.c.case_number.in_(numbers))
    known = set(connection.scalars(query))
    connection.execute(
        update(case_search).where(case_search.c.case_number.in_(known)).values(due=True)
    )
    for number in numbers:
        if number not in known:
            values = {"case_number": number, "words": _words(connection, []), "due": True}
            connection.execute(insert(case_search).values(values))


def due(connection: Connection, *, most: int) -> dict[str, int]:
    """Return cases that are to be read anew, with how often their words were taken out so far."""
    query = select(case_search.c.case_number, case_search.c.wipes).where(
        case_search.c.due.is_(True)
    )
    rows = connection.execute(query.order_by(case_search.c.id).limit(most))
    return {row.case_number: row.wipes for row in rows}


def keep(connection: Connection, documents: Iterable[Document], wipes: Mapping[str, int]) -> None:
    """Put documents in their places, but for those whose words were taken out since `due` told.

    What was read before that may not come back.
    """
    for document in documents:
        connection.execute(
            update(case_search)
            .where(
                case_search.c.case_number == document.number,
                case_search.c.wipes == wipes[document.number],
            )
            .values(words=_words(connection, document.words()), due=False)
        )


def forget(connection: Connection, person: str) -> None:
    """Take the words of a person's cases out of the index at once; what is left is read anew."""
    numbers = select(case.c.number).where(case.c.person == person)
    connection.execute(
        update(case_search)
        .where(case_search.c.case_number.in_(numbers))
        .values(words=_words(connection, []), due=True, wipes=case_search.c.wipes + 1)
    )


def changed(connection: Connection, *, now: datetime) -> dict[str, tuple[int, list[str]]]:
    """Return by source how far may be read now, and the cases that rows up to there are about."""
    found: dict[str, tuple[int, list[str]]] = {}
    for source in _SOURCES:
        upto, seen = _mark(connection, source, now=now)
        if seen > upto:
            found[source] = _rows(connection, source, upto, seen)
    return found


def look_ahead(connection: Connection, *, now: datetime) -> None:
    """Note the newest row of each source: once it is old enough all below it are settled."""
    for source, table in _SOURCES.items():
        newest = connection.scalar(select(func.max(table.c.id))) or 0
        mark = connection.execute(select(search_mark).where(search_mark.c.source == source)).first()
        if mark is None:
            connection.execute(
                insert(search_mark).values(source=source, upto=0, seen=newest, seen_at=now)
            )
        elif mark.seen == mark.upto and newest > mark.seen:
            connection.execute(
                update(search_mark)
                .where(search_mark.c.source == source)
                .values(seen=newest, seen_at=now)
            )


def note_read(connection: Connection, source: str, upto: int, numbers: Collection[str]) -> None:
    """Note that a source was read up to this row, and that these cases are to be read for it."""
    mark_due(connection, numbers)
    connection.execute(update(search_mark).where(search_mark.c.source == source).values(upto=upto))


def count(connection: Connection) -> tuple[int, int]:
    """Return how many cases the index knows, and how many of them are to be read anew."""
    waiting = select(func.count()).where(case_search.c.due.is_(True))
    known = select(func.count()).select_from(case_search)
    return (connection.scalar(known) or 0, connection.scalar(waiting) or 0)


def note_all_read(connection: Connection, *, now: datetime) -> None:
    """Begin behind everything that is there, because all of it was read."""
    look_ahead(connection, now=now)
    newest = {source: func.max(table.c.id) for source, table in _SOURCES.items()}
    for source, latest in newest.items():
        upto = connection.scalar(select(latest)) or 0
        mark = update(search_mark).where(search_mark.c.source == source)
        connection.execute(mark.values(upto=upto, seen=upto))


def count_cases(connection: Connection) -> int:
    """Return how many cases there are."""
    return connection.scalar(select(func.count()).select_from(case)) or 0


def numbers_after(connection: Connection, number: str, *, most: int) -> list[str]:
    """Return the next case numbers in their order."""
    query = select(case.c.number).where(case.c.number > number)
    return list(connection.scalars(query.order_by(case.c.number).limit(most)))


def rows_of(connection: Connection, numbers: Collection[str]) -> Sequence[Any]:
    """Return of each case what its document is made of."""
    query = select(
        case.c.number,
        case.c.person,
        case.c.category,
        case.c.sub_intent,
        case.c.province,
        case.c.district,
        case.c.centre_code,
        case.c.escalated_to,
        case.c.helpers,
        case.c.contact_name,
        case.c.phone,
        case.c.email,
        case.c.juristic_id,
        case.c.details,
        case.c.summary,
    ).where(case.c.number.in_(numbers))
    return connection.execute(query).all()


def notes_of(connection: Connection, numbers: Collection[str]) -> Sequence[tuple[str, str]]:
    """Return case number and detail of what colleagues wrote down about these cases."""
    query = select(case_history.c.case_number, case_history.c.detail).where(
        case_history.c.case_number.in_(numbers),
        case_history.c.what == "internal_note",
        case_history.c.detail.is_not(None),
    )
    return [(row.case_number, row.detail) for row in connection.execute(query)]


def said_by(connection: Connection, person: str, *, most: int) -> list[str]:
    """Return the last texts of a person and of officers to them; what the bot says is alike."""
    query = select(message.c.text).where(
        message.c.person == person,
        message.c.direction.in_(["in", "staff"]),
        message.c.kind == "text",
        message.c.text.is_not(None),
    )
    return list(connection.scalars(query.order_by(message.c.id.desc()).limit(most)))


def _mark(connection: Connection, source: str, *, now: datetime) -> tuple[int, int]:
    row = connection.execute(select(search_mark).where(search_mark.c.source == source)).first()
    if row is None or row.seen_at > now - _SETTLED[connection.dialect.name]:
        return (0, 0)
    return (row.upto, row.seen)


def _rows(connection: Connection, source: str, upto: int, seen: int) -> tuple[int, list[str]]:
    table = _SOURCES[source]
    about = table.c.case_number if source == "case_history" else table.c.person
    query = (
        select(table.c.id, about.label("about"))
        .where(table.c.id > upto, table.c.id <= seen)
        .order_by(table.c.id)
        .limit(_ROWS)
    )
    rows = connection.execute(query).all()
    about_what = list(dict.fromkeys(row.about for row in rows))
    read = seen if len(rows) < _ROWS else rows[-1].id
    if source == "case_history":
        return (read, about_what)
    numbers = select(case.c.number).where(case.c.person.in_(about_what))
    in_order = numbers.order_by(case.c.opened_at, case.c.number)
    return (read, list(connection.scalars(in_order)))


def _words(connection: Connection, words: Iterable[str]) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        return literal(" ".join(words), Text)
    return func.array_to_tsvector(cast(literal(list(words), ARRAY(Text)), ARRAY(Text)))


def _place(connection: Connection) -> ColumnElement[int]:
    """Return what both kinds of index are ordered by."""
    return _ROWID if connection.dialect.name == "sqlite" else case_search.c.id


def _answering(connection: Connection, asked: Question) -> Select[Any]:
    """Select the places that answer; SQLite asks the full-text table alone, so that it can stop."""
    if connection.dialect.name == "sqlite":
        matching = text("case_words MATCH :asked").bindparams(asked=_fts5(asked))
        return select(_ROWID.label("place")).select_from(text("case_words")).where(matching)
    matches = case_search.c.words.op("@@")(cast(literal(_tsquery(asked), Text), TSQUERY))
    return select(case_search.c.id.label("place")).where(matches)


def _with_numbers(connection: Connection, places: Select[Any]) -> list[tuple[int, str]]:
    found = places.subquery()
    query = (
        select(case_search.c.id, case_search.c.case_number)
        .join(found, found.c.place == case_search.c.id)
        .order_by(case_search.c.id.desc())
    )
    return [(row.id, row.case_number) for row in connection.execute(query)]


def _fts5(asked: Question) -> str:
    if isinstance(asked, Word):
        return '"' + asked.text.replace('"', '""') + '"'
    joint = " AND " if isinstance(asked, All) else " OR "
    return "(" + joint.join(_fts5(part) for part in asked.parts) + ")"


def _tsquery(asked: Question) -> str:
    if isinstance(asked, Word):
        return "'" + asked.text.replace("\\", "\\\\").replace("'", "''") + "'"
    joint = " & " if isinstance(asked, All) else " | "
    return "(" + joint.join(_tsquery(part) for part in asked.parts) + ")"
