"""The directory of agencies: what is shipped, with what headquarters has changed on top of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.cases import rights
from bot.errors import BotError
from bot.model.agencies import Agency
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.routing.agencies import shipped
from bot.storage import agencies
from bot.storage.agencies import What


class NotTheKeeper(BotError):
    """Somebody whose account does not change the directory."""


class NoSuchAgency(BotError):
    """The directory has no agency of this code, or has it already."""


def all_of_them(connection: Connection, *, now: datetime) -> dict[str, Agency]:
    """Return the directory by code, retired agencies among it."""
    today = now.astimezone(BANGKOK).date()
    return {one.code: one for one in shipped(today)} | agencies.changed(connection)


def find(connection: Connection, code: str, *, now: datetime) -> Agency:
    """Return one agency; raises NoSuchAgency."""
    found = all_of_them(connection, now=now).get(code)
    if found is None:
        raise NoSuchAgency("ไม่พบหน่วยงานนี้ในทะเบียน เลือกจากรายการอีกครั้ง")
    return found


def keep(
    connection: Connection, officer: Officer, agency: Agency, *, new: bool, now: datetime
) -> None:
    """Add an agency, or change one; what it was before stays in its history."""
    _check(officer)
    before = all_of_them(connection, now=now).get(agency.code)
    if new and before is not None:
        raise NoSuchAgency(f"มีรหัส {agency.code} ในทะเบียนแล้ว ใช้รหัสอื่น หรือแก้รายการเดิม")
    if before is not None:
        agency = replace(agency, retired=before.retired)
    if agency != before:
        _note(connection, officer, agency, "added" if before is None else "changed", now=now)


def retire(
    connection: Connection, officer: Officer, code: str, *, retired: bool, now: datetime
) -> None:
    """Offer an agency no more, or again; referrals that were made stay as they are."""
    _check(officer)
    before = find(connection, code, now=now)
    if before.retired != retired:
        changed = replace(before, retired=retired)
        _note(connection, officer, changed, "retired" if retired else "restored", now=now)


def _note(
    connection: Connection, officer: Officer, agency: Agency, what: What, *, now: datetime
) -> None:
    agencies.note(connection, agency, what, by=officer.name, now=now)


def _check(officer: Officer) -> None:
    if not rights.keeps_the_directory(officer.role):
        raise NotTheKeeper("ทะเบียนหน่วยงานแก้ได้เฉพาะส่วนกลาง พบข้อมูลไม่ถูกต้อง โปรดแจ้งส่วนกลาง")
