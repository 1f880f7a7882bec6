"""What became of an announcement, as a page and as a workbook."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from bot.broadcasts.names import LEFT_OUT, failed
from bot.broadcasts.states import FINISHED
from bot.broadcasts.wording import UNIT, counted_days
from bot.cases.duties import Duty
from bot.cases.figures_sheets import write_xlsx
from bot.handlers import broadcast_report, broadcast_sheets
from bot.handlers.broadcast_report import Report
from bot.line.client import LineRefused
from bot.model.thai import BANGKOK
from bot.storage import staff
from bot.storage.db import reading
from bot.web.console.broadcasts_page import number_of
from bot.web.console.context import Console, on_duty

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BroadcastReports:
    """The page and its file."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        one = "/broadcasts/<announcement>"
        routes.add_url_rule(f"{one}/report", "broadcast_report", self.show)
        routes.add_url_rule(f"{one}/opened", "broadcast_opened", self.opened)
        routes.add_url_rule(f"{one}/report.xlsx", "broadcast_report_file", self.file)

    def show(self, announcement: str) -> ResponseReturnValue:
        """Show the page."""
        report = self._report(announcement)
        with reading(self._console.app.engine) as connection:
            names = staff.display_names(connection)
        followed, deps = report.followed, self._console.app.staff_deps
        return render_template(
            "console/broadcast_report.html",
            report=report,
            names=names,
            finished=report.state in FINISHED,
            answers=[
                (broadcast_sheets.opened_by(deps, flow), count)
                for flow, count in followed.by_flow.items()
            ],
            outcomes=[
                (broadcast_sheets.outcome(code), count) for code, count in followed.outcomes.items()
            ],
            left_out=[(LEFT_OUT[why], count) for why, count in report.left_out.items() if count],
            provinces=[(deps.province(code), one) for code, one in report.provinces.items()],
            failed=[(failed(reason), count) for reason, count in report.failed.items()],
        )

    def opened(self, announcement: str) -> ResponseReturnValue:
        """Ask LINE who opened it, and show what it says: a piece of the page, when wanted."""
        report, told = self._report(announcement), None
        if report.started_at is not None and report.progress.sent:
            started = report.started_at.astimezone(BANGKOK).date()
            first, last = counted_days(started, self._console.today())
            with suppress(LineRefused):
                told = self._console.app.line.opened(UNIT.format(id=report.number), first, last)
        return render_template("console/_broadcast_opened.html", told=told)

    def file(self, announcement: str) -> ResponseReturnValue:
        """Send the page as a workbook."""
        report, stream = self._report(announcement), BytesIO()
        write_xlsx(
            broadcast_sheets.sheets(self._console.app.staff_deps, report), report.title, stream
        )
        name = quote(f"รายงานประกาศ {report.number} {report.title}.xlsx")
        kept = f"attachment; filename=broadcast-{report.number}.xlsx; filename*=UTF-8''{name}"
        headers = {"Content-Disposition": kept}
        return Response(stream.getvalue(), mimetype=_XLSX, headers=headers)

    def _report(self, announcement: str) -> Report:
        on_duty(Duty.ANNOUNCE)
        with reading(self._console.app.engine) as connection:
            return broadcast_report.of(connection, number_of(announcement))
