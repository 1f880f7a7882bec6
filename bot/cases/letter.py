"""The official letter with which a case goes to an agency: what stands where, in official Thai.

The form is that of an external letter (หนังสือภายนอก) of the Prime Minister's Office regulation on
correspondence B.E. 2526. How it is drawn is `letter_docx`' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cases.referral import Kind
from bot.model.thai import show_full_date, thai_digits

ENCLOSURE = "แบบสรุปข้อมูลเรื่องเพื่อการส่งต่อ จำนวน 1 ฉบับ"
_WITHIN = "ภายใน 7 วันทำการนับแต่วันที่ได้รับหนังสือ"
_ASKED = {
    Kind.FORWARD: "จึงขอส่งเรื่องดังกล่าวมาเพื่อโปรดพิจารณารับไว้ดำเนินการตามอำนาจหน้าที่",
    Kind.JOIN: "จึงขอความร่วมมือในการให้ความช่วยเหลือผู้ประกอบการรายนี้ร่วมกัน โดยหน่วยงานยังคงดูแลเรื่องนี้ต่อไป",
}
_SUBJECTS = {
    Kind.FORWARD: "ขอส่งต่อเรื่องขอรับความช่วยเหลือของผู้ประกอบการ",
    Kind.JOIN: "ขอความร่วมมือให้ความช่วยเหลือผู้ประกอบการ",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What the letter is about."""

    kind: Kind
    number: str
    topic: str
    office: str
    """The office that writes, in full."""
    phone: str
    addressee: str
    request: str
    """What the officer asks of the agency in their own words; may be empty."""
    consent_on: date
    told: Sequence[tuple[str, str]]
    """Labels and values of the fields that go out."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts of the letter, from top to bottom; digits are Thai already."""

    reference: str
    office: str
    dated: str
    subject: str
    to: str
    enclosure: str
    body: tuple[str, str, str]
    phone: str
    about: str
    """What the enclosure is headed with."""
    rows: tuple[tuple[str, str], ...]


def compose(matter: Matter, *, reference: str | None, dated: date) -> Letter:
    """Write the letter; only the fields given stand in it, and only on the enclosure.

    Without a `reference` («อก 0001/123»), which the e-saraban system gives, its place is left open.
    """
    why = (
        f"ด้วย{matter.office}ได้รับเรื่องขอรับความช่วยเหลือของผู้ประกอบการ เลขรับเรื่อง {matter.number}"
        f" เรื่อง {matter.topic} รายละเอียดตามสิ่งที่ส่งมาด้วย"
    )
    asked = f" {matter.request}" if matter.request else ""
    what = (
        f"{matter.office}พิจารณาแล้วเห็นว่าเรื่องดังกล่าวอยู่ในภารกิจที่หน่วยงานของท่านสามารถให้ความช่วยเหลือได้"
        f" {_ASKED[matter.kind]}{asked} ทั้งนี้ เจ้าของข้อมูลได้ให้ความยินยอมให้ส่งข้อมูลตามสิ่งที่ส่งมาด้วยแล้ว"
        f" เมื่อวันที่ {show_full_date(matter.consent_on)} โปรดใช้ข้อมูลเพื่อการพิจารณาเรื่องนี้เท่านั้น"
    )
    end = (
        "จึงเรียนมาเพื่อโปรดพิจารณา และขอความอนุเคราะห์แจ้งผลการพิจารณาให้"
        f"{matter.office}ทราบ{_WITHIN} จะขอบคุณยิ่ง"
    )
    return Letter(
        reference=thai_digits(reference or ""),
        office=thai_digits(matter.office),
        dated=thai_digits(show_full_date(dated)),
        subject=thai_digits(_SUBJECTS[matter.kind]),
        to=thai_digits(matter.addressee),
        enclosure=thai_digits(ENCLOSURE),
        body=(thai_digits(why), thai_digits(what), thai_digits(end)),
        phone=thai_digits(matter.phone),
        about=thai_digits(f"เลขรับเรื่อง {matter.number}"),
        rows=tuple((label, _digits(value)) for label, value in matter.told),
    )


def _digits(value: str) -> str:
    return value if "@" in value else thai_digits(value)  # an address must still be typed
