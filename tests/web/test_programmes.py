"""Headquarters changes what owners are told of programmes, and it counts a second later."""

from __future__ import annotations

import re

import pyotp
import pytest

from bot.handlers.programmes import NotTheEditor, keep
from bot.model.staff import Officer, Role
from bot.storage.db import reading
from tests.handlers.conftest import Talk
from tests.web.conftest import Browser
from tests.world import HandClock

NEW = {
    "code": "green-loan",
    "title": "สินเชื่อเพื่อโรงงานสีเขียว",
    "owner": "ธพว.",
    "summary": "สินเชื่อปรับปรุงเครื่องจักร",
    "valid_from": "2026-11-01",
    "source_url": "https://www.smebank.co.th/green",
}


@pytest.fixture
def hq(browser: Browser, clock: HandClock) -> Browser:
    browser.make("hq", Role.HEADQUARTERS, None)
    secret = re.search(r"<code>(\w+)</code>", browser.sign_in("hq").text)
    assert secret is not None
    browser.post("/second-factor", "/second-factor", code=pyotp.TOTP(secret[1]).at(clock.now()))
    return browser


def told(talk: Talk) -> list[str]:
    """Return the titles of the programmes that owners are told of now."""
    talk.clock.move(seconds=2)
    return [one.title for one in talk.app.deps.catalogue().programmes]


def test_what_is_added_and_changed_is_told_owners(hq: Browser, talk: Talk) -> None:
    before = told(talk)
    assert len(before) > 5

    shown = hq.post("/programmes/new", "/programmes", **NEW)
    assert "สินเชื่อเพื่อโรงงานสีเขียว" in shown.text
    assert told(talk) == [*before, "สินเชื่อเพื่อโรงงานสีเขียว"]

    changed = {**NEW, "title": "สินเชื่อเขียว"}
    hq.post("/programmes/green-loan", "/programmes/green-loan", **changed)
    assert told(talk) == [*before, "สินเชื่อเขียว"]
    page = hq.get("/programmes/green-loan").text
    assert page.count("<li><strong>") == 2, "what it was before stays in its history"
    assert "เพิ่มโครงการ" in hq.get("/changes").text


def test_what_is_shipped_is_changed_in_its_place(hq: Browser, talk: Talk) -> None:
    page = "/programmes/sme-fund"
    form = hq.get(page).text
    place = told(talk).index("กองทุนพัฒนาเอสเอ็มอีตามแนวประชารัฐ")

    assert "ยังเป็นข้อมูลที่มากับระบบ" in form
    closed = {**NEW, "code": "", "title": "กองทุนเดิม", "valid_to": "2026-11-10"}
    assert "ปิดแล้ว" in hq.post(page, page, **closed).text

    assert told(talk)[place] == "กองทุนเดิม"


def test_mistakes_come_back_with_what_was_typed(hq: Browser) -> None:
    answer = hq.post("/programmes/new", "/programmes", **{**NEW, "source_url": "x"})
    assert answer.status_code == 400
    assert "แหล่งข้อมูลขึ้นต้นด้วย" in answer.text
    assert "สินเชื่อปรับปรุงเครื่องจักร" in answer.text

    page = "/programmes/sme-fund"
    assert "ใส่ชื่อโครงการ" in hq.post(page, page, **{**NEW, "title": ""}).text


def test_a_code_is_given_once_and_nothing_is_made_up(hq: Browser) -> None:
    taken = hq.post("/programmes/new", "/programmes", **{**NEW, "code": "sme-fund"})
    assert "มีรหัส sme-fund แล้ว" in taken.text
    assert "ไม่พบโครงการนี้" in hq.get("/programmes/no-such").text


def test_others_do_not_change_it(inside: Browser) -> None:
    app, ann = inside.app, Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
    shipped = app.shipped_programmes
    with pytest.raises(NotTheEditor, match="เฉพาะส่วนกลาง"), reading(app.engine) as connection:
        keep(connection, shipped, ann, shipped.programmes[0], new=False, now=app.now())
    assert inside.get("/programmes").status_code == 403
    assert inside.post("/new", "/programmes", **NEW).status_code == 403
