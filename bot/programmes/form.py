"""A programme as headquarters types it: into a form of the console, or into a row of a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.errors import BotError
from bot.model.days import read_day
from bot.model.firms import LEGAL_FORMS, SECTORS, SIZES
from bot.model.heard import NEEDS
from bot.model.programmes import Programme

Several = Mapping[str, Sequence[str]]
"""What holds more than one value, by its name in `Programme`."""

SEVERAL = (
    "needs", "provinces", "sizes", "sectors", "legal_forms", "disaster_areas", "documents"
)  # fmt: skip
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_SOURCE = re.compile(r"https?://\S+")
_BUDDHIST_FROM = 2400
_LONGEST_TITLE, _LONGEST_SUMMARY, _LONGEST_PAPER = 120, 400, 120
"""Letters; owners read them in one bubble of a telephone."""
_MOST_PAPERS = 12


class IncompleteProgramme(BotError):
    """Something that was typed is missing or wrong; the message names all of it."""


def read(
    form: Mapping[str, str], several: Several, *, provinces: Collection[str], as_of: date
) -> Programme:
    """Return what a form says, as checked on the day `as_of`.

    Raises IncompleteProgramme with every mistake at once.
    """
    told = {name: " ".join(value.split()) for name, value in form.items()}
    lists = _lists(several)
    wrong = mistakes(told, several, provinces=provinces)
    first = read_day(told.get("valid_from", ""))
    if wrong or first is None:
        raise IncompleteProgramme(" · ".join(wrong))
    return Programme(
        code=told["code"].lower(),
        title=told["title"],
        owner=told["owner"],
        summary=told["summary"],
        valid_from=first,
        valid_to=read_day(told.get("valid_to", "")),
        apply_by=read_day(told.get("apply_by", "")),
        source_url=told["source_url"],
        as_of=as_of,
        **lists,
    )


def mistakes(form: Mapping[str, str], several: Several, *, provinces: Collection[str]) -> list[str]:
    """Return what is to be put right, one sentence each; none where all is well."""
    return [*_in_words(form), *_in_days(form), *_in_lists(form, _lists(several), provinces)]


def _lists(several: Several) -> dict[str, tuple[str, ...]]:
    """Return each list without what is empty, and each value once."""
    plain = {name: (" ".join(one.split()) for one in several.get(name, ())) for name in SEVERAL}
    return {name: tuple(dict.fromkeys(filter(None, ones))) for name, ones in plain.items()}


def _in_words(form: Mapping[str, str]) -> list[str]:
    code, title = form.get("code", "").lower(), form.get("title", "")
    summary, source = form.get("summary", ""), form.get("source_url", "")
    demands = {
        "รหัสเป็นอักษรอังกฤษตัวเล็ก ตัวเลข หรือขีด เช่น sme-fund": _CODE.fullmatch(code) is not None,
        f"ใส่ชื่อโครงการ ไม่เกิน {_LONGEST_TITLE} ตัวอักษร": 0 < len(title) <= _LONGEST_TITLE,
        "ใส่หน่วยงานเจ้าของโครงการ": bool(form.get("owner")),
        f"ใส่คำอธิบาย ไม่เกิน {_LONGEST_SUMMARY} ตัวอักษร": 0 < len(summary) <= _LONGEST_SUMMARY,
        "แหล่งข้อมูลขึ้นต้นด้วย http:// หรือ https://": _SOURCE.fullmatch(source) is not None,
    }
    return [what for what, met in demands.items() if not met]


def _in_days(form: Mapping[str, str]) -> list[str]:
    first, last, by = (read_day(form.get(n, "")) for n in ("valid_from", "valid_to", "apply_by"))
    missing = [] if form.get("valid_from") else ["เลือกวันแรกที่เปิดรับ"]
    wrong = [
        day_mistake(form.get("valid_from", ""), "วันแรกที่เปิดรับ"),
        day_mistake(form.get("valid_to", ""), "วันสุดท้าย"),
        day_mistake(form.get("apply_by", ""), "วันสุดท้ายที่ยื่นได้"),
        "วันสุดท้ายต้องไม่มาก่อนวันแรก" if first and last and last < first else None,
        "วันสุดท้ายที่ยื่นได้ต้องไม่มาก่อนวันแรก" if first and by and by < first else None,
    ]
    return [*missing, *filter(None, wrong)]


def day_mistake(value: str, what: str) -> str | None:
    """Return what is wrong with a day; None when nothing is, or when none was typed."""
    day = read_day(value)
    if day is None:
        return f"{what} “{value}” ไม่ใช่วันที่ เขียนเช่น 2026-11-25" if value else None
    if day.year >= _BUDDHIST_FROM:
        western = f"{day.year - 543}{day.isoformat()[4:]}"
        return f"{what} “{value}” เป็นปี พ.ศ. เขียนเป็นปี ค.ศ. {western}"
    return None


def _in_lists(form: Mapping[str, str], lists: Several, provinces: Collection[str]) -> list[str]:
    areas, by, papers = lists["disaster_areas"], form.get("apply_by"), lists["documents"]
    demands = {
        "เลือกเรื่องที่เกี่ยวข้องจากรายการ": {*lists["needs"]} <= {*NEEDS},
        "เลือกจังหวัดจากรายการ": {*lists["provinces"]} <= {*provinces},
        "เลือกขนาดกิจการจากรายการ": {*lists["sizes"]} <= {*SIZES},
        "เลือกประเภทกิจการจากรายการ": {*lists["sectors"]} <= {*SECTORS},
        "เลือกรูปแบบกิจการจากรายการ": {*lists["legal_forms"]} <= {*LEGAL_FORMS},
        "เลือกจังหวัดที่ประกาศภัยพิบัติจากรายการ": {*areas} <= {*provinces},
        "มีจังหวัดที่ประกาศภัยพิบัติ ต้องใส่วันสุดท้ายที่ยื่นได้": not areas or bool(by),
        "ใส่วันสุดท้ายที่ยื่นได้แล้ว ต้องเลือกจังหวัดที่ประกาศภัยพิบัติ": not by or bool(areas),
        f"เอกสารไม่เกิน {_MOST_PAPERS} รายการ รายการละไม่เกิน {_LONGEST_PAPER} ตัวอักษร": (
            len(papers) <= _MOST_PAPERS and all(len(one) <= _LONGEST_PAPER for one in papers)
        ),
    }
    return [what for what, met in demands.items() if not met]
