"""«พื้นที่รับผิดชอบ»: which centre and which regional centre stand behind each province, since when."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.cases.duties import Duty
from bot.errors import BotError
from bot.handlers import map_editing
from bot.handlers.map_editing import Editor
from bot.routing import area_sheet
from bot.routing.centres import chain, unconfirmed
from bot.routing.map import Map, Unit
from bot.storage.db import reading
from bot.web.console.context import Console, on_duty
from bot.web.console.form_days import day, optional_day

_LARGEST = 300_000
"""Bytes of a sheet; that of all provinces has 10,000."""


def editor(console: Console, duty: Duty) -> Editor:
    """Return who edits, if that is theirs to look after."""
    app = console.app
    return Editor(on_duty(duty), app.routing_folder, app.live_offices.shipped, app.now())


class MapPages:
    """The list of provinces, one province, and the sheet of all."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        post = ["POST"]
        routes.add_url_rule("/map", "map", self.show)
        routes.add_url_rule("/map.csv", "map_sheet", self.export)
        routes.add_url_rule("/map/import", "map_import", self.try_import, methods=post)
        routes.add_url_rule("/map/apply", "map_apply", self.apply, methods=post)
        place = "/map/<province>"
        routes.add_url_rule(place, "province", self.province)
        routes.add_url_rule(f"{place}/move", "province_move", self.move, methods=post)
        routes.add_url_rule(f"{place}/office", "province_office", self.office, methods=post)
        routes.add_url_rule(f"{place}/confirm", "province_confirm", self.confirm, methods=post)

    def show(self) -> ResponseReturnValue:
        """List the provinces, those that wait for confirmation first."""
        map_, today = self._map(), self._console.today()
        rows = [(code, chain(map_, code, today)) for code in sorted(map_.areas)]
        waiting = {doubt.area.province: doubt.area for doubt in unconfirmed(map_)}
        return render_template("console/map.html", map=map_, rows=rows, waiting=waiting)

    def province(self, province: str) -> ResponseReturnValue:
        """Show one province's rows, past and to come."""
        map_ = self._map()
        if province not in map_.areas:
            raise BotError("ไม่พบจังหวัดนี้ กลับไปเลือกจากรายการ")
        return render_template(
            "console/province.html",
            map=map_,
            province=province,
            homes=map_.homes.get(province, ()),
            regions=_regions(map_),
            today=self._console.today(),
        )

    def move(self, province: str) -> ResponseReturnValue:
        """Give the province another regional centre from a day on."""
        unit, first = request.form.get("unit", ""), day(request.form.get("first"), "วันเริ่ม")
        return self._edit(
            lambda connection, by: map_editing.move_area(
                connection, by, province, unit, first=first
            ),
            url_for("console.province", province=province),
        )

    def office(self, province: str) -> ResponseReturnValue:
        """Put down the telephone number and the last day of the province's own centre."""
        form = request.form
        code, phone = form.get("code", ""), form.get("phone", "")
        last = optional_day(form.get("last"), "วันสุดท้าย")
        return self._edit(
            lambda connection, by: map_editing.set_office(
                connection, by, code, phone=phone, last=last
            ),
            url_for("console.province", province=province),
        )

    def confirm(self, province: str) -> ResponseReturnValue:
        """Confirm in one tap."""
        return self._edit(
            lambda connection, by: map_editing.confirm_area(connection, by, province),
            url_for("console.map"),
        )

    def export(self) -> ResponseReturnValue:
        """Return the sheet of all areas; Excel takes it for UTF-8 by its first three bytes."""
        raw = ("\ufeff" + area_sheet.write(self._map())).encode()
        name = f"areas-{self._console.today().isoformat()}.csv"
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(raw, content_type="text/csv; charset=utf-8", headers=headers)

    def try_import(self) -> ResponseReturnValue:
        """Read a sheet and show what it would change, or all that is wrong with it."""
        map_, sent = self._map(), request.files.get("sheet")
        raw = sent.read(_LARGEST + 1) if sent else b""
        if not raw or len(raw) > _LARGEST:
            raise BotError("เลือกไฟล์ CSV ของพื้นที่รับผิดชอบ ขนาดไม่เกิน 300 KB")
        sheet = area_sheet.read(raw, map_)
        return render_template(
            "console/map_import.html",
            map=map_,
            mistakes=sheet.mistakes,
            differences=[] if sheet.mistakes else area_sheet.differences(sheet, map_),
            sheet="" if sheet.mistakes else raw.decode("utf-8-sig"),
        ), 400 if sheet.mistakes else 200

    def apply(self) -> ResponseReturnValue:
        """Save what a sheet changes; it is read again, against the map as it is now."""
        raw, by = request.form.get("sheet", "").encode(), editor(self._console, Duty.MAP)

        def save(connection: Connection) -> None:
            map_ = by.map(connection)
            sheet = area_sheet.read(raw, map_)
            if sheet.mistakes:
                raise BotError("ไฟล์นี้ใช้ไม่ได้แล้ว นำเข้าใหม่เพื่อดูจุดที่ต้องแก้")
            map_editing.import_areas(connection, by, area_sheet.differences(sheet, map_))

        self._console.run(save)
        return redirect(url_for("console.map"))

    def _edit(self, do: Callable[[Connection, Editor], None], where: str) -> ResponseReturnValue:
        by = editor(self._console, Duty.MAP)
        self._console.run(lambda connection: do(connection, by))
        return redirect(where)

    def _map(self) -> Map:
        """Return the map as saved: whoever has just edited it sees the edit."""
        by = editor(self._console, Duty.MAP)
        with reading(self._console.app.engine) as connection:
            return by.map(connection)


def _regions(map_: Map) -> list[Unit]:
    units = [rows[-1] for rows in map_.units.values()]
    return [unit for unit in units if unit.kind in {"ipc", "bkk_desk"}]
