"""Days on which an officer is away, and somebody else does their work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import BotError
from bot.model.days import read_day

_LONGEST_DAYS = 366


class WrongLeave(BotError):
    """Days away that cannot be, or nobody who stands in; the message names all of it."""


@dataclass(frozen=True, slots=True)
class Away:
    """Who is away, from the first day to the last, and who stands in."""

    who: str
    substitute: str
    first_day: date
    last_day: date


def read(form: Mapping[str, str], *, me: str, today: date) -> Away:
    """Return what a form says; without a name it is `me` who will be away. Raises WrongLeave."""
    who, substitute = form.get("who") or me, form.get("substitute", "")
    first, last = read_day(form.get("first_day", "")), read_day(form.get("last_day", ""))
    if first is None or last is None:
        raise WrongLeave("เลือกวันแรกและวันสุดท้ายที่ลา")
    demands = {
        "วันสุดท้ายต้องไม่ก่อนวันแรก": first <= last,
        "วันลาผ่านไปแล้ว เลือกวันนี้หรือหลังจากนี้": last >= today,
        "ลาได้ไม่เกินหนึ่งปีต่อครั้ง": (last - first).days < _LONGEST_DAYS,
        "เลือกผู้ทำงานแทนที่ไม่ใช่ผู้ลา": substitute not in {"", who},
    }
    mistakes = [what for what, met in demands.items() if not met]
    if mistakes:
        raise WrongLeave(" · ".join(mistakes))
    return Away(who, substitute, first, last)
