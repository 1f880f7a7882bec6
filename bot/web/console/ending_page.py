"""How a case ended, in its owner's eyes; the calls that nobody took; what a unit hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Blueprint, render_template, request
from sqlalchemy import Connection

from bot.cases.closing import TRIES_NEEDED
from bot.cases.rights import Act
from bot.cases.states import ENDED
from bot.handlers import casework
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.model.thai import BANGKOK
from bot.storage import endings
from bot.storage.db import reading
from bot.storage.endings import Attempt, Ending
from bot.web.console.context import Console, officer
from bot.web.console.desk import desks_of
from bot.web.console.panel import Deed, Panel

LOOKS_BACK_DAYS = 90
_WORDS = 20


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls about an open case that nobody took."""

    attempts: list[Attempt]
    days: int
    """On so many different days."""
    needed: int
    may_add: bool


@dataclass(frozen=True, slots=True)
class Endings:
    """Every time that a case ended, the last first."""

    endings: list[Ending]
    may_read: bool
    """Whether what the owner wrote is shown: to the case's own unit."""
    on_line: bool


def _calls(connection: Connection, work: Work, access: Access) -> Calls | None:
    if access.record.status in ENDED or Act.NOTE not in access.acts:
        return None
    found = endings.attempts(connection, work.number, since=access.record.begun_at)
    days = {one.at.astimezone(BANGKOK).date() for one in found}
    return Calls(found, len(days), TRIES_NEEDED, may_add=Act.ANSWER in access.acts)


def _endings(connection: Connection, work: Work, access: Access) -> Endings | None:
    found = endings.of_case(connection, work.number)
    if not found:
        return None
    own = Act.ANSWER in access.acts
    return Endings(found, may_read=own, on_line=access.record.line_user_id is not None)


def _add_attempt() -> Deed:
    return partial(casework.note_attempt, words=request.form.get("words", ""))


CALLS = Panel("calls", _calls, {"call_in_vain": _add_attempt})
ENDINGS = Panel("endings", _endings)


def add(routes: Blueprint, console: Console) -> None:
    """Put the page of what owners say on the blueprint."""

    @routes.get("/feedback", endpoint="feedback")
    def show() -> str:
        units = desks_of(officer())
        since = console.now() - timedelta(days=LOOKS_BACK_DAYS)
        with reading(console.app.engine) as connection:
            opinion = endings.opinion(connection, units, since=since)
            words = endings.latest_words(connection, units, since=since, most=_WORDS)
        return render_template(
            "console/feedback.html", opinion=opinion, words=words, days=LOOKS_BACK_DAYS
        )
