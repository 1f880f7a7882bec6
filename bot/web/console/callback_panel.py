"""«ขอให้โทรกลับ»: when a case's owner wants to be called, and what came of it."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.handlers import callbacks
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.storage import callbacks as stored
from bot.storage.callbacks import Call
from bot.web.console.panel import Panel


def _look(connection: Connection, work: Work, _access: Access) -> Call | None:
    return stored.of_case(connection, work.number)


CALL_BACK = Panel(
    name="call_back",
    look=_look,
    forms={
        "call_done": lambda: partial(callbacks.note_try, reached=True),
        "call_missed": lambda: partial(callbacks.note_try, reached=False),
    },
)
