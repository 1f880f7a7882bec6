"""Asking by telephone whether all is well: owners who are not on LINE are asked by an officer.

Whoever is on LINE is asked there (`bot.handlers.follow_up`). Two calls that nobody took are enough:
then the case stays closed, as with two asks that nobody answered.
"""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import casework
from bot.handlers.casework import Work
from bot.handlers.ending import RATINGS
from bot.model.cases import Status
from bot.storage import endings
from bot.storage.endings import MOST_ASKS, Ending


class NothingToAsk(BotError):
    """Nobody waits to be asked about the end of this case."""


def open_ask(connection: Connection, record: CaseRecord) -> Ending | None:
    """Return the end of a case that its owner is still to be asked about by telephone."""
    if record.line_user_id is not None or record.status is not Status.CLOSED:
        return None
    last = endings.last(connection, record.number)
    if last is None or last.confirmed is not None or last.asks >= MOST_ASKS:
        return None
    return last


def all_is_well(connection: Connection, work: Work, *, rating: str) -> None:
    """Note that the owner says so, and how they rate the help if they say that too."""
    ending = _asked(connection, work)
    endings.confirm(connection, ending, done=True, now=work.now)
    if rating in RATINGS:
        endings.rate(connection, ending, int(rating))
    work.write(connection, "asked_well")


def not_well(connection: Connection, work: Work) -> None:
    """Note that the owner is not content: the case is taken up again."""
    endings.confirm(connection, _asked(connection, work), done=False, now=work.now)
    work.write(connection, "asked_not_well")
    casework.reopen(connection, work)


def not_reached(connection: Connection, work: Work) -> None:
    """Note a call that nobody took."""
    endings.note_ask(connection, _asked(connection, work))
    work.write(connection, "asked_missed")


def _asked(connection: Connection, work: Work) -> Ending:
    ending = open_ask(connection, work.access(connection, Act.CLOSE).record)
    if ending is None:
        raise NothingToAsk("เรื่องนี้ไม่ต้องโทรถามผลแล้ว โหลดหน้านี้ใหม่")
    return ending
