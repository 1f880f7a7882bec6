"""The list of programmes: what is shipped, with what headquarters has changed on top of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.cases import duties
from bot.cases.duties import Duty
from bot.errors import BotError
from bot.model.programmes import Programme
from bot.model.staff import Officer
from bot.programmes.catalogue import Catalogue
from bot.programmes.table import Difference
from bot.storage import admin_log, programmes


class NotTheEditor(BotError):
    """Somebody whose account does not change the list."""


class SuchAProgramme(BotError):
    """The list has a programme of this code already."""


def as_it_stands(connection: Connection, shipped: Catalogue) -> Catalogue:
    """Return the list as owners are told it from now on."""
    return shipped.with_changes(programmes.changed(connection))


def keep(
    connection: Connection,
    shipped: Catalogue,
    officer: Officer,
    programme: Programme,
    *,
    new: bool,
    now: datetime,
) -> None:
    """Add a programme, or change one; what it was before stays in its history."""
    _may_edit(officer)
    known = as_it_stands(connection, shipped).find(programme.code)
    if new and known is not None:
        raise SuchAProgramme(f"มีรหัส {programme.code} แล้ว ใช้รหัสอื่น หรือแก้รายการเดิม")
    if programme != known:
        _keep(connection, officer, programme, new=known is None, now=now)


def take_in(
    connection: Connection, officer: Officer, differences: Iterable[Difference], *, now: datetime
) -> None:
    """Keep what a table adds and changes, all of it or nothing."""
    _may_edit(officer)
    for one in differences:
        _keep(connection, officer, one.after, new=one.before is None, now=now)


def _may_edit(officer: Officer) -> None:
    if not duties.has(officer.role, Duty.PROGRAMMES):
        raise NotTheEditor("รายการโครงการแก้ได้เฉพาะส่วนกลาง พบข้อมูลไม่ถูกต้อง โปรดแจ้งส่วนกลาง")


def _keep(
    connection: Connection, officer: Officer, programme: Programme, *, new: bool, now: datetime
) -> None:
    programmes.note(connection, programme, by=officer.name, now=now)
    what = "programme_added" if new else "programme_changed"
    admin_log.note(connection, what, programme.title, by=officer.name, now=now)
