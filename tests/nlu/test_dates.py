from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.dates import read_deadline

WEDNESDAY = date(2026, 11, 25)
ROWS = [
    ("ก่อนวันที่ 15 ธ.ค. 69", "2026-12-15"),
    ("ภายใน 15 ธันวาคม 2569", "2026-12-15"),
    ("ภายใน 15 ธันวาคม 2026", "2026-12-15"),
    ("ต้องใช้ 3 มีนาคม", "2027-03-03"),
    ("ขึ้นศาล 1/12/69", "2026-12-01"),
    ("ก่อน 1/12", "2026-12-01"),
    ("ก่อนศุกร์นี้", "2026-11-27"),
    ("ต้องส่งวันจันทร์หน้า", "2026-11-30"),
    ("ต้องจ่ายวันพุธ", "2026-11-25"),
    ("ภายในสิ้นเดือน", "2026-11-30"),
    ("ต้องใช้สิ้นเดือนหน้า", "2026-12-31"),
    ("ก่อนสิ้นปี", "2026-12-31"),
    ("ก่อนปลายสัปดาห์", "2026-11-29"),
    ("ต้องจ่ายพรุ่งนี้", "2026-11-26"),
    ("ด่วนวันนี้", "2026-11-25"),
    ("ต้องได้มะรืนนี้", "2026-11-27"),
    ("อีก 3 วัน", "2026-11-28"),
    ("ภายในสองอาทิตย์", "2026-12-09"),
    ("ภายใน 3 เดือน", "2027-02-25"),
    ("ภายใน 1 ปี", "2027-11-25"),
    ("ต้องใช้เดือนหน้า", "2026-12-25"),
    ("ก่อน 31/2/69", None),
    ("ก่อน 15 มี.ค. 68", None),
    ("น้ำท่วมเมื่อวันจันทร์", None),
    ("อยากกู้เงิน", None),
    ("บ้านกับโรงงานจะถูกขายทอดตลาดวันที่ 5 ธันวาคมนี้", "2026-12-05"),
    ("ต้องจ่ายหลังน้ำท่วมวันที่ 5 พฤศจิกายนนี้", None),
]


@pytest.mark.parametrize(("text", "iso"), ROWS)
def test_a_deadline_is_read_from_a_wednesday_in_2569(text: str, iso: str | None) -> None:
    assert read_deadline(text, today=WEDNESDAY) == iso


def test_without_a_reference_day_nothing_is_guessed() -> None:
    assert read_deadline("อีก 3 วัน", today=None) is None


def test_asked_for_a_day_no_word_of_urgency_is_needed() -> None:
    assert read_deadline("วันศุกร์ค่ะ", today=WEDNESDAY, asked=True) == "2026-11-27"


def test_there_is_no_day_after_the_last() -> None:
    assert read_deadline("ก่อนสิ้นเดือนหน้า", today=date(9999, 12, 31)) is None


@given(st.text(), st.dates())
def test_no_text_and_no_day_break_the_reader(text: str, today: date) -> None:
    found = read_deadline(text, today=today, asked=True)
    assert found is None or found >= today.isoformat()
