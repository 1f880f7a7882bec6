"""What of a case may go out to an agency, field by field; nothing leaves that is not named here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.cases.record import CaseRecord
from bot.errors import BotError
from bot.model.heard import Amount
from bot.model.thai import show_baht, show_phone


class UnknownField(BotError):
    """A field that this case does not have."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that may be told to an agency."""

    name: str
    label: str
    value: str
    necessary: bool = False
    """Without it the agency could not work."""
    usual: bool = False
    """Whether it is ticked from the start."""


@dataclass(frozen=True, slots=True)
class Names:
    """How codes are called in Thai."""

    topic: str
    province: str
    slots: Mapping[str, str]
    """Labels of slots that have no field of their own."""
    values: Mapping[str, Mapping[str, str]]
    """By slot: what its codes are called."""


_NECESSARY = frozenset({"topic", "contact_name", "phone"})
_USUAL = frozenset({"summary", "province", "business", "amount_baht", "deadline"})


def fields_of(record: CaseRecord, names: Names) -> tuple[Field, ...]:
    """Return everything that this case could tell, in the order of the letter.

    Only what is needed is ticked from the start; what was told besides, stays until an officer
    ticks it (PDPA, section 22).
    """
    contact, details = record.contact, record.details
    place = " ".join(filter(None, (record.district, names.province if record.province else None)))
    told: list[tuple[str, str, str | None]] = [
        ("topic", "เรื่องที่ขอความช่วยเหลือ", names.topic),
        ("contact_name", "ชื่อผู้ติดต่อ", contact.name),
        ("phone", "โทรศัพท์", show_phone(contact.phone) if contact.phone else None),
        ("summary", "สรุปเรื่อง", record.summary),
        ("province", "ที่ตั้งกิจการ", place),
        ("business", "กิจการ", details.business),
        ("amount_baht", "วงเงิน", _amount(details.amount_baht)),
        ("deadline", "กำหนดของเรื่อง", details.deadline),
        ("email", "อีเมล", contact.email),
        ("juristic_id", "เลขทะเบียนนิติบุคคล", contact.juristic_id),
        *(
            (name, names.slots[name], _more(value, names.values.get(name, {})))
            for name, value in details.more.items()
            if name in names.slots
        ),
    ]
    return tuple(
        Field(name, label, value, name in _NECESSARY, name in _NECESSARY | _USUAL)
        for name, label, value in told
        if value
    )


def usual(fields: Collection[Field]) -> list[str]:
    """Return the names of the fields that are ticked from the start."""
    return [field.name for field in fields if field.usual]


def chosen(fields: Collection[Field], ticked: Collection[str]) -> list[Field]:
    """Return the fields that go out: those ticked, and those without which nothing can be done.

    Raises UnknownField for what the case does not have.
    """
    if set(ticked) - {field.name for field in fields}:
        raise UnknownField("ข้อมูลของเรื่องเปลี่ยนไปแล้ว โหลดหน้านี้ใหม่ แล้วเลือกอีกครั้ง")
    return [field for field in fields if field.necessary or field.name in ticked]


def _amount(amount: Amount | None) -> str | None:
    if amount is None:
        return None
    if amount.min is None or amount.max is None:
        known = show_baht(amount.max or amount.min or 0)
        return f"ไม่เกิน {known}" if amount.min is None else f"{known}ขึ้นไป"
    if amount.min == amount.max:
        return show_baht(amount.min)
    return f"{amount.min:,}-{show_baht(amount.max)}"


def _more(value: object, called: Mapping[str, str]) -> str:
    several = value if isinstance(value, list) else [value]
    return ", ".join(called.get(str(one), str(one)) for one in several)
