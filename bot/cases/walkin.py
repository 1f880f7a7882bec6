"""A case that came over the counter or by telephone, as an officer enters it: within a minute."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.errors import BotError
from bot.model.cases import Category
from bot.model.thai import western_digits

CHANNELS: Mapping[str, str] = {"walk_in": "มาที่ศูนย์", "phone": "โทรศัพท์"}
PHONE = re.compile(r"0\d{8,9}")
"""A telephone number in national digits."""


class IncompleteForm(BotError):
    """Something on the form is missing or wrong; the message names all of it."""


@dataclass(frozen=True, slots=True)
class Walkin:
    """What was told at the counter."""

    channel: str
    name: str
    phone: str
    """National digits."""
    category: Category
    sub_intent: str | None
    province: str
    summary: str


def read(form: Mapping[str, str], *, topics: Collection[str], provinces: Collection[str]) -> Walkin:
    """Return what a form says; raises IncompleteForm with every mistake at once."""
    name, summary = form.get("name", "").strip(), form.get("summary", "").strip()
    phone = national_digits(form.get("phone", ""))
    category, _, sub_intent = form.get("topic", "").partition("/")
    demands = {
        "เลือกว่ามาทางไหน": form.get("channel") in CHANNELS,
        "ใส่ชื่อเจ้าของเรื่อง": bool(name),
        "ใส่เบอร์โทร 9 หรือ 10 หลัก เช่น 081 234 5678": PHONE.fullmatch(phone) is not None,
        "เลือกเรื่องที่ขอให้ช่วย": category in {*Category} and sub_intent in {"", *topics},
        "เลือกจังหวัดของกิจการ": form.get("province") in provinces,
        "เขียนสรุปเรื่องสั้น ๆ": bool(summary),
        "แจ้งประกาศความเป็นส่วนตัวกับเจ้าของเรื่องก่อน แล้วทำเครื่องหมาย": form.get("noticed") == "yes",
    }
    problems = [what for what, met in demands.items() if not met]
    if problems:
        raise IncompleteForm(" · ".join(problems))
    return Walkin(
        channel=form["channel"],
        name=name,
        phone=phone,
        category=Category(category),
        sub_intent=sub_intent or None,
        province=form["province"],
        summary=summary,
    )


def national_digits(given: str) -> str:
    """Return the digits of a telephone number as it is dialled here, however it was written."""
    digits = re.sub(r"\D", "", western_digits(given))
    return f"0{digits[2:]}" if digits.startswith("66") and len(digits) in {10, 11} else digits
