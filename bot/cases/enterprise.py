"""The profile of an enterprise, which several people and several cases may share."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.errors import BotError
from bot.model import firms
from bot.model.identifiers import has_right_check_digit
from bot.model.thai import western_digits

SIZES: Mapping[str, str] = {**firms.SIZES, "large": "ขนาดใหญ่"}
_LONGEST_NAME = 120


class WrongProfile(BotError):
    """Something in the profile is missing or wrong; the message names all of it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known about an enterprise; all but its name may be missing."""

    name: str
    juristic_id: str | None = None
    province: str | None = None
    size: str | None = None
    """A key of `SIZES`."""


def read(form: Mapping[str, str], *, provinces: Collection[str]) -> Profile:
    """Return what a form says; raises WrongProfile with every mistake at once."""
    name = " ".join(form.get("name", "").split())
    digits = re.sub(r"[\s-]", "", western_digits(form.get("juristic_id", "")))
    province, size = form.get("province", ""), form.get("size", "")
    mistakes = [
        None if 0 < len(name) <= _LONGEST_NAME else f"ใส่ชื่อกิจการ ไม่เกิน {_LONGEST_NAME} ตัวอักษร",
        _wrong(digits) if digits else None,
        None if province in {"", *provinces} else "เลือกจังหวัดจากรายการ",
        None if size in {"", *SIZES} else "เลือกขนาดจากรายการ",
    ]
    if any(mistakes):
        raise WrongProfile(" · ".join(filter(None, mistakes)))
    return Profile(name, digits or None, province or None, size or None)


def _wrong(digits: str) -> str | None:
    """Return what is wrong with a juristic number: a person's own is not for us to keep."""
    if not re.fullmatch(r"[0-9]{13}", digits):
        return "เลขนิติบุคคลมี 13 หลัก เว้นว่างไว้ได้ถ้าไม่มี"
    if digits[0] != "0":
        return "เลขนิติบุคคลขึ้นต้นด้วย 0 เลขประจำตัวประชาชนไม่ต้องใส่และไม่เก็บ"
    return None if has_right_check_digit(digits) else "เลขนิติบุคคลไม่ถูกต้อง ตรวจกับหนังสือรับรองอีกครั้ง"
