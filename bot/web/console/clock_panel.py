"""«นาฬิกาของเรื่อง»: what happens next by itself, by which rule and when."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.handlers import countdown
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.handlers.countdown import Clock
from bot.web.console.panel import Panel


def _look(_connection: Connection, work: Work, access: Access) -> Clock | None:
    return countdown.clock(work.deps, access.record, now=work.now)


CLOCK = Panel(name="clock", look=_look)
