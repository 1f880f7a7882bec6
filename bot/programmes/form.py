"""A programme as headquarters types it into the list."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.errors import BotError
from bot.model.days import read_day
from bot.model.heard import NEEDS
from bot.model.programmes import Programme

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_SOURCE = re.compile(r"https?://\S+")
_LONGEST_TITLE, _LONGEST_SUMMARY = 120, 400
"""Letters; owners read them in one bubble of a telephone."""


class IncompleteProgramme(BotError):
    """Something on the form is missing or wrong; the message names all of it."""


def read(
    form: Mapping[str, str],
    needs: Sequence[str],
    places: Sequence[str],
    *,
    provinces: Collection[str],
    today: date,
) -> Programme:
    """Return what a form says, as checked today.

    Raises IncompleteProgramme with every mistake at once.
    """
    told = {name: " ".join(value.split()) for name, value in form.items()}
    code, source = told.get("code", "").lower(), told.get("source_url", "")
    title, summary = told.get("title", ""), told.get("summary", "")
    first, last = read_day(told.get("valid_from", "")), read_day(told.get("valid_to", ""))
    demands = {
        "รหัสเป็นอักษรอังกฤษตัวเล็ก ตัวเลข หรือขีด เช่น sme-fund": _CODE.fullmatch(code) is not None,
        f"ใส่ชื่อโครงการ ไม่เกิน {_LONGEST_TITLE} ตัวอักษร": 0 < len(title) <= _LONGEST_TITLE,
        "ใส่หน่วยงานเจ้าของโครงการ": bool(told.get("owner")),
        f"ใส่คำอธิบาย ไม่เกิน {_LONGEST_SUMMARY} ตัวอักษร": 0 < len(summary) <= _LONGEST_SUMMARY,
        "เลือกวันแรกที่เปิดรับ": first is not None,
        "วันสุดท้ายไม่ถูกต้อง เลือกจากปฏิทินหรือเว้นว่าง": last is not None or not told.get("valid_to"),
        "วันสุดท้ายต้องไม่มาก่อนวันแรก": first is None or last is None or first <= last,
        "แหล่งข้อมูลขึ้นต้นด้วย http:// หรือ https://": _SOURCE.fullmatch(source) is not None,
        "เลือกเรื่องที่เกี่ยวข้องจากรายการ": {*needs} <= {*NEEDS},
        "เลือกจังหวัดจากรายการ": {*places} <= {*provinces},
    }
    problems = [what for what, met in demands.items() if not met]
    if problems or first is None:
        raise IncompleteProgramme(" · ".join(problems))
    return Programme(
        code=code,
        title=title,
        owner=told["owner"],
        summary=summary,
        needs=tuple(needs),
        provinces=tuple(places),
        valid_from=first,
        valid_to=last,
        source_url=source,
        as_of=today,
    )
