"""The map of offices and the calendar, as edited in the console and as all processes read them.

An edit is checked by reading the whole map with it, and saved only if that is in order. It counts
from its first day on; cases that are open stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy import Connection

from bot.model.staff import Officer
from bot.model.thai import BANGKOK, show_date
from bot.routing import changes
from bot.routing.area_sheet import Difference
from bot.routing.changes import WrongEdit
from bot.routing.hours import Calendar, Offices
from bot.routing.loader import BadRouting, load
from bot.routing.map import Area, HolidayChange, Map
from bot.routing.overlay import AREAS, CENTRES, CLOCKS, HOLIDAYS, Cells, Edited, Folder, Overlaid
from bot.storage import admin_log, map_rows

_log = structlog.get_logger()


class LiveOffices:
    """The files with what was edited; made anew only when that has changed."""

    def __init__(self, folder: Folder, shipped: Map) -> None:
        self._folder = folder
        self.shipped = Offices(shipped, Calendar.of(shipped))
        self._edited: Edited = {}
        self._last = self.shipped

    def read(self, connection: Connection) -> Offices:
        """Return the offices as they are now.

        Edits that no longer fit the files (which were replaced since) are left out, and logged.
        """
        edited = map_rows.read(connection)
        if edited != self._edited:
            self._last = self._made(edited)
            self._edited = edited
        return self._last

    def _made(self, edited: Edited) -> Offices:
        try:
            map_ = load(Overlaid(self._folder, edited))
        except BadRouting as bad:
            _log.error("edited_map_unusable", why=str(bad))
            return self.shipped
        return Offices(map_, Calendar.of(map_))


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits, over which files, at one moment."""

    officer: Officer
    folder: Folder
    shipped: Offices
    now: datetime

    @property
    def today(self) -> date:
        """The day it is in Bangkok."""
        return self.now.astimezone(BANGKOK).date()

    def map(self, connection: Connection) -> Map:
        """Return the map as it stands in this transaction."""
        return load(Overlaid(self.folder, map_rows.read(connection)))


def move_area(
    connection: Connection, editor: Editor, province: str, unit: str, *, first: date
) -> None:
    """Give a province another regional centre from a day on."""
    map_, me = editor.map(connection), editor.officer
    rows = changes.move(map_, province, unit, first=first, by=me.display_name, today=editor.today)
    name = map_.province_names[province]
    text = f"{unit} ตั้งแต่ {show_date(first)}"
    _save(connection, editor, AREAS, province, map(changes.area_cells, rows))
    _note(connection, editor, "area_moved", name, text)


def confirm_area(connection: Connection, editor: Editor, province: str) -> None:
    """Confirm who stands behind a province."""
    map_, me = editor.map(connection), editor.officer
    if province not in map_.areas:
        raise WrongEdit("เลือกจังหวัดจากรายการ")
    rows = changes.confirm(map_, province, by=me.display_name, today=editor.today)
    _save(connection, editor, AREAS, province, map(changes.area_cells, rows))
    _note(connection, editor, "area_confirmed", map_.province_names[province], "")


def set_office(
    connection: Connection, editor: Editor, code: str, *, phone: str, last: date | None
) -> None:
    """Put down an office's own telephone number, and its last day; after it the region serves."""
    map_, me = editor.map(connection), editor.officer
    rows = changes.office(
        map_, code, phone=phone, last=last, by=me.display_name, today=editor.today
    )
    _save(connection, editor, CENTRES, code, map(changes.unit_cells, rows))
    number = rows[-1].centre.phone or "ไม่มีเบอร์ของตน"
    text = f"{number}{f' · ถึง {show_date(last)}' if last else ''}"
    _note(connection, editor, "office_set", code, text)


def import_areas(connection: Connection, editor: Editor, differences: Sequence[Difference]) -> None:
    """Save what a sheet changes, all of it or nothing."""
    names = editor.map(connection).province_names
    for one in differences:
        _save(connection, editor, AREAS, one.province, map(changes.area_cells, one.after))
        text = f"นำเข้าจากไฟล์: {_units(one.before)} → {_units(one.after)}"
        _note(connection, editor, "area_moved", names[one.province], text)


def set_holiday(connection: Connection, editor: Editor, change: HolidayChange) -> None:
    """Make a day a holiday, or a working day, of all offices or of one."""
    if not change.name_th:
        raise WrongEdit("ใส่ชื่อวันหยุด")
    # A day that was only ever added is taken out; one that all others have off is worked on.
    others = Calendar.of(editor.map(connection)) if change.unit else editor.shipped.calendar
    needed = change.holiday or change.day in others.holidays
    rows = (changes.holiday_cells(change),) if needed else ()
    about = f"{change.day.isoformat()}|{change.unit}"
    _save(connection, editor, HOLIDAYS, about, rows)
    what = "holiday_added" if change.holiday else "holiday_removed"
    where = change.unit or "ทุกหน่วยงาน"
    _note(connection, editor, what, show_date(change.day), f"{change.name_th} · {where}")


def set_hours(
    connection: Connection, editor: Editor, unit: str, *, opens: str, closes: str, first: date
) -> None:
    """Give one office hours of its own, from a day on; with none, those of all offices."""
    map_ = editor.map(connection)
    if map_.unit(unit) is None:
        raise WrongEdit("เลือกหน่วยงานจากรายการ")
    if bool(opens) != bool(closes) or (opens and opens >= closes):
        raise WrongEdit("เวลาเปิดต้องมาก่อนเวลาปิด หรือเว้นว่างทั้งคู่เพื่อใช้เวลาราชการปกติ")
    for what, value in (("office_opens", opens), ("office_closes", closes)):
        cells = (changes.hours_cells(what, unit, value, first),) if value else ()
        _save(connection, editor, CLOCKS, f"{what}|{unit}", cells)
    text = f"{opens}-{closes} น. ตั้งแต่ {show_date(first)}" if opens else "ใช้เวลาราชการปกติ"
    _note(connection, editor, "hours_set", unit, text)


def _save(
    connection: Connection, editor: Editor, file: str, about: str, rows: Iterable[Cells]
) -> None:
    me = editor.officer
    map_rows.put(connection, file, about, rows, by=me.name, now=editor.now)
    try:
        editor.map(connection)
    except BadRouting as bad:
        raise WrongEdit(f"บันทึกไม่ได้ แผนที่หน่วยงานจะไม่ครบ: {bad.mistakes[0].sentence}") from bad


def _note(connection: Connection, editor: Editor, what: str, about: str, text: str) -> None:
    by, detail = editor.officer.name, {"text": text}
    admin_log.note(connection, what, about, by=by, now=editor.now, detail=detail)


def _units(areas: Sequence[Area]) -> str:
    return ", ".join(f"{area.unit} ({show_date(area.valid_from)})" for area in areas)
