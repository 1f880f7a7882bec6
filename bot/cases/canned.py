"""Canned replies: shipped, changed by a unit or for all units, with placeholders for one case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.errors import BotError
from bot.model.limits import TEXT, utf16_length
from bot.model.staff import Officer, Role

EVERYWHERE = ""
"""The unit of what headquarters changed for all."""
ANY_CATEGORY = ""
LONGEST_TITLE = 60

PLACEHOLDERS: Mapping[str, str] = {
    "number": "เลขรับเรื่อง",
    "name": "ชื่อเจ้าของเรื่อง",
    "topic": "เรื่องที่ขอ",
    "office": "ชื่อหน่วยงาน",
    "office_phone": "เบอร์โทรหน่วยงาน",
    "officer": "ชื่อของคุณ",
    "due": "วันที่สัญญาว่าจะติดต่อ",
}
"""What may stand in braces, and what it becomes."""

_BRACES = re.compile(r"\{([^{}]*)\}")


class WrongCanned(BotError):
    """A canned reply that cannot be kept as it is."""


@dataclass(frozen=True, slots=True)
class Canned:
    """One reply; `words` has its placeholders still in braces."""

    key: str
    category: str
    title: str
    words: str
    unit: str | None = None
    """Who changed it: a unit, EVERYWHERE; None as it was shipped."""
    hidden: bool = False
    """Whether it was taken off the list."""


def in_force(
    shipped: Iterable[Canned], changed: Iterable[Canned], unit: str | None
) -> list[Canned]:
    """Return the replies of an office, those that it took off its list among them.

    What the unit has changed stands in place of what was changed for all, and that in place of
    what was shipped.
    """
    found = {one.key: one for one in shipped}
    rows = [*changed]
    for whose in (EVERYWHERE, unit):
        found |= {one.key: one for one in rows if one.unit == whose}
    return [*found.values()]


def fitting(replies: Iterable[Canned], category: str) -> list[Canned]:
    """Return those to offer for a case, its own category's before those for every one."""
    wanted = {category, ANY_CATEGORY}
    offered = [one for one in replies if one.category in wanted and not one.hidden]
    return sorted(offered, key=lambda one: one.category == ANY_CATEGORY)


def may_change_for(officer: Officer) -> str | None:
    """Return for whom an officer may change replies: their unit, EVERYWHERE; None for nobody."""
    if officer.role is Role.HEADQUARTERS:
        return EVERYWHERE
    return officer.unit if officer.role is Role.UNIT_HEAD else None


def check(canned: Canned, categories: Iterable[str]) -> Canned:
    """Return the reply as it may be kept; raises WrongCanned with what to put right."""
    title, words = canned.title.strip(), canned.words.replace("\r\n", "\n").strip()
    if not title or len(title) > LONGEST_TITLE:
        raise WrongCanned(f"ตั้งชื่อข้อความ ไม่เกิน {LONGEST_TITLE} ตัวอักษร")
    if not words or utf16_length(words) > TEXT:
        raise WrongCanned(f"พิมพ์ข้อความ ไม่เกิน {TEXT:,} ตัวอักษร")
    if canned.category not in {ANY_CATEGORY, *categories}:
        raise WrongCanned("เลือกประเภทเรื่องจากรายการ")
    unknown = [name for name in _BRACES.findall(words) if name not in PLACEHOLDERS]
    if unknown:
        known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise WrongCanned(f"ไม่รู้จัก {{{unknown[0]}}} ใช้ได้เฉพาะ {known}")
    if re.search(r"[{}]", _BRACES.sub("", words)):
        raise WrongCanned("มีวงเล็บปีกกาที่ไม่ครบคู่ เขียนให้เป็นรูปแบบ {number}")
    return Canned(canned.key, canned.category, title, words, canned.unit, canned.hidden)


def fill(words: str, values: Mapping[str, str]) -> str:
    """Return the words with every placeholder replaced by its value."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), words)
