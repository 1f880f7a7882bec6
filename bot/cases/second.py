"""Another matter of the same owner: what is asked anew is only what it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.cases.record import CaseRecord
from bot.errors import BotError
from bot.model.cases import Category


class IncompleteMatter(BotError):
    """Nobody said what the other matter is about."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a second case is about."""

    category: Category
    sub_intent: str | None
    summary: str


def read(form: Mapping[str, str], *, topics: Collection[str]) -> Matter:
    """Return what a form says; raises IncompleteMatter."""
    category, _, sub_intent = form.get("topic", "").partition("/")
    summary = form.get("summary", "").strip()
    if category not in {*Category} or sub_intent not in {"", *topics}:
        raise IncompleteMatter("เลือกว่าอีกเรื่องเกี่ยวกับอะไร")
    if not summary:
        raise IncompleteMatter("เขียนสรุปอีกเรื่องสั้น ๆ")
    return Matter(Category(category), sub_intent or None, summary)


def carried_over(record: CaseRecord, summary: str) -> dict[str, object]:
    """Return the slots of a second case: who and where its owner is need not be told again."""
    contact = record.contact
    known: dict[str, object] = {
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "juristic_id": contact.juristic_id,
        "business": record.details.business,
        "province": record.province,
        "district": record.district,
    }
    told = {name: value for name, value in known.items() if value}
    return {**told, "summary": summary}
