"""«โครงการของรัฐ»: what owners are told of programmes; headquarters keeps the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.cases.duties import Duty
from bot.errors import BotError
from bot.handlers import programmes
from bot.model.cases import Category
from bot.model.firms import LEGAL_FORMS, SECTORS, SIZES
from bot.model.heard import NEEDS
from bot.model.programmes import Programme
from bot.programmes import form as programme_form
from bot.programmes.catalogue import Catalogue
from bot.programmes.form import IncompleteProgramme
from bot.storage import friends, staff
from bot.storage import programmes as stored
from bot.storage.db import reading
from bot.web.console.context import Console, on_duty

_LONG_UNCHECKED = timedelta(days=365)
_NEED_NAMES: Mapping[str, str] = {
    Category.FINANCING: "การเงิน",
    Category.TECHNOLOGY: "การผลิตและเทคโนโลยี",
    Category.MARKET: "การตลาด",
    Category.RESCUE: "เดือดร้อนเร่งด่วน",
}


CODES: Mapping[str, Mapping[str, str]] = {
    "needs": {need: _NEED_NAMES[need] for need in NEEDS},
    "sizes": SIZES,
    "sectors": SECTORS,
    "legal_forms": LEGAL_FORMS,
}
"""What is chosen by its code, and what each code is called."""


class NoSuchProgramme(BotError):
    """The list has no programme of this code."""


class ProgrammePages:
    """The list, and one programme of it."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        routes.add_url_rule("/programmes", "programmes", self.list)
        routes.add_url_rule("/programmes", "add_programme", self.keep, methods=["POST"])
        routes.add_url_rule("/programmes/new", "new_programme", self.show)
        routes.add_url_rule("/programmes/<code>", "programme", self.show)
        routes.add_url_rule("/programmes/<code>", "keep_programme", self.keep, methods=["POST"])

    def list(self) -> ResponseReturnValue:
        """Show all programmes, in the order in which owners are told of them."""
        on_duty(Duty.PROGRAMMES)
        today = self._console.today()
        known = self._known().programmes
        return render_template(
            "console/programmes.html",
            rows=[(one, _standing(one, today), _unchecked(one, today)) for one in known],
            unchecked=sum(_unchecked(one, today) for one in known),
        )

    def show(self, code: str | None = None) -> ResponseReturnValue:
        """Show one programme as a form, with its history; without a code an empty form."""
        on_duty(Duty.PROGRAMMES)
        one = self._find(code) if code else None
        return self._form(one, _as_form(one) if one else {})

    def keep(self, code: str | None = None) -> ResponseReturnValue:
        """Keep what the form says, or show it again with what is missing."""
        me, app, now = on_duty(Duty.PROGRAMMES), self._console.app, self._console.now()
        told = {**request.form.to_dict(), **({"code": code} if code else {})}
        several = _several()
        try:
            programme = programme_form.read(
                told, several, provinces=app.map.provinces, as_of=self._console.today()
            )
        except IncompleteProgramme as missing:
            again = {**told, **several}
            return self._form(self._find(code) if code else None, again, why=str(missing)), 400
        shipped = app.shipped_programmes
        self._console.run(
            lambda connection: programmes.keep(
                connection, shipped, me, programme, new=code is None, now=now
            )
        )
        return redirect(url_for("console.programmes"))

    def _form(
        self, one: Programme | None, form: Mapping[str, object], *, why: str | None = None
    ) -> str:
        app = self._console.app
        with reading(app.engine) as connection:
            changes = stored.history(connection, one.code) if one else []
            names = staff.display_names(connection)
            interested = friends.interested(connection, one.code) if one else 0
        return render_template(
            "console/programme.html",
            one=one,
            form=form,
            why=why,
            changes=changes,
            names=names,
            codes=CODES,
            interested=interested,
            provinces=app.map.province_names,
        )

    def _find(self, code: str) -> Programme:
        found = self._known().find(code)
        if found is None:
            raise NoSuchProgramme("ไม่พบโครงการนี้ เลือกจากรายการอีกครั้ง")
        return found

    def _known(self) -> Catalogue:
        with reading(self._console.app.engine) as connection:
            return programmes.as_it_stands(connection, self._console.app.shipped_programmes)


def _several() -> dict[str, list[str]]:
    chosen = {name: request.form.getlist(name) for name in programme_form.SEVERAL}
    return {**chosen, "documents": request.form.get("documents", "").splitlines()}


def _standing(one: Programme, today: date) -> str:
    if one.is_open(today):
        return "เปิดอยู่"
    return "ยังไม่เปิด" if one.valid_from > today else "ปิดแล้ว"


def _unchecked(one: Programme, today: date) -> bool:
    return today - one.as_of > _LONG_UNCHECKED


def _as_form(one: Programme) -> dict[str, object]:
    """Return a programme as the form shows it: days as browsers send them, none for none."""
    told = ((field.name, getattr(one, field.name)) for field in fields(Programme))
    return {
        name: value.isoformat() if isinstance(value, date) else value or "" for name, value in told
    }
