"""The official letter of a referral: what goes out stands in it, once its owner has agreed."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases import disclosure, letter
from bot.cases.letter import Letter, Matter
from bot.cases.referral import NotReferable, State
from bot.cases.rights import Act
from bot.handlers import directory, permission, referring
from bot.handlers.casework import Work
from bot.handlers.going_out import fields_of
from bot.model.centres import HOTLINE
from bot.model.thai import BANGKOK
from bot.routing.table import in_force

_NO_LETTER = frozenset({State.CANCELLED, State.RECEIVED})


def write(connection: Connection, work: Work, which: int) -> Letter:
    """Write the letter; raises NotReferable while its owner has not agreed.

    What was sent is written as it was sent, with the number and date of the e-saraban system.
    """
    work.access(connection, Act.REFER)
    record = work.access(connection, Act.REVEAL).record
    one = referring.find(connection, work.number, which)
    if one.state in _NO_LETTER:
        raise NotReferable("รายการนี้ไม่มีหนังสือส่ง")
    agency = directory.find(connection, one.agency, now=work.now)
    agreed = permission.standing(connection, one, agency)
    if one.state is State.DRAFT:
        permission.check(connection, one, agency)
    today = work.now.astimezone(BANGKOK).date()
    sent = (one.sent_at or work.now).astimezone(BANGKOK).date()
    answered = (agreed.asked and agreed.asked.answered_at) or one.sent_at or work.now
    unit = in_force(work.deps.map.units.get(record.centre_code, ()), today)
    place = work.deps.province(record.province) if record.province else None
    going = disclosure.chosen(fields_of(work.deps, record), one.fields)
    matter = Matter(
        kind=one.kind,
        number=record.number,
        topic=work.deps.topic(record.sub_intent, record.category),
        office=_body(unit.long_name_th) if unit else record.centre_name_th,
        phone=unit.centre.public_phone if unit else HOTLINE,
        addressee=agency.addressee_in(place),
        request=one.request,
        consent_on=answered.astimezone(BANGKOK).date(),
        told=one.told or tuple((field.label, field.value) for field in going),
    )
    return letter.compose(matter, reference=one.letter_number, dated=one.letter_date or sent)


def _body(office: str) -> str:
    """Return the body that signs: a centre (SSRC) is a desk of the office named after it."""
    return office.rpartition("(SSRC) ")[2]
