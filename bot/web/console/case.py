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

from bot.cases import guessed
from bot.cases.closing import outcomes_for
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.cases.states import ENDED, may_reopen
from bot.errors import BotError
from bot.handlers import casework, held
from bot.handlers.access import Access, NoSuchCase, NotAllowed
from bot.handlers.casework import OwnerAway, SaidMeanwhile, Work
from bot.handlers.languages import language_of
from bot.model.cases import Priority
from bot.model.thai import BANGKOK, show_phone
from bot.storage import staff
from bot.web.console import conversation
from bot.web.console.context import Console, form_cause, form_id
from bot.web.console.conversation import Chat, Draft, Moment
from bot.web.console.panel import Deed
from bot.web.console.panels import PANELS
from bot.web.console.talk_pages import asks_to_reveal, mark_of
from bot.web.console.told_besides import told_besides

_MAY_GO = (OwnerAway, SaidMeanwhile)
"""Answers that are refused once, as a warning: whoever insists may send them."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a case is on the page."""

    access: Access
    open_to_me: bool
    """Whether its owner's name, telephone number and words are shown."""
    chat: Chat
    moment: Moment
    names: dict[str, str]


class CasePages:
    """The pages of one case, and its forms."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        place = "/cases/<number>"
        routes.add_url_rule(place, "case", self.show)
        for name, say in (("answer", _answer), ("hold", _hold)):
            address = f"{place}/{name}"
            routes.add_url_rule(address, name, partial(self.say, read=say), methods=["POST"])
        forms: dict[str, Callable[[], Deed]] = {
            "claim": lambda: casework.claim,
            "reopen": lambda: casework.reopen,
            "take_over": lambda: casework.take_over,
            "give_back": _give_back,
            "send_held": partial(_with_held, held.send_now),
            "withdraw_held": partial(_with_held, held.withdraw),
            "note": _note,
            "sort": _sort,
            "relabel": _relabel,
            "close": _close,
        }
        for panel in PANELS:
            forms |= panel.forms
        for name, read in forms.items():
            address = f"{place}/{name.replace('_', '-')}"
            routes.add_url_rule(address, name, partial(self.act, read=read), methods=["POST"])

    def show(self, number: str) -> ResponseReturnValue:
        """Show the case."""
        return self._page(number, Draft())

    def _page(self, number: str, draft: Draft) -> str:
        work, reveal = self._console.work(number), asks_to_reveal()

        def look(connection: Connection) -> tuple[Sight, dict[str, Any]]:
            sight = _look(connection, work, reveal=reveal)
            return sight, _panels(connection, work, sight.access)

        sight, panels = self._console.run(look)
        record = sight.access.record
        guess = guessed.guess_of(record)
        return render_template(
            "console/case.html",
            sight=sight,
            record=record,
            besides=told_besides(self._console.app.staff_deps, record),
            acts={act.value for act in sight.access.acts},
            panels=panels,
            phone=show_phone(record.contact.phone) if record.contact.phone else None,
            topics=self._console.app.book.topics,
            guess=guess,
            other_needs=guessed.other_needs(record, guess) if guess else [],
            read_slots=guessed.read_slots(record),
            outcomes_here=outcomes_for(record.category),
            ended=record.status in ENDED,
            reopenable=self._reopenable(record),
            now=work.now,
            once=self._console.app.new_key(),
            reveal=reveal,
            number=number,
            draft=draft,
            chat=sight.chat,
            english=_writes_english(sight.chat),
            mark=mark_of(sight.chat),
            moment=sight.moment,
            seen=sight.moment.entries,
            names=sight.names,
        )

    def say(self, number: str, *, read: Callable[[], Deed]) -> ResponseReturnValue:
        """Say, or keep for later, what an officer wrote; refused, it stays in the answer box."""
        try:
            return self.act(number, read=read)
        except (NoSuchCase, NotAllowed):
            raise
        except BotError as refused:
            words, unsure = request.form.get("words", ""), isinstance(refused, _MAY_GO)
            return self._page(number, Draft(words, str(refused), unsure)), 409

    def act(self, number: str, *, read: Callable[[], Deed]) -> ResponseReturnValue:
        """Do what a form asks for, then show the case as it is now.

        The form is read first: the deed may be done in another thread, which has no request.
        """
        work, do = self._console.work(number), read()

        def done(connection: Connection) -> tuple[str | None, bool]:
            person = work.access(connection, Act.VIEW).record.line_user_id
            do(connection, work)
            return person, work.sees(connection)

        seen = True
        with suppress(IntegrityError):  # the browser sent the form twice: it was said once
            person, seen = self._console.run(done)
            if person:
                self._console.send(person)
        return redirect(url_for("console.case", number=number) if seen else url_for("console.desk"))

    def _reopenable(self, record: CaseRecord) -> bool:
        ended = record.desk.ended_at
        if ended is None:
            return False
        day = ended.astimezone(BANGKOK).date()
        return may_reopen(record.status, ended=day, today=self._console.today())


def _answer() -> Deed:
    form = request.form
    return partial(
        casework.answer,
        words=form.get("words", ""),
        cause=form_cause(),
        seen=_moment(form.get("seen", "")),
        anyway=form.get("anyway") == "yes",
    )


def _hold() -> Deed:
    return partial(held.hold, words=request.form.get("words", ""), cause=form_cause())


def _with_held(deed: Callable[[Connection, Work, int], None]) -> Deed:
    chosen = form_id("held")
    return lambda connection, work: deed(connection, work, chosen)


def _give_back() -> Deed:
    return partial(casework.give_back, cause=form_cause())


def _note() -> Deed:
    return partial(casework.note, words=request.form.get("words", ""))


def _sort() -> Deed:
    form = request.form
    triage = form.get("triage", "")
    return partial(
        casework.sort,
        topic=form.get("topic", ""),
        triage=int(triage) if triage.isdecimal() else None,
        priority=_priority(form.get("priority", "")),
    )


def _relabel() -> Deed:
    return partial(casework.relabel, topic=request.form.get("topic", ""))


def _close() -> Deed:
    form = request.form
    return partial(
        casework.close,
        outcome=form.get("outcome", ""),
        amount=form.get("amount", ""),
        detail=form.get("detail", ""),
        cause=form_cause(),
    )


def _look(connection: Connection, work: Work, *, reveal: bool) -> Sight:
    access = conversation.enter(connection, work, reveal=reveal)
    return Sight(
        access=access,
        open_to_me=conversation.may_read(access, reveal=reveal),
        chat=conversation.look(connection, access, reveal=reveal),
        moment=conversation.moment(connection, work, access, reveal=reveal),
        names=staff.display_names(connection),
    )


def _writes_english(chat: Chat) -> bool:
    return chat.conversation is not None and language_of(chat.conversation.state) == "en"


def _panels(connection: Connection, work: Work, access: Access) -> dict[str, Any]:
    looks = ((panel.name, panel.look(connection, work, access)) for panel in PANELS)
    return {name: shown for name, shown in looks if shown is not None}


def _moment(given: str) -> datetime | None:
    """Read when the page was made; without that nobody can tell what has been said since."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _priority(given: str) -> Priority:
    try:
        return Priority(given)
    except ValueError:
        raise BotError("เลือกความเร่งด่วนจากรายการ") from None
