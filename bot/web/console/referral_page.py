"""«ส่งต่อหน่วยงาน»: choosing an agency for a case, and one referral from draft to result."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.cases import referral
from bot.cases.disclosure import Field
from bot.cases.referral import Kind, State
from bot.cases.rights import Act
from bot.cases.states import ENDED
from bot.errors import BotError
from bot.handlers import directory, letters, permission, referring
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.handlers.going_out import fields_of
from bot.handlers.permission import Standing
from bot.handlers.referring import Wish
from bot.model.agencies import Agency
from bot.routing.agencies import FAMILIES, families_of, fitting
from bot.storage import referrals
from bot.storage.referrals import Referral
from bot.web.console.context import Console, form_cause
from bot.web.console.panel import Panel

E = TypeVar("E", bound=StrEnum)
Deed = Callable[[Connection, Work, int], None]
"""What a form asks for, of one referral."""

_LETTERS = ("docx", "pdf")
_BUDDHIST_FROM = 2400


@dataclass(frozen=True, slots=True)
class Sheet:
    """One referral as its page shows it."""

    access: Access
    one: Referral
    agency: Agency
    fields: tuple[Field, ...]
    going: frozenset[str]
    standing: Standing
    open_to_me: bool
    """Whether what the fields say is shown."""


class ReferralPages:
    """Choosing an agency, and the page of one referral."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        place = "/cases/<number>/refer"
        one = "/cases/<number>/referrals/<int:which>"
        routes.add_url_rule(place, "refer", self.choose)
        routes.add_url_rule(place, "refer_draft", self.draft, methods=["POST"])
        routes.add_url_rule(one, "referral", self.show)
        for form in _LETTERS:
            routes.add_url_rule(
                f"{one}/letter.{form}", f"referral_letter_{form}", partial(self.letter, form=form)
            )
        deeds: dict[str, Callable[[], Deed]] = {
            "fields": _fields,
            "ask": _ask,
            "said": _said,
            "send": _send,
            "number": _number,
            "answer": _answer,
            "cancel": lambda: referring.cancel,
        }
        for name, read in deeds.items():
            endpoint = f"referral_{name}"
            routes.add_url_rule(
                f"{one}/{name}", endpoint, partial(self.act, read=read), methods=["POST"]
            )

    def choose(self, number: str) -> ResponseReturnValue:
        """Show the agencies that fit the case, or those of another kind or province."""
        work = self._console.work(number)
        about, place = request.args.get("about", ""), request.args.get("province")

        def look(connection: Connection) -> tuple[Access, dict[str, Agency], list[Referral]]:
            access = work.access(connection, Act.REFER)
            known = directory.all_of_them(connection, now=work.now)
            return access, known, referrals.of_case(connection, number)

        access, agencies, before = self._console.run(look)
        record = access.record
        here = (record.province or "") if place is None else place
        usual = families_of(record.category, record.sub_intent)
        found = fitting(
            agencies.values(),
            sub_intent=None if about else record.sub_intent,
            families=(about,) if about else usual,
            province=here or None,
        )
        return render_template(
            "console/refer.html",
            record=record,
            agencies=found,
            before={one.agency for one in before if one.state is not State.CANCELLED},
            about=about,
            here=here,
            families=FAMILIES,
            provinces=self._console.app.map.province_names,
            once=self._console.app.new_key(),
        )

    def draft(self, number: str) -> ResponseReturnValue:
        """Begin a referral to the agency that was chosen."""
        work, form = self._console.work(number), request.form
        agency, reason = form.get("agency", ""), form.get("reason", "")
        which = self._console.run(
            lambda connection: referring.draft(connection, work, agency, reason=reason)
        )
        return redirect(url_for("console.referral", number=number, which=which))

    def show(self, number: str, which: int) -> ResponseReturnValue:
        """Show one referral: what goes out, whether its owner agrees, what is to be done next."""
        work, reveal = self._console.work(number), request.args.get("reveal") == "1"
        sheet = self._console.run(lambda connection: _look(connection, work, which, reveal=reveal))
        return render_template(
            "console/referral.html",
            sheet=sheet,
            one=sheet.one,
            record=sheet.access.record,
            may=Act.REFER in sheet.access.acts,
            ended=sheet.access.record.status in ENDED,
            answers=sorted(referral.ANSWERS.get(sheet.one.state, ())),
            ways=permission.WAYS,
            today=self._console.today(),
            reveal=reveal,
            once=self._console.app.new_key(),
        )

    def letter(self, number: str, which: int, *, form: str) -> ResponseReturnValue:
        """Give the official letter as a file; it says who its owner is, so it is a look."""
        work = self._console.work(number)
        written = self._console.run(lambda connection: letters.write(connection, work, which))
        name = f"referral-{number}-{which}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if form == "docx":
            from bot.cases import letter_docx  # noqa: PLC0415 -- loads much, few need it

            return Response(letter_docx.write(written), mimetype=letter_docx.MIME, headers=headers)
        from bot.cases import letter_pdf, pdf  # noqa: PLC0415 -- loads much, few need it

        file = letter_pdf.write(written, self._console.app.words, made_at=work.now)
        return Response(file, mimetype=pdf.MIME, headers=headers)

    def act(self, number: str, which: int, *, read: Callable[[], Deed]) -> ResponseReturnValue:
        """Do what a form asks for, then show the referral as it is now.

        The form is read first: the deed may be done in another thread, which has no request.
        """
        work, do = self._console.work(number), read()

        def done(connection: Connection) -> str | None:
            do(connection, work, which)
            return work.access(connection, Act.VIEW).record.line_user_id

        with suppress(IntegrityError):  # the browser sent the form twice: it was said once
            person = self._console.run(done)
            if person:
                self._console.send(person)
        return redirect(url_for("console.referral", number=number, which=which))


