"""An agency as headquarters types it into the directory."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from bot.errors import BotError
from bot.model.agencies import Agency
from bot.routing.agencies import FAMILIES, SECTORS

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,19}")
_WEBSITE = re.compile(r"https?://\S+")


class IncompleteAgency(BotError):
    """Something on the form is missing or wrong; the message names all of it."""


def read(
    form: Mapping[str, str],
    helps: Sequence[str],
    places: Sequence[str],
    *,
    topics: Collection[str],
    provinces: Collection[str],
) -> Agency:
    """Return what a form says; raises IncompleteAgency with every mistake at once.

    `helps` are the ticked families; what is more particular stands in the field `particular`.
    """
    told = {name: value.strip() for name, value in form.items()}
    code, website = told.get("code", "").upper(), told.get("website", "")
    particular = [one for one in re.split(r"[\s,|]+", told.get("particular", "")) if one]
    demands = {
        "รหัสเป็นตัวอักษรอังกฤษหรือตัวเลข 2-20 ตัว เช่น SMEDBANK": _CODE.fullmatch(code) is not None,
        "ใส่ชื่อย่อ": bool(told.get("short")),
        "ใส่ชื่อเต็ม": bool(told.get("name_th")),
        "เลือกอย่างน้อยหนึ่งเรื่องที่ช่วยได้": bool(helps or particular) and {*helps} <= {*FAMILIES},
        "เรื่องเฉพาะต้องเป็นรหัสที่ระบบรู้จัก เช่น std.fda": {*particular} <= {*topics},
        "เลือกจังหวัดจากรายการ": {one.removeprefix("!") for one in places} <= {*provinces},
        "เลือกว่าเป็นหน่วยงานของรัฐหรือเอกชน": told.get("sector") in SECTORS,
        "เว็บไซต์ขึ้นต้นด้วย http:// หรือ https://": not website
        or _WEBSITE.fullmatch(website) is not None,
    }
    problems = [what for what, met in demands.items() if not met]
    if problems:
        raise IncompleteAgency(" · ".join(problems))
    return Agency(
        code=code,
        short=told["short"],
        name_th=told["name_th"],
        helps=(*helps, *particular),
        provinces=tuple(places),
        private=told["sector"] == "private",
        addressee=told.get("addressee", ""),
        phone=told.get("phone") or None,
        website=website or None,
        note=told.get("note") or None,
        confirmed=told.get("confirmed") == "yes",
    )
