"""Exact messages for each kind of card. After a wanted change run this file to write them anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from linebot.v3.messaging import FlexMessage, TextMessage

from bot.model.buttons import Button
from bot.model.effects import Bubble, Card, Carousel, Choice, Row, Say
from bot.render import check, messages
from bot.render.palette import ACCENTS, INK, LABEL, LINK, NOTE_GROUND, NOTE_INK, WHITE

SNAPSHOTS = Path(__file__).parent / "snapshots"


def _button(step: str, value: str = "") -> Button:
    return Button("financing", step, 7, value)


SUMMARY = Card(
    kind="summary",
    title="ตรวจสอบข้อมูลก่อนส่งเรื่อง",
    rows=(
        Row("เรื่อง", "ขอสินเชื่อซื้อเครื่องจักร", _button("fix", "summary")),
        Row("จังหวัด", "นครราชสีมา", _button("fix", "province")),
        Row("วงเงิน", "500,000 บาท", _button("fix", "amount_baht")),
        Row("โทรศัพท์", "081-234-5678", _button("fix", "phone")),
        Row("อีเมล", ""),
    ),
    buttons=(
        Choice("ส่งเรื่อง", _button("confirm", "yes")),
        Choice("แก้ไขข้อมูล", _button("confirm", "change")),
        Choice("ยกเลิก", _button("confirm", "no")),
    ),
    note="ข้อมูลนี้ส่งถึงเจ้าหน้าที่ของศูนย์เท่านั้นค่ะ",
)
CASE = Card(
    kind="case",
    title="รับเรื่องเรียบร้อยแล้วค่ะ",
    rows=(
        Row("เลขรับเรื่อง", "30-69-00042-7"),
        Row("ศูนย์ที่ดูแล", "ศูนย์ให้บริการ SME จังหวัดนครราชสีมา"),
        Row("ติดต่อกลับภายใน", "วันศุกร์ที่ 27 พ.ย. 2569"),
    ),
    choices=(Choice("เพิ่มข้อมูล", _button("add")), Choice("กลับเมนูหลัก", _button("menu"))),
    note="เก็บเลขนี้ไว้ใช้ติดตามเรื่องได้ตลอดเวลาค่ะ",
)
STATUS = Card(
    kind="status",
    title="สถานะเรื่อง 30-69-00042-7",
    rows=(Row("สถานะ", "เจ้าหน้าที่กำลังให้คำปรึกษา"), Row("อัปเดตล่าสุด", "25 พ.ย. 2569 เวลา 14:05 น.")),
    buttons=(Choice("เพิ่มข้อมูลในเรื่องนี้", _button("add", "30-69-00042-7")),),
)
PROGRAMMES = Carousel(
    cards=tuple(
        Card(
            kind="programme",
            title=title,
            rows=(Row("เหมาะกับ", "ผู้ประกอบการที่จดทะเบียนแล้ว"),),
            buttons=(Choice("สนใจโครงการนี้", _button("programme", code)),),
        )
        for code, title in (("p1", "ยกระดับการผลิตด้วยดิจิทัล"), ("p2", "พัฒนาบรรจุภัณฑ์"))
    ),
    choices=(Choice("ดูทั้งหมด", _button("all")),),
)
CENTRE = Card(
    kind="centre",
    title="ศูนย์ใกล้คุณ",
    rows=(Row("โทรศัพท์", "1358"),),
    buttons=(
        Choice("ส่งตำแหน่งอื่น", None, "location"),
        Choice("คุยกับเจ้าหน้าที่", _button("human")),
    ),
)
NEWS = Card(
    kind="programme",
    title="ออกบูธงานของดีภาคอีสาน",
    rows=(Row("จาก", "ศูนย์ส่งเสริมอุตสาหกรรมภาคที่ 6"),),
    buttons=(Choice("สนใจ", Button("news", "7", 0, "market")),),
    body="เปิดรับสมัครร้านค้าชุมชน 40 ร้าน\nไม่มีค่าใช้จ่าย",
    picture="https://sme.example.go.th/news/0a0a/small",
)
ASKING = Say(
    "กิจการตั้งอยู่จังหวัดไหนคะ",
    (Choice("นครราชสีมา", _button("province", "TH-30")), Choice("ส่งตำแหน่ง", None, "location")),
)
KINDS: Mapping[str, Bubble] = {
    "summary": SUMMARY,
    "case": CASE,
    "status": STATUS,
    "programmes": PROGRAMMES,
    "centre": CENTRE,
    "news": NEWS,
    "asking": ASKING,
}


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_bubble_becomes_exactly_this(name: str) -> None:
    expected = json.loads((SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8"))

    assert messages([KINDS[name]]) == expected


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_bubble_reaches_people_as_written(name: str) -> None:
    assert check(KINDS[name]) == []


@pytest.mark.parametrize("name", KINDS)
def test_lines_own_models_hold_every_field(name: str) -> None:
    (message,) = messages([KINDS[name]])
    model: Any = FlexMessage if message["type"] == "flex" else TextMessage

    assert model.from_dict(message).to_dict() == message


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((WHITE, accent) for accent in ACCENTS.values()),
        (INK, WHITE),
        (LABEL, WHITE),
        (LINK, WHITE),
        (NOTE_INK, NOTE_GROUND),
    ],
)
def test_every_text_can_be_read_by_weak_eyes(text: str, ground: str) -> None:
    dark, light = sorted((_luminance(text), _luminance(ground)))

    assert (light + 0.05) / (dark + 0.05) >= 4.5


if __name__ == "__main__":
    for name, bubble in KINDS.items():
        text = json.dumps(messages([bubble]), ensure_ascii=False, indent=2)
        (SNAPSHOTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
