"""The single door to a case: whoever works on one comes through here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.cases import rights
from bot.cases.record import CaseRecord
from bot.cases.rights import Act, Position
from bot.errors import BotError
from bot.handlers.deps import StaffDeps
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.routing.centres import chain
from bot.storage import access_log, cases, leave

_LOGGED = frozenset({Act.VIEW, Act.REVEAL})


class NotAllowed(BotError):
    """This officer may not do that to this case."""


class NoSuchCase(BotError):
    """There is no case of this number, or none that this officer may know of."""


@dataclass(frozen=True, slots=True)
class Access:
    """A case in an officer's hands, and what they may do with it."""

    officer: Officer
    record: CaseRecord
    acts: frozenset[Act]
    stands_in_for: frozenset[str] = frozenset()
    """Colleagues who are away today, and whose work is this officer's meanwhile."""

    @property
    def in_hand(self) -> bool:
        """Whether it is the officer's own to work on, so that its owner is no stranger to them."""
        return self.record.desk.assigned_to in {self.officer.name} | self.stands_in_for


def access_case(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    number: str,
    act: Act,
    *,
    now: datetime,
) -> Access:
    """Return the case, if this officer may do that to it; looks are written down.

    Raises NoSuchCase, in the same words, for a case that does not exist and for one that the
    officer may not even see; NotAllowed for what they may not do to one that they see.
    """
    record = cases.find_record(connection, number)
    allowed = acts_on(deps, officer, record, now=now) if record else frozenset()
    if record is None or Act.VIEW not in allowed:
        raise NoSuchCase("ไม่พบเรื่องเลขนี้ หรือเรื่องนี้อยู่นอกหน่วยงานของคุณ")
    if act not in allowed:
        raise NotAllowed(f"เรื่องนี้อยู่กับ{record.centre_name_th} บัญชีของคุณทำรายการนี้ไม่ได้")
    if act in _LOGGED:
        access_log.note(connection, number, staff_name=officer.name, act=act, now=now)
    today = now.astimezone(BANGKOK).date()
    away = leave.stands_in_for(connection, officer.name, today=today)
    return Access(officer, record, allowed, away)


def acts_on(
    deps: StaffDeps, officer: Officer, record: CaseRecord, *, now: datetime
) -> frozenset[Act]:
    """Return everything that an officer may do to a case."""
    return acts_at(deps, officer, _position(record), now=now)


def acts_at(
    deps: StaffDeps, officer: Officer, position: Position, *, now: datetime
) -> frozenset[Act]:
    """Return what this officer may do to a case that lies there."""
    standing = rights.relation(
        officer,
        owner=position.owner,
        helpers=position.helpers,
        region=region_behind(deps, position.province, now=now),
        asked=position.asked,
    )
    return rights.acts(officer.role, standing)


def region_behind(deps: StaffDeps, province: str | None, *, now: datetime) -> str | None:
    """Return the regional centre that stands behind a province today."""
    offices = chain(deps.map, province, now.astimezone(BANGKOK).date())
    return next((unit.code for unit in offices if unit.kind == "ipc"), None)


def _position(record: CaseRecord) -> Position:
    desk = record.desk
    return Position(record.centre_code, desk.helpers, record.province, desk.escalated_to)
