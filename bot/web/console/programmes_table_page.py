"""«โครงการของรัฐ» as a table: taken out, brought back; what would change is shown first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases.duties import Duty
from bot.errors import BotError
from bot.handlers import programmes
from bot.model.thai import show_date
from bot.programmes import table
from bot.programmes.catalogue import Catalogue
from bot.storage.db import reading
from bot.web.console.context import Console, on_duty
from bot.web.console.programmes_page import CODES

_LARGEST = 400_000
"""Bytes of a table; a hundred programmes have some 150,000."""
_FIELD_NAMES: Mapping[str, str] = {
    "title": "ชื่อโครงการ",
    "owner": "หน่วยงาน",
    "summary": "คำอธิบาย",
    "needs": "เรื่อง",
    "provinces": "จังหวัด",
    "valid_from": "วันแรก",
    "valid_to": "วันสุดท้าย",
    "source_url": "แหล่งข้อมูล",
    "as_of": "ข้อมูล ณ วันที่",
    "sizes": "ขนาดกิจการ",
    "sectors": "ประเภทกิจการ",
    "legal_forms": "รูปแบบกิจการ",
    "disaster_areas": "จังหวัดที่ประกาศภัยพิบัติ",
    "apply_by": "วันสุดท้ายที่ยื่นได้",
    "documents": "เอกสาร",
}
"""In the order of `Programme`."""


class ProgrammeTablePages:
    """Export, trial, import."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        post = ["POST"]
        routes.add_url_rule("/programmes.csv", "programmes_table", self.export)
        routes.add_url_rule("/programmes.csv/try", "programmes_try", self.try_import, methods=post)
        routes.add_url_rule("/programmes.csv/apply", "programmes_apply", self.apply, methods=post)

    def export(self) -> ResponseReturnValue:
        """Return the whole catalogue; Excel takes it for UTF-8 by its first three bytes."""
        on_duty(Duty.PROGRAMMES)
        with reading(self._console.app.engine) as connection:
            raw = ("\ufeff" + table.write(self._known(connection).programmes)).encode()
        name = f"programmes-{self._console.today().isoformat()}.csv"
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(raw, content_type="text/csv; charset=utf-8", headers=headers)

    def try_import(self) -> ResponseReturnValue:
        """Read a table and show what it would change, or all that is wrong with it."""
        on_duty(Duty.PROGRAMMES)
        sent = request.files.get("sheet")
        raw = sent.read(_LARGEST + 1) if sent else b""
        if not raw or len(raw) > _LARGEST:
            raise BotError("เลือกไฟล์ CSV ของโครงการ ขนาดไม่เกิน 400 KB")
        found = self._read(raw)
        with reading(self._console.app.engine) as connection:
            differences = table.differences(found.programmes, self._known(connection))
        return render_template(
            "console/programmes_import.html",
            mistakes=found.mistakes,
            differences=differences,
            names=_FIELD_NAMES,
            shown=self._shown,
            sheet="" if found.mistakes else raw.decode("utf-8-sig"),
        ), 400 if found.mistakes else 200

    def apply(self) -> ResponseReturnValue:
        """Save what a table changes; it is read again, against the catalogue as it is now."""
        me, now = on_duty(Duty.PROGRAMMES), self._console.now()
        found = self._read(request.form.get("sheet", "").encode())
        if found.mistakes:
            raise BotError("ไฟล์นี้ใช้ไม่ได้แล้ว นำเข้าใหม่เพื่อดูจุดที่ต้องแก้")

        def save(connection: Connection) -> None:
            changes = table.differences(found.programmes, self._known(connection))
            programmes.take_in(connection, me, changes, now=now)

        self._console.run(save)
        return redirect(url_for("console.programmes"))

    def _read(self, raw: bytes) -> table.Table:
        provinces = self._console.app.map.province_names
        return table.read(raw, provinces=provinces, today=self._console.today())

    def _known(self, connection: Connection) -> Catalogue:
        return programmes.as_it_stands(connection, self._console.app.shipped_programmes)

    def _shown(self, name: str, value: object) -> str:
        """Return one field of a programme in words."""
        if isinstance(value, date):
            return show_date(value)
        if not isinstance(value, tuple):
            return str(value or "ไม่ระบุ")
        places = self._console.app.map.province_names
        called = places if name in {"provinces", "disaster_areas"} else CODES.get(name, {})
        return ", ".join(called.get(one, one) for one in value) or "ไม่ระบุ"
