"""Letting officers in, changing what they are, and helping those who are locked out.

Each is one function in the caller's transaction, checks first whose account it is to change, and
leaves a line in `admin_log`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.cases import duties
from bot.errors import BotError
from bot.handlers import staffing
from bot.handlers.access import NotAllowed
from bot.handlers.signing_in import hash_token
from bot.model.staff import AT_A_UNIT, Officer, Role
from bot.storage import accounts, admin_log, staff
from bot.storage.accounts import NO_PASSWORD, Line
from bot.storage.staff import NewAccount

LINK_LIFE = timedelta(days=7)


class WrongAccount(BotError):
    """An account that cannot be made, or changed, so."""


@dataclass(frozen=True, slots=True)
class Manager:
    """Who looks after accounts, at one moment; without an officer, the operator at the prompt."""

    officer: Officer | None
    now: datetime

    @property
    def name(self) -> str:
        """What the record of changes calls them."""
        return self.officer.name if self.officer else admin_log.COMMAND_LINE

    def may(self, name: str, role: Role, unit: str | None) -> bool:
        """Tell whether such an account is theirs to look after."""
        me = self.officer
        return me is None or duties.may_manage(me, name=name, role=role, unit=unit)

    def check(self, name: str, role: Role, unit: str | None) -> None:
        """Raise NotAllowed unless such an account is theirs to look after."""
        if not self.may(name, role, unit):
            raise NotAllowed("บัญชีของคุณดูแลบัญชีนี้ไม่ได้ ให้ผู้ดูแลระบบทำรายการนี้")


Change = Callable[[Connection, Manager, str], object]
"""Something done to an account, by its name."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is to have an account."""

    name: str
    display_name: str
    role: Role
    unit: str | None


def invite(connection: Connection, manager: Manager, new: Invited, token: str) -> None:
    """Make an account that nobody can sign in to yet, and a link by which its officer comes in."""
    manager.check(new.name, new.role, new.unit)
    _check_place(new.role, new.unit)
    account = NewAccount(new.name, new.display_name, new.role, new.unit, NO_PASSWORD)
    if staff.find(connection, new.name) is not None:
        raise WrongAccount(f"มีบัญชีชื่อ {new.name} แล้ว ตั้งชื่ออื่น")
    try:
        staff.add(connection, account, now=manager.now)
    except IntegrityError:
        raise WrongAccount(f"มีบัญชีชื่อ {new.name} แล้ว ตั้งชื่ออื่น") from None
    detail = {"role": new.role, "unit": new.unit}
    _make_link(connection, manager, new.name, token)
    _note(connection, manager, "invited", new.name, detail)


def renew_link(connection: Connection, manager: Manager, name: str, token: str) -> None:
    """Make another link: for somebody whose link ran out, or who forgot their password.

    The password before works no longer, and what is open ends.
    """
    _theirs(connection, manager, name)
    staff.set_password(connection, name, NO_PASSWORD)
    _make_link(connection, manager, name, token)
    _note(connection, manager, "link_made", name)


def reset_second_factor(connection: Connection, manager: Manager, name: str) -> None:
    """Forget an authenticator that was lost; where one is demanded, the next sign-in sets it up."""
    _theirs(connection, manager, name)
    accounts.forget_second_factor(connection, name)
    accounts.end_sessions(connection, name)
    _note(connection, manager, "second_factor_reset", name)


def change_place(
    connection: Connection, manager: Manager, name: str, role: Role, unit: str | None
) -> None:
    """Give somebody another role or unit; before and after stand in the record."""
    before = _theirs(connection, manager, name).officer
    manager.check(name, role, unit)
    _check_place(role, unit)
    if (before.role, before.unit) == (role, unit):
        return
    accounts.place(connection, name, role, unit)
    detail = {"before": [before.role, before.unit], "after": [role, unit]}
    _note(connection, manager, "placed", name, detail)


def disable(connection: Connection, manager: Manager, name: str) -> list[str]:
    """Let somebody in no longer, from this moment; return the open cases that they leave."""
    if manager.officer is not None:
        _theirs(connection, manager, name)
    left = staffing.leave(connection, name, now=manager.now)
    accounts.forget_invitations(connection, name)
    _note(connection, manager, "disabled", name, {"cases": left})
    return left


def enable(connection: Connection, manager: Manager, name: str, token: str) -> None:
    """Take back that somebody was disabled: they come in by a new link."""
    if _find(connection, manager, name).disabled_at is None:
        return
    accounts.enable(connection, name)
    _make_link(connection, manager, name, token)
    _note(connection, manager, "enabled", name)


def note_own(connection: Connection, name: str, what: str, *, now: datetime) -> None:
    """Put on record what an officer changed about their own account."""
    admin_log.note(connection, what, name, by=name, now=now)


def _theirs(connection: Connection, manager: Manager, name: str) -> Line:
    """Return an account that may be used, and that is the manager's to change."""
    found = _find(connection, manager, name)
    if found.disabled_at is not None:
        raise WrongAccount("บัญชีนี้ปิดแล้ว เปิดบัญชีอีกครั้งก่อน")
    return found


def _find(connection: Connection, manager: Manager, name: str) -> Line:
    found = accounts.line(connection, name)
    if found is None:
        raise WrongAccount("ไม่พบบัญชีนี้ กลับไปเลือกจากรายการผู้ใช้")
    manager.check(name, found.officer.role, found.officer.unit)
    return found


def _check_place(role: Role, unit: str | None) -> None:
    if role in AT_A_UNIT and unit is None:
        raise WrongAccount("บทบาทนี้ต้องอยู่ที่หน่วยงานใดหน่วยงานหนึ่ง เลือกหน่วยงาน")


def _make_link(connection: Connection, manager: Manager, name: str, token: str) -> None:
    until = manager.now + LINK_LIFE
    accounts.invite(connection, hash_token(token), name, by=manager.name, until=until)


def _note(
    connection: Connection,
    manager: Manager,
    what: str,
    name: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    admin_log.note(connection, what, name, by=manager.name, now=manager.now, detail=detail)
