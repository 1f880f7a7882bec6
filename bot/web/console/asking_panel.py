"""«ถามผลทางโทรศัพท์»: whether all is well in the eyes of an owner who is not on LINE."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import request
from sqlalchemy import Connection

from bot.handlers import asking
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.storage.endings import Ending
from bot.web.console.panel import Deed, Panel


def _look(connection: Connection, _work: Work, access: Access) -> Ending | None:
    return asking.open_ask(connection, access.record)


def _plain(deed: Deed) -> Callable[[], Deed]:
    return lambda: deed


ASKING = Panel(
    name="asking",
    look=_look,
    forms={
        "asked_well": lambda: partial(asking.all_is_well, rating=request.form.get("rating", "")),
        "asked_not_well": _plain(asking.not_well),
        "asked_missed": _plain(asking.not_reached),
    },
)
