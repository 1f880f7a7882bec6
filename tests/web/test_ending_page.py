"""How a case ended, as the console shows it: on the case, and to the unit."""

from __future__ import annotations

import re

import pytest

from bot.model.staff import Role
from tests.handlers.conftest import Talk
from tests.web.conftest import Browser
from tests.web.test_console import COUNTER
from tests.world import HandClock


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


# --- owners who are not on LINE are asked by telephone ---


@pytest.fixture
def from_the_counter(inside: Browser) -> str:
    """The page of a closed case whose owner came to the counter."""
    slip = inside.post("/new", "/new", **COUNTER).text
    page = f"/cases/{re.findall(r'30-[0-9]{2}-[0-9]{5}-[0-9]', slip)[0]}"
    inside.post(page, f"{page}/claim")
    inside.post(page, f"{page}/close", outcome="advised")
    return page


def test_an_owner_from_the_counter_is_called_and_says_that_all_is_well(
    inside: Browser, from_the_counter: str, clock: HandClock
) -> None:
    assert "โทรถามผล" not in inside.get("/").text, "not on the day it was closed"
    clock.move(days=1)
    inside.sign_in()
    assert f"โทรถามผล {from_the_counter[7:]}" in inside.get("/").text

    shown = inside.get(from_the_counter).text
    assert "เจ้าของเรื่องไม่ได้อยู่ใน LINE" in shown
    assert 'href="tel:0899998888"' in shown
    after = inside.post(from_the_counter, f"{from_the_counter}/asked-well", rating="4").text
    assert "เจ้าของเรื่องบอกว่าเรียบร้อย" in after
    assert "ถามผลทางโทรศัพท์" not in after
    assert "โทรถามผล" not in inside.get("/").text
    assert "4.0" in inside.get("/feedback").text


def test_two_calls_that_nobody_took_are_enough(inside: Browser, from_the_counter: str) -> None:
    once = inside.post(from_the_counter, f"{from_the_counter}/asked-missed").text
    assert "โทรแล้ว 1 ครั้ง" in once
    twice = inside.post(from_the_counter, f"{from_the_counter}/asked-missed").text
    assert "ถามผลทางโทรศัพท์" not in twice
    again = inside.post(from_the_counter, f"{from_the_counter}/asked-missed")
    assert again.status_code == 409
    assert "ไม่ต้องโทรถามผลแล้ว" in again.text


def test_who_is_not_content_has_the_case_taken_up_again(
    inside: Browser, from_the_counter: str
) -> None:
    again = inside.post(from_the_counter, f"{from_the_counter}/asked-not-well").text
    assert "เจ้าของเรื่องบอกว่ายังไม่เรียบร้อย" in again
    assert "รับเรื่องแล้ว" in again
    assert "ถามผลทางโทรศัพท์" not in again


def test_who_is_on_line_is_not_called_about_it(inside: Browser, closed: str) -> None:
    assert "ถามผลทางโทรศัพท์" not in inside.get(closed).text
    assert inside.post(closed, f"{closed}/asked-well").status_code == 409
