"""What an officer wants to see of a desk: filters, as they stand in the address bar."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.cases.desk import Pile
from bot.errors import BotError
from bot.model.cases import Category, Priority

TRIAGE = (1, 2, 3)


class Whose(StrEnum):
    """In whose hands a case is."""

    MINE = "me"
    NOBODYS = "nobody"


class WrongFilter(BotError):
    """A filter that the page does not offer."""


@dataclass(frozen=True, slots=True)
class Filters:
    """All of them must fit; None lets everything through."""

    pile: Pile | None = None
    category: Category | None = None
    triage: int | None = None
    priority: Priority | None = None
    province: str | None = None
    whose: Whose | None = None

    def query(self) -> dict[str, str]:
        """Return them as a query string's fields, those that are set."""
        fields = {
            "pile": self.pile,
            "category": self.category,
            "triage": self.triage,
            "priority": self.priority,
            "province": self.province,
            "whose": self.whose,
        }
        return {name: str(value) for name, value in fields.items() if value is not None}


_Choice = TypeVar("_Choice", bound=StrEnum)


def read(fields: Mapping[str, str], *, provinces: Collection[str]) -> Filters:
    """Return the filters that a query string holds; raises WrongFilter."""
    triage, province = fields.get("triage"), fields.get("province") or None
    if province is not None and province not in provinces:
        raise _wrong()
    return Filters(
        pile=_choice(Pile, fields.get("pile")),
        category=_choice(Category, fields.get("category")),
        triage=_triage(triage) if triage else None,
        priority=_choice(Priority, fields.get("priority")),
        province=province,
        whose=_choice(Whose, fields.get("whose")),
    )


def _choice(kind: type[_Choice], given: str | None) -> _Choice | None:
    if not given:
        return None
    try:
        return kind(given)
    except ValueError:
        raise _wrong() from None


def _triage(given: str) -> int:
    if given not in {str(group) for group in TRIAGE}:
        raise _wrong()
    return int(given)


def _wrong() -> WrongFilter:
    return WrongFilter("ตัวกรองในลิงก์นี้ไม่ถูกต้อง กลับไปหน้างานวันนี้ แล้วเลือกใหม่")
