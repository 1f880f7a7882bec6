"""An answer that is not urgent waits for its owner's next message, and then costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.errors import BotError
from bot.flows.book import Book
from bot.handlers import casework, handoff
from bot.handlers.casework import Work
from bot.model.effects import Say
from bot.storage import cases, presence
from bot.storage import held as stored

MOST_WAITING = 3
"""With the bot's own answer they then fit into one reply."""


class TooManyWait(BotError):
    """So many answers wait already that one more would not go out with the others."""


class NotWaiting(BotError):
    """An answer that has been sent, or withdrawn, in the meantime."""


def hold(connection: Connection, work: Work, words: str, *, cause: str) -> None:
    """Let an answer wait; the bot goes on meanwhile where it has the word."""
    access = work.access(connection, Act.ANSWER)
    said, person = casework.spoken(words), casework.owner(access)
    casework.check_free(connection, access, person)
    if stored.count_waiting(connection, person) >= MOST_WAITING:
        raise TooManyWait(f"มีข้อความรอส่งอยู่แล้ว {MOST_WAITING} ข้อความ ส่งเลยหรือถอนออกก่อน")
    name = work.officer.name
    stored.add(connection, work.number, person, said, by=name, cause=cause, now=work.now)


def withdraw(connection: Connection, work: Work, held_id: int) -> None:
    """Leave an answer unsaid; raises NotWaiting when it went out before."""
    work.access(connection, Act.ANSWER)
    _take(connection, work, held_id)
    if not stored.finish(connection, held_id, "withdrawn", now=work.now):
        raise NotWaiting(_GONE)


def send_now(connection: Connection, work: Work, held_id: int) -> None:
    """Say it now, free or not; raises NotWaiting when it went out before."""
    access = work.access(connection, Act.ANSWER)
    words, person = _take(connection, work, held_id), casework.owner(access)
    casework.check_free(connection, access, person)
    if not stored.finish(connection, held_id, "sent", now=work.now):
        raise NotWaiting(_GONE)
    handoff.speak(connection, work.deps, person, words, cause=f"held/{held_id}", now=work.now)
    presence.note_answer(connection, work.number, work.officer.name, now=work.now)
    casework.note_answered(connection, access.record, by=work.officer.name, now=work.now)


def release(
    connection: Connection, book: Book, person: str, *, room: int, now: datetime
) -> Sequence[Say]:
    """Return what waits for a person who has just written, to be said with the answer to that."""
    said = []
    for one in stored.next_for(connection, person, most=max(room, 0)):
        record = cases.find_record(connection, one.case_number)
        if record is None or not stored.finish(connection, one.id, "sent", now=now):
            continue
        casework.note_answered(connection, record, by=one.by, now=now)
        heading = book.phrases["from_officer"].replace("{number}", one.case_number)
        said.append(Say(f"{heading}\n{one.words}", by_officer=True))
    return said


_GONE = "ข้อความนี้ส่งหรือถอนไปแล้ว"


def _take(connection: Connection, work: Work, held_id: int) -> str:
    waiting = {one.id: one for one in stored.of_case(connection, work.number)}
    if held_id not in waiting:
        raise NotWaiting(_GONE)
    return waiting[held_id].words
