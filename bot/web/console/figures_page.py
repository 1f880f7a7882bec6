"""«รายงาน»: the director-general's page of a period and an area, its lists, its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from typing import BinaryIO
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from bot.cases import figures_lists, periods
from bot.cases.booking import Kind, State
from bot.cases.figures import percent
from bot.cases.figures_lists import WrongList
from bot.cases.figures_sheets import Sheet, write_csv, write_xlsx
from bot.cases.figures_words import KINDS
from bot.cases.periods import Period, WrongPeriod
from bot.cases.rights import sees_everything
from bot.cases.small_cells import may_be_published
from bot.cases.states import owner_wording
from bot.handlers import figures, figures_report, figures_sheets
from bot.handlers.figures import Scope
from bot.handlers.figures_report import TOP_PROVINCES, Report
from bot.model.cases import Status
from bot.storage import bookings
from bot.storage import figures_lists as stored
from bot.storage.db import reading
from bot.storage.figures_lists import COUNTED, PAGE, Line, Range
from bot.web.console.context import Console, officer
from bot.web.console.figures_charts import bars, columns
from bot.web.console.paging import place_after, place_in_link

_CHOICES = ("year", "part", "from", "to", "area")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PDF = "application/pdf"
_CSV = "text/csv; charset=utf-8"
_Write = Callable[[Sequence[Sheet], str, BinaryIO], None]
_FILES: dict[str, tuple[_Write, str]] = {"xlsx": (write_xlsx, _XLSX), "csv": (write_csv, _CSV)}


_STATUSES = {one: owner_wording(one) for one in Status}


class FiguresPages:
    """The page and what belongs to it."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses, and their templates the words they share."""
        routes.app_context_processor(lambda: {"status_names": _STATUSES})
        routes.add_app_template_filter(periods.month_name, "month_name")
        routes.add_url_rule("/figures", "figures", self.show)
        routes.add_url_rule("/figures/list", "figures_list", self.list)
        routes.add_url_rule("/figures/bookings", "figures_bookings", self.bookings)
        routes.add_url_rule("/figures/all.xlsx", "figures_file", self.file)
        routes.add_url_rule("/figures/all.pdf", "figures_pdf", self.paper)
        routes.add_url_rule("/figures/public", "figures_public", self.public)
        for form in _FILES:
            endpoint = f"figures_public_{form}"
            routes.add_url_rule(
                f"/figures/public.{form}", endpoint, partial(self.public_file, form=form)
            )

    def show(self) -> ResponseReturnValue:
        """Show the page."""
        report = self._report()
        return render_template(
            "console/figures.html",
            report=report,
            found=report.figures,
            shares_chart=bars(report),
            months_chart=columns(report.months),
            top=report.provinces[:TOP_PROVINCES],
            petitioner_kinds=KINDS,
            tracks=figures_sheets.TRACKS,
            publishable=may_be_published(report.period, today=report.today),
            percent=percent,
            **self._choices(report.scope, report.period),
        )

    def list(self) -> ResponseReturnValue:
        """Show the cases behind a number."""
        scope, period = self._asked()
        listing = figures_lists.read(request.args)
        of = Range(scope.areas, period.first, period.last, self._console.today())
        with reading(self._console.app.engine) as connection:
            place = place_after(date.fromisoformat, back="หน้ารายงาน")
            lines = stored.lines(connection, listing, of, after=place)
            count = stored.count(connection, listing, of)
        return render_template(
            "console/figures_list.html",
            listing=listing,
            words=figures_lists.WORDS[listing.what],
            petitioner_kinds=KINDS,
            tracks=figures_sheets.TRACKS,
            lines=lines,
            count=count,
            most=COUNTED,
            more=_more(lines),
            asked=_without(request.args.to_dict(), "after"),
            **self._choices(scope, period),
        )

    def bookings(self) -> ResponseReturnValue:
        """Show the technical bookings behind a number."""
        scope, period = self._asked()
        kind, state = request.args.get("kind", ""), request.args.get("state", "")
        if kind not in {*Kind} or state not in {*State}:
            raise WrongList("กดตัวเลขนัดหมายจากหน้ารายงาน")
        with reading(self._console.app.engine) as connection:
            found = bookings.of_days(
                connection, scope.areas, figures_report.moments(period), Kind(kind), State(state)
            )
        return render_template(
            "console/figures_bookings.html",
            kind=Kind(kind),
            state=State(state),
            found=found,
            **self._choices(scope, period),
        )

    def file(self) -> ResponseReturnValue:
        """Send the whole page as a workbook."""
        report = self._report()
        return _sent("xlsx", figures_sheets.sheets(report), report, "รายงาน")

    def paper(self) -> ResponseReturnValue:
        """Send the whole page as a PDF."""
        from bot.web.console import figures_pdf  # noqa: PLC0415 -- loads much, few need it

        report, app = self._report(), self._console.app
        file = figures_pdf.write(report, app.words, made_at=self._console.now())
        return _attached(file, _PDF, report, "รายงาน", "pdf")

    def public(self) -> ResponseReturnValue:
        """Show what the public may have."""
        report = self._publishable()
        return render_template(
            "console/figures_public.html",
            sheets=figures_sheets.public_sheets(report),
            hidden=figures_sheets.HIDDEN,
            **self._choices(report.scope, report.period),
        )

    def public_file(self, form: str) -> ResponseReturnValue:
        """Send what the public may have as a file."""
        report = self._publishable()
        return _sent(form, figures_sheets.public_sheets(report), report, "ฉบับเผยแพร่")

    def _asked(self) -> tuple[Scope, Period]:
        today = self._console.today()
        deps, area = self._console.app.staff_deps, request.args.get("area", "")
        scope = figures.scope(deps, officer(), area, today=today)
        return scope, periods.read(request.args, today=today)

    def _report(self) -> Report:
        scope, period = self._asked()
        deps, now = self._console.app.staff_deps, self._console.now()
        with reading(self._console.app.engine) as connection:
            return figures_report.look(connection, deps, scope, period, now=now)

    def _publishable(self) -> Report:
        report = self._report()
        if not may_be_published(report.period, today=report.today):
            raise WrongPeriod("ฉบับเผยแพร่มีเฉพาะไตรมาสที่สิ้นสุดแล้ว เลือกไตรมาสก่อน")
        return report

    def _choices(self, scope: Scope, period: Period) -> dict[str, object]:
        """Return what the form of every page shows, and what its links carry on."""
        app, today = self._console.app, self._console.today()
        this_year = periods.fiscal_year_of(today)
        regions = {unit.code: unit.centre.name_th for rows in app.map.units.values()
                   for unit in rows if unit.kind == "ipc"}  # fmt: skip
        return {
            "scope": scope,
            "period": period,
            "chosen": {name: request.args[name] for name in _CHOICES if request.args.get(name)},
            "years": range(this_year, periods.FIRST_YEAR - 1, -1),
            "year": request.args.get("year") or str(this_year),
            "parts": periods.parts(),
            "regions": regions if sees_everything(officer().role) else {},
            "provinces": app.map.province_names,
        }


def _sent(form: str, sheets: Sequence[Sheet], report: Report, name: str) -> Response:
    write, mime = _FILES[form]
    stream = BytesIO()
    write(sheets, f"{report.scope.name} {report.period.label}", stream)
    return _attached(stream.getvalue(), mime, report, name, form)


def _attached(file: bytes, mime: str, report: Report, name: str, form: str) -> Response:
    file_name = quote(f"{name} {report.scope.name} {report.period.label}.{form}")
    disposition = f"attachment; filename=figures.{form}; filename*=UTF-8''{file_name}"
    return Response(file, mimetype=mime, headers={"Content-Disposition": disposition})


def _more(lines: Sequence[Line]) -> str | None:
    return place_in_link(lines[-1].day, lines[-1].number) if len(lines) == PAGE else None


def _without(asked: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in asked.items() if key != name}
