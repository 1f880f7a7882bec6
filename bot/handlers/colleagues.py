"""The people of one unit: who is away, who stands in, and whose work somebody else must do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.cases.leave import Away
from bot.cases.rights import units_of, works_on_cases
from bot.errors import BotError
from bot.handlers import passing_on
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.model.staff import Officer, Role
from bot.model.thai import BANGKOK, show_date
from bot.storage import cases, leave, staff
from bot.storage import passing_on as stored
from bot.storage.leave import Leave
from bot.storage.staff import Account

_WHY_LEFT = "บัญชีผู้ดูแลเดิมปิดแล้ว"


class NotTheirs(BotError):
    """Only the head of a unit does that for a colleague."""


@dataclass(frozen=True, slots=True)
class Team:
    """The people of an officer's unit."""

    there: list[Account]
    in_hand: dict[str, int]
    """Open cases by officer."""
    leaves: list[Leave]
    left: dict[str, list[str]]
    """Open cases that people who are gone have left behind."""
    names: dict[str, str]


def team(connection: Connection, officer: Officer, *, now: datetime) -> Team:
    """Return the people of an officer's unit, with what is in their hands."""
    everybody = [one for one in staff.everybody(connection) if _is_colleague(officer, one.officer)]
    there = [one for one in everybody if one.disabled_at is None]
    names = [one.officer.name for one in everybody]
    gone = [one.officer.name for one in everybody if one.disabled_at is not None]
    left = {name: cases.open_of_officer(connection, name) for name in gone}
    return Team(
        there=there,
        in_hand=stored.open_by_officer(connection, names),
        leaves=leave.not_over(connection, today=now.astimezone(BANGKOK).date(), names=names),
        left={name: numbers for name, numbers in left.items() if numbers},
        names=staff.display_names(connection),
    )


def set_leave(connection: Connection, officer: Officer, away: Away, *, now: datetime) -> None:
    """Note days away: one's own, or as the head of a unit a colleague's."""
    colleagues = {one.officer.name for one in team(connection, officer, now=now).there}
    if away.who not in colleagues or away.substitute not in colleagues:
        raise NotTheirs("เลือกเพื่อนร่วมงานของหน่วยงานจากรายการ")
    _check_whose(officer, away.who)
    for one in leave.not_over(connection, today=away.first_day, names=[away.who]):
        if one.first_day <= away.last_day:
            raise BotError(
                f"ช่วงนี้มีวันลาแล้ว {show_date(one.first_day)} ถึง {show_date(one.last_day)}"
                " ยกเลิกช่วงเดิมก่อน"
            )
    leave.add(
        connection,
        away.who,
        away.substitute,
        first_day=away.first_day,
        last_day=away.last_day,
        by=officer.name,
        now=now,
    )


def cancel_leave(connection: Connection, officer: Officer, leave_id: int) -> None:
    """Take days away back; what is gone already is no mistake."""
    found = leave.find(connection, leave_id)
    if found is None:
        return
    account = staff.find(connection, found.staff_name)
    if account is None or not _is_colleague(officer, account.officer):
        raise NotTheirs("วันลานี้ไม่ใช่ของหน่วยงานของคุณ")
    _check_whose(officer, found.staff_name)
    leave.remove(connection, leave_id)


def hand_over(
    connection: Connection, deps: StaffDeps, officer: Officer, gone: str, to: str, *, now: datetime
) -> int:
    """Give a colleague everything that somebody who is gone has left; return how many cases.

    Each goes through the door: all of it is done, or nothing.
    """
    left = team(connection, officer, now=now).left.get(gone, [])
    for number in left:
        work = Work(deps, officer, number, now)
        passing_on.assign_left(connection, work, to, why=_WHY_LEFT)
    return len(left)


def _is_colleague(officer: Officer, other: Officer) -> bool:
    return works_on_cases(other.role) and bool(units_of(officer) & units_of(other))


def _check_whose(officer: Officer, who: str) -> None:
    if who != officer.name and officer.role is not Role.UNIT_HEAD:
        raise NotTheirs("ตั้งวันลาแทนเพื่อนร่วมงานได้เฉพาะหัวหน้าหน่วย")
