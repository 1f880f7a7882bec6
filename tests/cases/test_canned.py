"""Canned replies: which an office is offered, who changes them, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cases.canned import (
    EVERYWHERE,
    Canned,
    WrongCanned,
    check,
    fill,
    fitting,
    in_force,
    may_change_for,
)
from bot.cases.canned_shipped import SHIPPED
from bot.model.cases import Category
from bot.model.staff import Officer, Role

GENERAL = Canned("hello", "", "ทักทาย", "สวัสดีค่ะ")
MONEY = Canned("loan", "financing", "เอกสาร", "ขอเอกสารค่ะ")
MARKET = Canned("market", "market", "สินค้า", "ขอรูปค่ะ")


def test_every_shipped_reply_may_be_kept_as_it_is() -> None:
    assert [check(one, [*Category]) for one in SHIPPED] == [*SHIPPED]
    assert len({one.key for one in SHIPPED}) == len(SHIPPED)


def test_every_category_has_replies_of_its_own() -> None:
    assert {one.category for one in SHIPPED} == {"", *Category}


def test_a_unit_s_words_stand_before_those_for_all_and_those_before_the_shipped() -> None:
    for_all = replace(GENERAL, words="สำหรับทุกหน่วย", unit=EVERYWHERE)
    ours = replace(GENERAL, words="ของเรา", unit="SSRC-30")

    def words(*changed: Canned, unit: str | None) -> str:
        return in_force([GENERAL], changed, unit)[0].words

    assert words(unit="SSRC-30") == "สวัสดีค่ะ"
    assert words(for_all, unit="SSRC-30") == "สำหรับทุกหน่วย"
    assert words(ours, for_all, unit="SSRC-30") == "ของเรา"
    assert words(ours, for_all, unit="SSRC-50") == "สำหรับทุกหน่วย"


def test_a_case_is_offered_its_category_first_and_nothing_hidden() -> None:
    hidden = replace(GENERAL, key="gone", hidden=True)

    assert fitting([GENERAL, hidden, MARKET, MONEY], "financing") == [MONEY, GENERAL]


@pytest.mark.parametrize(
    ("role", "unit", "whose"),
    [
        (Role.UNIT_HEAD, "SSRC-30", "SSRC-30"),
        (Role.HEADQUARTERS, None, EVERYWHERE),
        (Role.OFFICER, "SSRC-30", None),
        (Role.ADMIN, None, None),
    ],
)
def test_heads_change_for_their_unit_and_headquarters_for_all(
    role: Role, unit: str | None, whose: str | None
) -> None:
    assert may_change_for(Officer(1, "ann", "Ann", role, unit)) == whose


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": "  "}, "ตั้งชื่อ"),
        ({"title": "ก" * 61}, "ตั้งชื่อ"),
        ({"words": " \n"}, "พิมพ์ข้อความ"),
        ({"words": "😀" * 2501}, "5,000"),
        ({"category": "weather"}, "เลือกประเภท"),
        ({"words": "คุณ{nmae}"}, r"ไม่รู้จัก \{nmae\} ใช้ได้เฉพาะ \{number\}"),
        ({"words": "คุณ{name"}, "ไม่ครบคู่"),
    ],
)
def test_what_cannot_be_kept_is_told(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(WrongCanned, match=told):
        check(replace(Canned("k", "", "t", "w"), **wrong), Category)


def test_what_is_kept_is_trimmed() -> None:
    kept = check(Canned("k", "", " ชื่อ ", " บรรทัดหนึ่ง\r\nสอง "), Category)

    assert (kept.title, kept.words) == ("ชื่อ", "บรรทัดหนึ่ง\nสอง")


def test_placeholders_become_what_they_stand_for() -> None:
    assert fill("คุณ{name} เรื่อง {number}", {"name": "{x}", "number": "1"}) == "คุณ{x} เรื่อง 1"
    assert fill("{unknown}", {}) == "{unknown}"