def _look(connection: Connection, work: Work, which: int, *, reveal: bool) -> Sheet:
    access = work.access(connection, Act.REVEAL if reveal else Act.VIEW)
    one = referring.find(connection, work.number, which)
    agency = directory.find(connection, one.agency, now=work.now)
    return Sheet(
        access=access,
        one=one,
        agency=agency,
        fields=fields_of(work.deps, access.record),
        going=frozenset(one.fields),
        standing=permission.standing(connection, one, agency),
        open_to_me=reveal or access.in_hand,
    )


def _panel(connection: Connection, work: Work, access: Access) -> dict[str, Any] | None:
    made = referrals.of_case(connection, work.number)
    may = Act.REFER in access.acts
    if not made and not may:
        return None
    agencies = directory.all_of_them(connection, now=work.now)
    named = {one.code: one.short for one in agencies.values() if not one.retired}
    return {"referrals": made, "may": may, "agencies": named}


def _came_from() -> Callable[[Connection, Work], None]:
    return partial(referring.came_from, agency=request.form.get("agency", ""))


PANEL = Panel("referral", _panel, {"came_from": _came_from})


def _fields() -> Deed:
    form = request.form
    kind = _one_of(Kind, form.get("kind", ""), "เลือกว่าส่งให้หน่วยงานรับไป หรือทำงานร่วมกัน")
    wish = Wish(kind, form.getlist("field"), form.get("request", ""))
    return partial(referring.change, wish=wish)


def _ask() -> Deed:
    return partial(permission.ask, cause=form_cause())


def _said() -> Deed:
    form = request.form
    given = {"yes": True, "no": False}.get(form.get("given", ""))
    if given is None:
        raise BotError("เลือกว่าเจ้าของเรื่องยินยอมหรือไม่ยินยอม")
    return partial(permission.record_answer, given=given, how=form.get("how", ""))


def _send() -> Deed:
    return partial(referring.send, cause=form_cause())


def _number() -> Deed:
    form = request.form
    try:
        dated = date.fromisoformat(form.get("dated", ""))
    except ValueError:
        raise BotError("ใส่วันที่ของหนังสือ") from None
    if dated.year >= _BUDDHIST_FROM:
        dated = dated.replace(year=dated.year - 543)
    return partial(referring.number_letter, number=form.get("number", ""), dated=dated)


def _answer() -> Deed:
    form = request.form
    said = _one_of(State, form.get("said", ""), "เลือกคำตอบของหน่วยงานจากรายการ")
    words = form.get("words", "")
    return partial(referring.answer, said=said, words=words, cause=form_cause())


def _one_of(kinds: type[E], given: str, otherwise: str) -> E:
    try:
        return kinds(given)
    except ValueError:
        raise BotError(otherwise) from None
