"""One case: its card, the conversation, its history, and what the officer may do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.cases.closing import outcomes_for
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.cases.states import ENDED, may_reopen
from bot.errors import BotError
from bot.handlers import casework, handoff
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.model.cases import Priority
from bot.model.thai import BANGKOK, show_phone
from bot.storage import conversations, messages, staff
from bot.storage.conversations import Conversation
from bot.storage.messages import Message
from bot.web.console.context import Console, once_key
from bot.web.console.panel import Deed
from bot.web.console.panels import PANELS

_TALK = 60
"""So many messages are shown."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a case is on the page."""

    access: Access
    open_to_me: bool
    """Whether its owner's name, telephone number and words are shown."""
    conversation: Conversation | None
    talk: list[Message]
    free_until: datetime | None
    names: dict[str, str]


class CasePages:
    """The pages of one case, and its forms."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        place = "/cases/<number>"
        routes.add_url_rule(place, "case", self.show)
        routes.add_url_rule(f"{place}/talk", "talk", self.talk)
        forms: dict[str, Callable[[], Deed]] = {
            "claim": lambda: casework.claim,
            "reopen": lambda: casework.reopen,
            "take_over": lambda: casework.take_over,
            "answer": _answer,
            "give_back": _give_back,
            "note": _note,
            "sort": _sort,
            "close": _close,
        }
        for panel in PANELS:
            forms |= panel.forms
        for name, read in forms.items():
            address = f"{place}/{name.replace('_', '-')}"
            routes.add_url_rule(address, name, partial(self.act, read=read), methods=["POST"])

    def show(self, number: str) -> ResponseReturnValue:
        """Show the case."""
        work, reveal = self._console.work(number), _reveal()

        def look(connection: Connection) -> tuple[Sight, dict[str, Any]]:
            sight = _look(connection, work, reveal=reveal)
            return sight, _panels(connection, work, sight.access)

        sight, panels = self._console.run(look)
        record = sight.access.record
        return render_template(
            "console/case.html",
            sight=sight,
            record=record,
            acts={act.value for act in sight.access.acts},
            panels=panels,
            phone=show_phone(record.contact.phone) if record.contact.phone else None,
            topics=self._console.app.book.topics,
            outcomes_here=outcomes_for(record.category),
            ended=record.status in ENDED,
            reopenable=self._reopenable(record),
            now=work.now,
            once=self._console.app.new_key(),
            reveal=reveal,
        )

    def talk(self, number: str) -> ResponseReturnValue:
        """Show the conversation alone, for the page that refreshes it."""
        work, reveal = self._console.work(number), _reveal()
        sight = self._console.run(lambda connection: _look(connection, work, reveal=reveal))
        return render_template("console/_talk.html", sight=sight, now=work.now)

    def act(self, number: str, *, read: Callable[[], Deed]) -> ResponseReturnValue:
        """Do what a form asks for, then show the case as it is now.

        The form is read first: the deed may be done in another thread, which has no request.
        """
        work, do = self._console.work(number), read()

        def done(connection: Connection) -> str | None:
            do(connection, work)
            return work.access(connection, Act.VIEW).record.line_user_id

        with suppress(IntegrityError):  # the browser sent the form twice: it was said once
            person = self._console.run(done)
            if person:
                self._console.send(person)
        return redirect(url_for("console.case", number=number))

    def _reopenable(self, record: CaseRecord) -> bool:
        ended = record.desk.ended_at
        if ended is None:
            return False
        day = ended.astimezone(BANGKOK).date()
        return may_reopen(record.status, ended=day, today=self._console.today())


def _answer() -> Deed:
    return partial(casework.answer, words=request.form.get("words", ""), cause=_once())


def _give_back() -> Deed:
    return partial(casework.give_back, cause=_once())


def _note() -> Deed:
    return partial(casework.note, words=request.form.get("words", ""))


def _sort() -> Deed:
    form = request.form
    triage = form.get("triage", "")
    return partial(
        casework.sort,
        sub_intent=form.get("sub_intent"),
        triage=int(triage) if triage.isdecimal() else None,
        priority=_priority(form.get("priority", "")),
    )


def _close() -> Deed:
    form = request.form
    return partial(
        casework.close,
        outcome=form.get("outcome", ""),
        amount=form.get("amount", ""),
        detail=form.get("detail", ""),
        cause=_once(),
    )


def _look(connection: Connection, work: Work, *, reveal: bool) -> Sight:
    access = work.access(connection, Act.REVEAL if reveal else Act.VIEW)
    person = access.record.line_user_id
    shown = (reveal or access.in_hand) and person is not None
    return Sight(
        access=access,
        open_to_me=reveal or access.in_hand,
        conversation=conversations.find(connection, person) if person else None,
        talk=messages.latest(connection, person, most=_TALK) if shown and person else [],
        free_until=handoff.free_until(connection, person, now=work.now) if person else None,
        names=staff.display_names(connection),
    )


def _panels(connection: Connection, work: Work, access: Access) -> dict[str, Any]:
    looks = ((panel.name, panel.look(connection, work, access)) for panel in PANELS)
    return {name: shown for name, shown in looks if shown is not None}


def _reveal() -> bool:
    return request.args.get("reveal") == "1"


def _once() -> str:
    return f"{once_key()}/{request.endpoint}"


def _priority(given: str) -> Priority:
    try:
        return Priority(given)
    except ValueError:
        raise BotError("เลือกความเร่งด่วนจากรายการ") from None
