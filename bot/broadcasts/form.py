"""An announcement as it is typed into the console: written down as a sheet, and read as one.

What an announcement must be is said once, by `bot.broadcasts.draft`. Here each line of the sheet
is some field of the form, and each field says in Thai what it wants.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.broadcasts import draft
from bot.broadcasts.audience import Audience
from bot.broadcasts.draft import (
    CARD_LAYOUT,
    LISTS,
    LONGEST_CARD_TEXT,
    LONGEST_LINK,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_BUTTONS,
    BadDraft,
    Draft,
    Known,
    NewsButton,
    is_picture_link,
)
from bot.errors import BotError
from bot.model.days import read_day
from bot.model.firms import TOPICS
from bot.model.limits import FLEX_LABEL

DEMANDS: Mapping[str, str] = {
    "title": f"ใส่ชื่อประกาศ ไม่เกิน {LONGEST_TITLE} ตัวอักษร",
    "message": f"ใส่ข้อความที่จะประกาศ ไม่เกิน {LONGEST_TEXT:,} ตัวอักษร",
    "image": f"ใส่ลิงก์รูป JPEG หรือ PNG ที่ขึ้นต้นด้วย https:// ไม่เกิน {LONGEST_LINK:,} ตัวอักษร",
    "layout": "เลือกว่าจะส่งเป็นข้อความหรือการ์ด",
    "free": "รูปแยกไปกับคำตอบไม่ได้ เลือกเป็นการ์ด หรือเอารูปออก",
    "source": "ใส่หน่วยงานที่เป็นแหล่งข่าว",
    "closes": "เลือกวันปิดรับ ตั้งแต่วันนี้เป็นต้นไป",
    "topic": "เลือกเรื่องของข่าวจากรายการ",
    "programme": "เลือกโครงการที่เปิดอยู่จากรายการ",
    "pilot": "เลือกจังหวัดนำร่องจากรายการ",
    "province": "เลือกจังหวัดจากรายการ",
    "region": "เลือกศูนย์ภาคจากรายการ",
    "sector": "เลือกประเภทกิจการจากรายการ",
    "size": "เลือกขนาดกิจการจากรายการ",
    "need": "เลือกเรื่องที่เคยขอให้ช่วยจากรายการ",
    "interest": "เลือกโครงการที่เปิดอยู่จากรายการ",
    "topics": "เลือกเรื่องของข่าวจากรายการ",
    "contact_days": "ใส่จำนวนวันเป็นตัวเลข 1 ถึง 9999 หรือเว้นว่าง",
}
"""What each field wants, for whoever has not given it."""
_OF_A_CARD = f"ใส่ข้อความบนการ์ด ไม่เกิน {LONGEST_CARD_TEXT:,} ตัวอักษร"
_OF_A_BUTTON = f"ใส่คำบนปุ่ม ไม่เกิน {FLEX_LABEL} ตัวอักษร และเลือกว่ากดแล้วคุยเรื่องใด"
_FIELDS: Mapping[str, str] = {"topic": "topics"}
"""Lists of the audience whose field is called otherwise: the news has a topic, too."""
_REQUIRED = ("title", "message", "source", "closes")
_NOT_IN_SHEETS = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Letters that YAML does not take, or takes for the end of a line."""


class IncompleteDraft(BotError):
    """Something on the form is missing or wrong; `mistakes` has a sentence for each field."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        self.mistakes = mistakes
        super().__init__(" · ".join(mistakes.values()))


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, as it was typed."""

    title: str = ""
    message: str = ""
    source: str = ""
    closes: str = ""
    topic: str = ""
    programme: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    """What each says, and which conversation it opens."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lists of the audience by their names."""
    contact_days: str = ""
    free: bool = False
    urgent: bool = False
    pilot: str = ""
    image: str = ""
    layout: str = ""
    """TEXT_LAYOUT, which is the same as nothing, or CARD_LAYOUT."""


def of_draft(written: Draft) -> Form:
    """Return the form that a draft would have been typed into."""
    wished = written.audience
    return Form(
        title=written.title,
        message=written.message if isinstance(written.message, str) else "",
        source=written.source,
        closes=written.closes.isoformat(),
        topic=written.topic or "",
        programme=written.programme or "",
        buttons=tuple((one.label, one.flow) for one in written.buttons),
        chosen={name: getattr(wished, name) for name in LISTS},
        contact_days=str(wished.contact_days or ""),
        free=written.free,
        urgent=written.urgent,
        pilot=written.pilot or "",
        image=written.image or "",
        layout=CARD_LAYOUT if written.card else "",
    )


def read(form: Form, *, known: Known, today: date) -> Draft:
    """Return what a form says; raises IncompleteDraft with every mistake at once."""
    lines = list(_lines(form))
    text = "\n".join(line for _, line in lines)
    try:
        return draft.load(text, "form", known=known, today=today)
    except BadDraft as bad:
        wrong = {lines[mistake.line - 1][0] for mistake in bad.mistakes}
    demands = {name: DEMANDS.get(name, _OF_A_BUTTON) for name, _ in lines}
    if form.layout == CARD_LAYOUT:
        demands["message"] = _OF_A_CARD
    raise IncompleteDraft({name: what for name, what in demands.items() if name in wrong})


def sketch(form: Form, *, today: date) -> Draft:
    """Return what has been typed so far as a draft that can be looked at, though not be kept."""
    link = form.image.strip()
    return Draft(
        title=form.title.strip() or "ชื่อประกาศ",
        message=form.message.strip() or "ข้อความ",
        audience=Audience(),
        source=form.source.strip() or "แหล่งข่าว",
        closes=read_day(form.closes) or today,
        topic=form.topic if form.topic in TOPICS else None,
        buttons=tuple(NewsButton(label.strip(), "") for label, _ in form.buttons if label.strip())[
            :MOST_BUTTONS
        ],
        image=link if is_picture_link(link) else None,
        card=form.layout == CARD_LAYOUT,
    )


def _lines(form: Form) -> Iterator[tuple[str, str]]:
    """Write the sheet: each line with the field that it comes from."""
    for name in _REQUIRED:
        yield name, f"{name}: {_quoted(getattr(form, name))}"
    if form.free:
        yield "free", "free: yes"
    if form.urgent:
        yield "urgent", "urgent: yes"
    for name in ("topic", "programme", "pilot", "image", "layout"):
        if told := getattr(form, name):
            yield name, f"{name}: {_quoted(told)}"
    yield from _list_lines(form)
    pressed = [one for one in enumerate(form.buttons, 1) if any(one[1])]
    for place, (number, (label, flow)) in enumerate(pressed):
        lead = "buttons: [" if place == 0 else "  "
        end = "]" if place == len(pressed) - 1 else ","
        button = f"{{label: {_quoted(label)}, flow: {_quoted(flow)}}}"
        yield f"button-{number}", f"{lead}{button}{end}"


def _list_lines(form: Form) -> Iterator[tuple[str, str]]:
    told = [(name, ", ".join(map(_quoted, form.chosen.get(name, ())))) for name in LISTS]
    wished = [(name, f"{name}: [{several}]") for name, several in told if several]
    if form.contact_days.strip():
        wished.append(("contact_days", f"contact_days: {_quoted(form.contact_days)}"))
    for place, (name, line) in enumerate(wished):
        lead = "audience: {" if place == 0 else "  "
        yield (
            "topics" if name == "topic" else name,
            f"{lead}{line}{'}' if place == len(wished) - 1 else ','}",
        )


def _quoted(words: str) -> str:
    plain = words.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return json.dumps(_NOT_IN_SHEETS.sub("", plain), ensure_ascii=False)
