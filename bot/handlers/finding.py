"""Cases found by their words: what the index is made of, and what an officer is shown of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, Row

from bot.cases import finding
from bot.cases.finding import Document
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import access
from bot.handlers.deps import StaffDeps
from bot.model.receiving_number import find
from bot.model.staff import Officer
from bot.nlu.findable import findable
from bot.nlu.tokens import Words
from bot.storage import access_log, desk
from bot.storage import finding as stored
from bot.storage.desk import Line

PAGE = 25
_SAID = 200
"""So many of an owner's texts are found by; older ones fall out."""


class NothingAsked(BotError):
    """A search without words, or with too many."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found."""

    line: Line
    covered: bool
    """Whether it was found only by what stays covered until it is claimed or revealed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found."""

    hits: Sequence[Hit]
    more: int | None
    """Where the next page begins; None when this is the last."""


def documents(
    connection: Connection, deps: StaffDeps, words: Words, numbers: Collection[str]
) -> list[Document]:
    """Return what the index is to keep of these cases, as they are now."""
    notes: dict[str, list[str]] = {}
    for number, detail in stored.notes_of(connection, numbers):
        notes.setdefault(number, []).append(orjson.loads(detail).get("text", ""))
    said: dict[str, list[str]] = {}
    made = []
    for row in stored.rows_of(connection, numbers):
        if row.person not in said:
            said[row.person] = stored.said_by(connection, row.person, most=_SAID)
        made.append(_document(deps, words, row, notes.get(row.number, []), said[row.person]))
    return made


def _document(
    deps: StaffDeps,
    words: Words,
    row: Row[tuple[object, ...]],
    notes: Iterable[str],
    said: Iterable[str],
) -> Document:
    details = orjson.loads(row.details)
    shown = [
        deps.topic(row.sub_intent, row.category),
        deps.province(row.province),
        row.district,
        details.get("business"),
        *notes,
    ]
    covered = [
        row.contact_name,
        row.phone,
        row.email,
        row.juristic_id,
        row.summary,
        *said,
    ]
    places = [row.centre_code, row.escalated_to, *orjson.loads(row.helpers), row.province]
    return Document(
        number=row.number,
        places=tuple(code for code in places if code),
        shown=_cut(words, shown),
        covered=_cut(words, covered),
    )


def _cut(words: Words, texts: Iterable[object]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        if isinstance(text, str):
            found |= dict.fromkeys(findable(words, text, parts=True))
    return tuple(found)


def search(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    words: Sequence[str],
    *,
    before: int | None,
    now: datetime,
) -> Found:
    """Return what this officer finds by these words, on record where it was by what is covered.

    Raises NothingAsked.
    """
    if not words:
        raise NothingAsked("พิมพ์คำที่ต้องการค้นหา เช่น เลขรับเรื่อง เบอร์โทร ชื่อ หรือเรื่องที่ขอ")
    if len(words) > finding.MOST_WORDS:
        raise NothingAsked("คำค้นยาวเกินไป ใช้คำสำคัญสองสามคำ")
    asked = finding.question(officer, words, _area(deps, officer, now=now))
    if asked is None:
        return Found((), None)
    places = dict(stored.search(connection, asked, most=PAGE, before=before))
    hits = list(_hits(connection, deps, officer, words, places, now=now))
    looked_up = [hit.line.number for hit in hits if hit.covered]
    access_log.note_search(connection, looked_up, staff_name=officer.name, now=now)
    return Found(hits, min(places) if len(places) == PAGE else None)


def _hits(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    words: Sequence[str],
    places: dict[int, str],
    *,
    now: datetime,
) -> Iterator[Hit]:
    if not places:
        return
    plainly = stored.which_answer(connection, finding.in_what_is_shown(words), places)
    lines = {line.number: line for line in desk.lines_of(connection, places.values())}
    for place, number in sorted(places.items(), reverse=True):
        line = lines[number]
        allowed = access.acts_at(deps, officer, line.position, now=now)
        mine = line.assigned_to == officer.name
        covered = place not in plainly and not mine
        if Act.VIEW in allowed and (not covered or Act.REVEAL in allowed):
            yield Hit(line, covered)


def by_number(
    connection: Connection, deps: StaffDeps, officer: Officer, asked: str, *, now: datetime
) -> str | None:
    """Return the case whose whole receiving number this is, if this officer may open it."""
    found = find(asked)
    if found is None or asked.strip().replace(" ", "") != found.number:
        return None
    lines = desk.lines_of(connection, [found.number])
    allowed = [Act.VIEW in access.acts_at(deps, officer, one.position, now=now) for one in lines]
    return found.number if any(allowed) else None


def _area(deps: StaffDeps, officer: Officer, *, now: datetime) -> list[str]:
    """Return the provinces behind which an officer's unit stands today."""
    return [
        province
        for province in deps.map.province_names
        if access.region_behind(deps, province, now=now) == officer.unit
    ]
