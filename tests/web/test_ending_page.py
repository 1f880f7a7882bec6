"""How a case ended, as the console shows it: on the case, and to the unit."""

from __future__ import annotations

import pytest

from bot.model.staff import Role
from tests.handlers.conftest import Talk
from tests.web.conftest import Browser


@pytest.fixture
def closed(inside: Browser, number: str) -> str:
    """The page of a case that was closed with a sum."""
    page = f"/cases/{number}"
    inside.post(page, f"{page}/claim")
    told = {"outcome": "loan_approved", "amount": "1,250,000", "detail": "ธนาคารออมสิน"}
    assert "1,250,000 บาท" in inside.post(page, f"{page}/close", **told).text
    return page


def test_a_sum_that_is_missing_is_asked_for(inside: Browser, number: str) -> None:
    page = f"/cases/{number}"
    inside.post(page, f"{page}/claim")

    answer = inside.post(page, f"{page}/close", outcome="loan_approved")

    assert "เช่น 500,000" in answer.text
    assert 'name="outcome"' in inside.get(page).text, "it is open as before"


def test_a_call_in_vain_is_noted_and_counted(inside: Browser, number: str) -> None:
    page = f"/cases/{number}"

    shown = inside.post(page, f"{page}/call-in-vain", words="<b>ปิดเครื่อง</b>").text

    assert "บันทึกแล้ว 1 วัน จาก 3 วัน" in shown
    assert "&lt;b&gt;ปิดเครื่อง" in shown


def test_the_unit_reads_what_owners_say(inside: Browser, talk: Talk, closed: str) -> None:
    assert "ถามแล้ว ยังไม่ตอบ" in inside.get(closed).text
    talk.answer()
    for words in ("ได้รับความช่วยเหลือแล้ว", "5", "ใจดีมากค่ะ"):
        talk.say(words)

    assert "ใจดีมากค่ะ" in inside.get(closed).text
    page = inside.get("/feedback").text
    assert "ใจดีมากค่ะ" in page
    assert "5.0" in page


def test_others_see_the_rating_and_not_the_words(inside: Browser, talk: Talk, closed: str) -> None:
    talk.answer()
    for words in ("ได้รับความช่วยเหลือแล้ว", "2", "ช้ามากค่ะ"):
        talk.say(words)
    inside.post("/", "/sign-out")
    inside.make("reg", Role.REGION, "IPC-6")
    inside.sign_in("reg")

    shown = inside.get(closed).text

    assert "จาก 5" in shown
    assert "ช้ามากค่ะ" not in shown
    assert "ยังไม่มีเรื่องที่ปิด" in inside.get("/feedback").text
