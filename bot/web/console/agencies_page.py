"""«ทะเบียนหน่วยงาน»: to whom cases may be referred; headquarters keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.cases import rights
from bot.handlers import directory
from bot.handlers.access import NotAllowed
from bot.handlers.directory import NoSuchAgency
from bot.model.agencies import Agency
from bot.routing import agency_form
from bot.routing.agencies import FAMILIES, fitting
from bot.routing.agency_form import IncompleteAgency
from bot.storage import agencies, staff
from bot.storage.db import reading
from bot.web.console.context import Console, officer


class AgencyPages:
    """The directory, and one agency of it."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        routes.add_url_rule("/agencies", "agencies", self.list)
        routes.add_url_rule("/agencies", "add_agency", self.keep, methods=["POST"])
        routes.add_url_rule("/agencies/new", "new_agency", self.show)
        routes.add_url_rule("/agencies/<code>", "agency", self.show)
        routes.add_url_rule("/agencies/<code>", "keep_agency", self.keep, methods=["POST"])
        routes.add_url_rule("/agencies/<code>/retire", "retire", self.retire, methods=["POST"])

    def list(self) -> ResponseReturnValue:
        """Show the agencies, all or those of a kind and a province."""
        about, place = request.args.get("about", ""), request.args.get("province", "")
        known = self._known()
        shown = list(known.values())
        if about or place:
            wanted = (about,) if about else FAMILIES
            shown = fitting(shown, sub_intent=None, families=wanted, province=place or None)
        return render_template(
            "console/agencies.html",
            agencies=shown,
            unconfirmed=sum(not one.confirmed and not one.retired for one in known.values()),
            about=about,
            here=place,
            families=FAMILIES,
            provinces=self._console.app.map.province_names,
            keeper=self._keeper(),
        )

    def show(self, code: str | None = None) -> ResponseReturnValue:
        """Show one agency with its history; headquarters may change it."""
        if code is None and not self._keeper():
            raise NotAllowed("ส่วนกลางเป็นผู้เพิ่มหน่วยงาน")
        one = self._known().get(code) if code else None
        if code and one is None:
            raise NoSuchAgency("ไม่พบหน่วยงานนี้ในทะเบียน")
        return self._form(one, _as_form(one) if one else {})

    def keep(self, code: str | None = None) -> ResponseReturnValue:
        """Keep what the form says, or show it again with what is missing."""
        form, app = request.form, self._console.app
        told = {**form.to_dict(), **({"code": code} if code else {})}
        helps, places = form.getlist("helps"), form.getlist("provinces")
        try:
            agency = agency_form.read(
                told, helps, places, topics=app.book.topics, provinces=app.map.provinces
            )
        except IncompleteAgency as missing:
            one = self._known().get(code) if code else None
            again = {**told, "helps": helps, "provinces": places}
            return self._form(one, again, why=str(missing)), 400
        me, now = officer(), self._console.now()
        self._console.run(
            lambda connection: directory.keep(connection, me, agency, new=code is None, now=now)
        )
        return redirect(url_for("console.agency", code=agency.code))

    def retire(self, code: str) -> ResponseReturnValue:
        """Offer an agency no more, or again."""
        me, now, retired = officer(), self._console.now(), request.form.get("retired") == "yes"
        self._console.run(
            lambda connection: directory.retire(connection, me, code, retired=retired, now=now)
        )
        return redirect(url_for("console.agency", code=code))

    def _form(
        self, one: Agency | None, form: Mapping[str, object], *, why: str | None = None
    ) -> str:
        app = self._console.app
        with reading(app.engine) as connection:
            changes = agencies.history(connection, one.code) if one else []
            names = staff.display_names(connection)
        return render_template(
            "console/agency.html",
            one=one,
            form=form,
            why=why,
            changes=changes,
            names=names,
            families=FAMILIES,
            provinces=app.map.province_names,
            keeper=self._keeper(),
        )

    def _known(self) -> dict[str, Agency]:
        with reading(self._console.app.engine) as connection:
            return directory.all_of_them(connection, now=self._console.now())

    def _keeper(self) -> bool:
        return rights.keeps_the_directory(officer().role)


def _as_form(one: Agency) -> dict[str, object]:
    return {
        "code": one.code,
        "short": one.short,
        "name_th": one.name_th,
        "helps": [each for each in one.helps if each in FAMILIES],
        "particular": " ".join(each for each in one.helps if each not in FAMILIES),
        "provinces": list(one.provinces),
        "sector": "private" if one.private else "state",
        "addressee": one.addressee,
        "phone": one.phone or "",
        "website": one.website or "",
        "note": one.note or "",
        "confirmed": "yes" if one.confirmed else "",
    }
