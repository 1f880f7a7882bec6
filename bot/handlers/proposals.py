"""Bringing a case before the committee of its province, by hand or on a suggestion."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases import committee as rules
from bot.cases.committee import CannotPropose, Suggestion
from bot.cases.record import CaseRecord
from bot.cases.rights import Act
from bot.handlers.casework import Work
from bot.handlers.deps import StaffDeps
from bot.storage import committee
from bot.storage.committee import NewProposal


def suggestion(deps: StaffDeps, record: CaseRecord) -> Suggestion | None:
    """Return why the rules would propose this case, if they would."""
    province = deps.map.provinces.get(record.province or "")
    return rules.suggest(record, province.strategic_sectors if province else ())


def propose(connection: Connection, work: Work, reason: str, words: str, *, named: bool) -> None:
    """Propose a case; its owner is named only while their consent stands.

    Raises IntegrityError while a proposal of it is undecided.
    """
    record = work.access(connection, Act.PROPOSE).record
    if not rules.may_be_proposed(record):
        raise CannotPropose("รับเรื่องก่อน จึงเสนอคณะกรรมการได้ เรื่องที่ปิดแล้วเสนอไม่ได้")
    if record.province is None:
        raise CannotPropose("ยังไม่ทราบจังหวัดของกิจการ จึงไม่รู้ว่าเสนอคณะกรรมการใด")
    chosen, said = rules.read_reason(reason, words, name=record.contact.name)
    new = NewProposal(work.number, record.province, chosen, said, named)
    committee.propose(connection, new, by=work.officer.name, now=work.now)
    work.write(connection, "committee_proposed", text=f"{rules.REASONS[chosen]}: {said}")


def accept_suggestion(connection: Connection, work: Work) -> None:
    """Propose what the rules suggest, in their words."""
    record = work.access(connection, Act.PROPOSE).record
    found = suggestion(work.deps, record)
    if found is None:
        raise CannotPropose("ข้อมูลของเรื่องเปลี่ยนไปแล้ว ไม่มีข้อแนะนำให้เสนอ")
    propose(connection, work, found.reason, found.because, named=True)


def dismiss_suggestion(connection: Connection, work: Work) -> None:
    """Wave a suggestion away for good; the case may still be proposed by hand."""
    work.access(connection, Act.PROPOSE)
    work.write(connection, rules.DISMISSED)


def withdraw(connection: Connection, work: Work) -> None:
    """Take back a proposal that is on no agenda yet."""
    work.access(connection, Act.PROPOSE)
    if not committee.withdraw(connection, work.number, now=work.now):
        raise CannotPropose("ถอนไม่ได้ ข้อเสนออยู่ในวาระหรือพิจารณาแล้ว ให้นำออกจากวาระก่อน")
    work.write(connection, "committee_withdrawn")
