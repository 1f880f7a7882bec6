"""«โต๊ะต่างประเทศ»: the board of the five tracks, and a firm's one-page profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases import readiness
from bot.cases.profile import FIELDS, Profile
from bot.cases.readiness import EXPERIENCE, TRACKS, Known, Readiness
from bot.cases.rights import Act
from bot.handlers import matching, provinces
from bot.handlers.access import Access, NotAllowed
from bot.handlers.casework import Work
from bot.model.thai import show_date
from bot.storage import international
from bot.storage.db import reading
from bot.storage.international import Entry, Sheet
from bot.web.console.committee_panel import consent_of
from bot.web.console.context import Console, officer

T = TypeVar("T")
BANDS = {"0-1": "0-1 เตรียมความพร้อม", "2-3": "2-3 ให้คำปรึกษา", "4-5": "4-5 พร้อมพบคู่ค้า"}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Card:
    """One firm on the board."""

    entry: Entry
    readiness: Readiness


class InternationalPages:
    """The board, the desk's notes on a firm, and its profile."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        place = "/international/<number>"
        routes.add_url_rule("/international", "international", self.board)
        routes.add_url_rule(place, "firm", self.firm)
        routes.add_url_rule(place, "note_firm", self.note, methods=["POST"])
        routes.add_url_rule(f"{place}/profile", "profile", self.profile)
        routes.add_url_rule(f"{place}/profile.docx", "profile_docx", self.profile_docx)

    def board(self) -> ResponseReturnValue:
        """Show the five columns; a filter that says nothing we know filters nothing."""
        me, deps = officer(), self._console.app.staff_deps
        seen = provinces.on_the_board(deps, me, now=self._console.now())
        if seen is not None and not seen:
            raise NotAllowed("บัญชีของคุณไม่เกี่ยวกับโต๊ะต่างประเทศ")
        asked = request.args
        track = asked.get("track") if asked.get("track") in TRACKS else None
        province, band = asked.get("province", ""), asked.get("band", "")
        wanted = seen
        if province and (seen is None or province in seen):
            wanted = frozenset({province})
        desk = deps.map.international_desk.code
        with reading(self._console.app.engine) as connection:
            entries = international.board(connection, desk, provinces=wanted, track=track)
        cards = [card for card in map(_card, entries) if _in_band(card, band)]
        return render_template(
            "console/board.html",
            columns={
                code: [card for card in cards if card.entry.track == code]
                for code in ([track] if track else TRACKS)
            },
            tracks=TRACKS,
            bands=BANDS,
            chosen={"track": track, "province": province, "band": band},
            provinces=deps.map.province_names
            if seen is None
            else {code: deps.province(code) for code in sorted(seen)},
            full=len(entries) == international.SHOWN,
        )

    def firm(self, number: str) -> ResponseReturnValue:
        """Show the form for what the desk knows of a firm."""

        def look(connection: Connection, work: Work) -> tuple[Access, Sheet, object]:
            access = work.access(connection, Act.MATCH)
            sheet = international.find_sheet(connection, number)
            return access, sheet, consent_of(connection, access, "international")

        access, sheet, consent = self._run(number, look)
        return render_template(
            "console/firm.html",
            record=access.record,
            sheet=sheet,
            readiness=matching.readiness_of(access.record, sheet),
            consent=consent,
            fields=FIELDS,
            experience=EXPERIENCE,
            tracks=TRACKS,
            once=self._console.app.new_key(),
        )

    def note(self, number: str) -> ResponseReturnValue:
        """Keep what was filled in."""
        form, ticked = request.form.to_dict(), request.form.getlist("allowed")
        self._run(
            number, lambda connection, work: matching.note_firm(connection, work, form, ticked)
        )
        return redirect(url_for("console.firm", number=number))

    def profile(self, number: str) -> ResponseReturnValue:
        """Show the profile as it is printed."""
        drawn, today = self._profile(number), self._console.today()
        return render_template(
            "console/profile.html", profile=drawn, number=number, today=today, today_en=_day(today)
        )

    def profile_docx(self, number: str) -> ResponseReturnValue:
        """Hand out the profile as a file."""
        from bot.cases import papers  # noqa: PLC0415 -- loads much, few need it

        drawn, today = self._profile(number), self._console.today()
        name = f'attachment; filename="profile-{number}.docx"'
        return Response(
            papers.profile_docx(drawn, as_of=show_date(today), as_of_en=_day(today)),
            mimetype=_DOCX,
            headers={"Content-Disposition": name},
        )

    def _profile(self, number: str) -> Profile:
        return self._run(number, matching.profile)

    def _run(self, number: str, do: Callable[[Connection, Work], T]) -> T:
        work = self._console.work(number)
        return self._console.run(lambda connection: do(connection, work))


def _card(entry: Entry) -> Card:
    known = Known(entry.business, entry.registered, entry.facts)
    return Card(entry, readiness.assess(known))


def _in_band(card: Card, band: str) -> bool:
    if band not in BANDS:
        return True
    low, _, high = band.partition("-")
    return int(low) <= card.readiness.score <= int(high)


def _day(day: date) -> str:
    """Return e.g. ``25 November 2026``."""
    return f"{day.day} {day:%B %Y}"
