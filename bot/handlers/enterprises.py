"""Saying which enterprise a case is about, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.cases.enterprise import Profile, WrongProfile
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers.access import Access, NoSuchCase
from bot.handlers.casework import Work
from bot.storage import enterprises
from bot.storage.enterprises import Enterprise


class NoSuchEnterprise(BotError):
    """There is no such enterprise, or none of its cases is this officer's to see."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An enterprise as an officer may see it."""

    enterprise: Enterprise
    seen: tuple[Access, ...]
    elsewhere: int
    """How many of its cases are not theirs to see."""

    @property
    def may_change(self) -> bool:
        """Whether the officer may put its profile right."""
        return any(Act.ENTERPRISE in one.acts for one in self.seen)

    @property
    def people(self) -> int:
        """How many different people came with its cases, as far as the officer may see."""
        return len({_who(one.record) for one in self.seen})


def make(connection: Connection, work: Work, profile: Profile) -> None:
    """Keep a profile, and note that this case is about it."""
    work.access(connection, Act.ENTERPRISE)
    made = enterprises.add(connection, profile, by=work.officer.name, now=work.now)
    _note(connection, work, made, profile.name)


def attach(connection: Connection, work: Work, enterprise_id: int) -> None:
    """Note that this case is about an enterprise that was suggested for it."""
    record = work.access(connection, Act.ENTERPRISE).record
    for one in enterprises.suggestions(connection, record):
        if one.id == enterprise_id:
            _note(connection, work, one.id, one.profile.name)
            return
    raise NoSuchEnterprise("เลือกกิจการจากรายการ หรือสร้างใหม่ด้วยเลขนิติบุคคลเดียวกัน")


def detach(connection: Connection, work: Work) -> None:
    """Note that this case is about no enterprise that we know."""
    work.access(connection, Act.ENTERPRISE)
    enterprises.detach(connection, work.number)
    work.write(connection, "no_enterprise")


def whole(connection: Connection, work: Work, enterprise_id: int) -> Whole:
    """Return an enterprise with those of its cases that the officer may see.

    `work` names no case. Raises NoSuchEnterprise when they may see none.
    """
    found = enterprises.find(connection, enterprise_id)
    numbers = enterprises.numbers(connection, enterprise_id)
    seen = [access for number in numbers if (access := _look(connection, work, number))]
    if found is None or not seen:
        raise NoSuchEnterprise("ไม่พบกิจการนี้ หรือเรื่องของกิจการอยู่นอกหน่วยงานของคุณ")
    return Whole(found, tuple(seen), len(numbers) - len(seen))


def change(connection: Connection, work: Work, enterprise_id: int, profile: Profile) -> None:
    """Put a profile right; raises WrongProfile when another one has its juristic number."""
    if not whole(connection, work, enterprise_id).may_change:
        raise NoSuchEnterprise("บัญชีของคุณแก้ข้อมูลกิจการนี้ไม่ได้")
    try:
        with connection.begin_nested():
            enterprises.change(connection, enterprise_id, profile)
    except IntegrityError:
        raise WrongProfile("มีกิจการอื่นใช้เลขนิติบุคคลนี้แล้ว ผูกเรื่องกับกิจการนั้นแทน") from None


def _note(connection: Connection, work: Work, enterprise_id: int, name: str) -> None:
    by = work.officer.name
    enterprises.attach(connection, enterprise_id, work.number, by=by, now=work.now)
    work.write(connection, "enterprise", text=name)


def _look(connection: Connection, work: Work, number: str) -> Access | None:
    try:
        return replace(work, number=number).access(connection, Act.VIEW)
    except NoSuchCase:
        return None


def _who(record: CaseRecord) -> str:
    return record.line_user_id or record.contact.phone or record.number
