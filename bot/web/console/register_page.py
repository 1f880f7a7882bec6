"""«นำเข้าทะเบียนเดิม»: an office's Excel register, tried first, then taken in."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import BadZipFile

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage

from bot.cases import register
from bot.cases.register import COLUMNS, Cell, Entry, NotARegister
from bot.handlers.register import known, lists_for, take_in
from bot.storage.db import reading
from bot.web.console.context import Console, officer

_LARGEST_BYTES = 10_000_000
_MOST_COLUMNS = 30
_ROWS_AT_ONCE = 100
"""In one transaction, so that an import keeps nobody waiting."""
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RegisterPages:
    """The form, its trial run, and an empty table to fill in."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        routes.add_url_rule("/register", "register", self.show)
        routes.add_url_rule("/register", "import_register", self.take, methods=["POST"])
        routes.add_url_rule("/register/empty.xlsx", "empty_register", self.empty)

    def show(self) -> ResponseReturnValue:
        """Show the form."""
        lists_for(self._console.app.staff_deps, officer(), today=self._console.today())
        return self._page()

    def take(self) -> ResponseReturnValue:
        """Try a file, or take in what is right in it."""
        request.max_content_length = _LARGEST_BYTES
        app, me = self._console.app, officer()
        lists = lists_for(app.staff_deps, me, today=self._console.today())
        uploaded = request.files.get("file")
        try:
            read = register.read(_rows(uploaded), lists)
        except NotARegister as why:
            return self._page(why=str(why)), 400
        with reading(app.engine) as connection:
            there = known(connection, me, read.entries)
        fresh = [entry for entry in read.entries if entry.row not in there]
        for_good = request.form.get("mode") == "import"
        if for_good and request.form.get("noticed") != "yes":
            return self._page(why="ทำเครื่องหมายเรื่องประกาศความเป็นส่วนตัวก่อนนำเข้า"), 400
        if for_good:
            self._take_in(fresh)
        return self._page(read=read, fresh=fresh, there=there, imported=for_good)

    def empty(self) -> ResponseReturnValue:
        """Give a table with nothing but its headings."""
        import xlsxwriter  # noqa: PLC0415 -- loads much, few need it

        stream = BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            sheet = book.add_worksheet("ทะเบียนเรื่อง")
            sheet.write_row(0, 0, [headings[0] for headings in COLUMNS.values()])
            sheet.set_column(0, len(COLUMNS) - 1, 18)
        stream.seek(0)
        return send_file(
            stream, mimetype=_EXCEL, download_name="ทะเบียนเรื่อง.xlsx", as_attachment=True
        )

    def _take_in(self, entries: Sequence[Entry]) -> None:
        deps, me, now = self._console.app.staff_deps, officer(), self._console.now()
        for start in range(0, len(entries), _ROWS_AT_ONCE):
            some = entries[start : start + _ROWS_AT_ONCE]

            def take(connection: Connection, some: Sequence[Entry] = some) -> None:
                for entry in some:
                    take_in(connection, deps, me, entry, now=now)

            self._console.run(take)

    def _page(self, **more: object) -> str:
        headings = [known_as[0] for known_as in COLUMNS.values()]
        return render_template("console/register.html", headings=headings, **more)


def _rows(uploaded: FileStorage | None) -> list[tuple[Cell, ...]]:
    """Return the first sheet's cells; raises NotARegister for what is no Excel file."""
    import openpyxl  # noqa: PLC0415 -- loads much, few need it
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    if uploaded is None or not uploaded.filename:
        raise NotARegister("เลือกไฟล์ Excel (.xlsx) ก่อน")
    try:
        book = openpyxl.load_workbook(uploaded.stream, read_only=True, data_only=True)
        most = register.MOST_ROWS + 2
        rows = book.worksheets[0].iter_rows(max_row=most, max_col=_MOST_COLUMNS, values_only=True)
        return [tuple(row) for row in rows]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise NotARegister("เปิดไฟล์ไม่ได้ บันทึกเป็น Excel (.xlsx) แล้วเลือกใหม่") from None
