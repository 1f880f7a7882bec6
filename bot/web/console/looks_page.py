"""«ประวัติการเปิดดู»: who looked at which case, and when, for whoever protects people's data."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import StringIO

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases.duties import Duty
from bot.model.thai import BANGKOK
from bot.storage import access_log, admin_log, staff
from bot.storage.access_log import PAGE, Wanted
from bot.storage.db import reading
from bot.web.console.context import Console, on_duty
from bot.web.console.form_days import optional_day

_MOST = 100_000
"""So many lines go into one file; a shorter period has fewer."""
ACTS: Mapping[str, str] = {"view": "เปิดหน้าเรื่อง", "reveal": "เปิดดูข้อมูลผู้ติดต่อ"}


class LooksPage:
    """The list, and the same as a file."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the page its addresses."""
        routes.add_url_rule("/looks", "looks", self.show)
        routes.add_url_rule("/looks.csv", "looks_sheet", self.export, methods=["POST"])

    def show(self) -> ResponseReturnValue:
        """Show the newest looks that fit."""
        on_duty(Duty.LOOKS)
        wanted, before = _wanted(request.args), request.args.get("before", "")
        with reading(self._console.app.engine) as connection:
            found = access_log.page(
                connection, wanted, before=int(before) if before.isdecimal() else None
            )
            names = staff.display_names(connection)
        more = found[-1].id if len(found) == PAGE else None
        return render_template(
            "console/looks.html",
            found=found,
            names=names,
            acts=ACTS,
            more=more,
            asked={name: value for name, value in request.args.items() if name != "before"},
        )

    def export(self) -> ResponseReturnValue:
        """Return what fits as a file; that it was taken is on record itself."""
        me, wanted, now = on_duty(Duty.LOOKS), _wanted(request.form), self._console.now()
        asked = {name: value for name, value in request.form.items() if name != "csrf_token"}
        text = ", ".join(value for value in asked.values() if value) or "ทั้งหมด"

        def take(connection: Connection) -> None:
            admin_log.note(
                connection, "looks_exported", "", by=me.name, now=now, detail={"text": text}
            )

        self._console.run(take)
        with reading(self._console.app.engine) as connection:
            found = access_log.everything(connection, wanted, most=_MOST)
        written = StringIO(newline="")
        table = csv.writer(written)
        table.writerow(["เวลา", "บัญชี", "การเปิดดู", "เลขรับเรื่อง"])
        for one in found:
            at = one.at.astimezone(BANGKOK).isoformat(timespec="seconds")
            table.writerow([at, one.staff_name, ACTS.get(one.act, one.act), one.case_number])
        raw = ("\ufeff" + written.getvalue()).encode()
        headers = {"Content-Disposition": "attachment; filename=looks.csv"}
        return Response(raw, content_type="text/csv; charset=utf-8", headers=headers)


def _wanted(given: Mapping[str, str]) -> Wanted:
    since = optional_day(given.get("since"), "วันเริ่ม")
    until = optional_day(given.get("until"), "วันสุดท้าย")
    return Wanted(
        case_number=given.get("case", "").strip() or None,
        staff_name=given.get("officer", "").strip().lower() or None,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BANGKOK)
