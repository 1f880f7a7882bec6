"""«ผลของประกาศ»: from being told to being helped, by programme and by province."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from bot.cases import periods
from bot.cases.duties import Duty
from bot.cases.figures_sheets import write_xlsx
from bot.handlers import broadcast_funnel, broadcast_funnel_sheets
from bot.handlers.broadcast_funnel import NO_PROGRAMME, Funnel
from bot.storage.db import reading
from bot.web.console.context import Console, on_duty

_CHOICES = ("year", "part", "from", "to", "programme")
_NO_PROGRAMME = "ไม่ระบุโครงการ"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BroadcastFunnel:
    """The page and its file."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        routes.add_url_rule("/broadcasts/funnel", "broadcast_funnel", self.show)
        routes.add_url_rule("/broadcasts/funnel.xlsx", "broadcast_funnel_file", self.file)

    def show(self) -> ResponseReturnValue:
        """Show a period's announcements, of all programmes or of one."""
        found, titles = self._found(), self._titles()
        province, today = self._console.app.staff_deps.province, self._console.today()
        this_year = periods.fiscal_year_of(today)
        return render_template(
            "console/broadcast_funnel.html",
            found=found,
            titles=titles,
            programmes=[
                (code, _name(titles, code), found.announcements[code], steps)
                for code, steps in found.programmes.items()
            ],
            provinces=[(province(code), steps) for code, steps in found.provinces.items()],
            chosen={name: request.args[name] for name in _CHOICES if request.args.get(name)},
            years=range(this_year, periods.FIRST_YEAR - 1, -1),
            year=request.args.get("year") or str(this_year),
            parts=periods.parts(),
        )

    def file(self) -> ResponseReturnValue:
        """Send the page as a workbook."""
        found, titles, stream = self._found(), self._titles(), BytesIO()
        sheets = broadcast_funnel_sheets.sheets(
            found, lambda code: _name(titles, code), self._console.app.staff_deps.province
        )
        title = f"ผลของประกาศ {found.period.label}"
        if found.programme is not None:
            title += f" {_name(titles, found.programme)}"
        write_xlsx(sheets, title, stream)
        kept = f"attachment; filename=announcements.xlsx; filename*=UTF-8''{quote(title)}.xlsx"
        headers = {"Content-Disposition": kept}
        return Response(stream.getvalue(), mimetype=_XLSX, headers=headers)

    def _found(self) -> Funnel:
        on_duty(Duty.ANNOUNCE)
        period = periods.read(request.args, today=self._console.today())
        programme = request.args.get("programme") or None
        with reading(self._console.app.engine) as connection:
            return broadcast_funnel.look(connection, period, programme=programme)

    def _titles(self) -> Mapping[str, str]:
        """Return the titles of all programmes by code, whether they are open or not."""
        return {one.code: one.title for one in self._console.app.programmes.latest().programmes}


def _name(titles: Mapping[str, str], code: str) -> str:
    return _NO_PROGRAMME if code == NO_PROGRAMME else titles.get(code, code)
