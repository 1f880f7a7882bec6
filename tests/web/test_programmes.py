"""Headquarters changes what owners are told of programmes, and it counts a second later."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any

import orjson
import pyotp
import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from bot.handlers.programmes import NotTheEditor, keep, take_in
from bot.model.buttons import about_programme
from bot.model.staff import Officer, Role
from bot.storage import friends
from bot.storage.db import reading, transaction
from bot.storage.tables import programme_change
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


def test_whom_it_is_for_and_what_to_bring_is_kept(hq: Browser, talk: Talk) -> None:
    told_so: dict[str, Any] = {
        "sizes": ["micro", "small"],
        "legal_forms": "juristic",
        "disaster_areas": "TH-90",
        "apply_by": "2026-12-31",
        "documents": "หนังสือรับรอง\r\n\r\nงบการเงิน",
    }
    hq.post("/programmes/new", "/programmes", **{**NEW, **told_so})
    told(talk)
    one = talk.app.deps.catalogue().find("green-loan")
    assert one is not None
    assert (one.sizes, one.legal_forms) == (("micro", "small"), ("juristic",))
    assert one.documents == ("หนังสือรับรอง", "งบการเงิน")

    form = hq.get("/programmes/green-loan").text
    assert 'value="juristic" checked' in form
    assert 'value="person" checked' not in form
    assert 'value="2026-12-31"' in form
    assert "หนังสือรับรอง\nงบการเงิน</textarea>" in form


def test_what_was_kept_before_there_were_conditions_is_still_read(hq: Browser, talk: Talk) -> None:
    hq.post("/programmes/new", "/programmes", **NEW)
    new = ("sizes", "sectors", "legal_forms", "disaster_areas", "apply_by", "documents")
    with transaction(talk.app.engine) as connection:
        kept = orjson.loads(connection.scalars(select(programme_change.c.programme)).one())
        old = {name: value for name, value in kept.items() if name not in new} | {"later": 1}
        connection.execute(update(programme_change).values(programme=orjson.dumps(old).decode()))

    assert told(talk)[-1] == NEW["title"]
    assert "ประวัติการแก้ไข" in hq.get("/programmes/green-loan").text


def test_a_programme_tells_how_many_are_interested(hq: Browser, talk: Talk) -> None:
    for person in ("Uanna", "Ubob", "Uanna"):
        with transaction(talk.app.engine) as connection:
            friends.note_interest(connection, person, "sme-fund", now=talk.app.now())

    assert "2 คน กด" in hq.get("/programmes/sme-fund").text
    assert "0 คน กด" in hq.get("/programmes/nec").text


def sheet_of(hq: Browser) -> str:
    return str(hq.get("/programmes.csv").data, "utf-8-sig")


def bring(hq: Browser, sheet: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', hq.get("/programmes").text)
    assert token is not None
    data = {"csrf_token": token[1], "sheet": (BytesIO(sheet.encode("utf-8-sig")), "p.csv")}
    return hq.client.post("/console/programmes.csv/try", data=data)


def confirm(hq: Browser, shown: TestResponse) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
    sheet = re.search(r'<textarea name="sheet"[^>]*>\n(.*?)</textarea>', shown.text, re.DOTALL)
    assert token is not None
    assert sheet is not None
    data = {"csrf_token": token[1], "sheet": html.unescape(sheet[1])}
    return hq.client.post("/console/programmes.csv/apply", data=data, follow_redirects=True)


def test_a_table_is_tried_then_taken_in(hq: Browser, talk: Talk) -> None:
    before = told(talk)
    row = "new-one,อบรมใหม่,กสอ.,อบรม,market,TH-30,micro|small,,,,,,2026-11-01,,https://dip.go.th,"
    sheet = sheet_of(hq).replace("สร้างผู้ประกอบการใหม่ (NEC)", "NEC รุ่นใหม่") + row

    shown = bring(hq, sheet)
    assert "จะเปลี่ยน 2 โครงการ ยังไม่ได้บันทึก" in shown.text
    assert "เดิม สร้างผู้ประกอบการใหม่ (NEC)" in shown.text
    assert told(talk) == before

    confirm(hq, shown)
    after = told(talk)
    assert [one for one in after if one not in before] == ["NEC รุ่นใหม่", "อบรมใหม่"]
    assert hq.get("/programmes/nec").text.count("<li><strong>") == 1
    assert "ไม่มีอะไรเปลี่ยน" in bring(hq, sheet_of(hq)).text


def test_a_table_with_mistakes_changes_nothing_and_tells_all_of_them(
    hq: Browser, talk: Talk
) -> None:
    before = told(talk)
    wrong = sheet_of(hq).replace("2018-01-01", "2561-01-01").replace("sme-fund,", "กองทุน,")

    answer = bring(hq, wrong)

    assert answer.status_code == 400
    assert "ยังไม่ได้บันทึกอะไร" in answer.text
    assert "เขียนเป็นปี ค.ศ. 2018-01-01" in answer.text
    assert re.search(r"บรรทัด \d+: รหัสเป็นอักษรอังกฤษ", answer.text)
    assert told(talk) == before


def test_a_table_that_has_become_wrong_is_not_taken_in(hq: Browser) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', hq.get("/programmes").text)
    assert token is not None
    data = {"csrf_token": token[1], "sheet": "x"}

    answer = hq.client.post("/console/programmes.csv/apply", data=data)

    assert "ไฟล์นี้ใช้ไม่ได้แล้ว" in answer.text


def test_others_do_not_change_it(inside: Browser) -> None:
    app, ann = inside.app, Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
    shipped = app.shipped_programmes
    with pytest.raises(NotTheEditor, match="เฉพาะส่วนกลาง"), reading(app.engine) as connection:
        keep(connection, shipped, ann, shipped.programmes[0], new=False, now=app.now())
    with pytest.raises(NotTheEditor, match="เฉพาะส่วนกลาง"), reading(app.engine) as connection:
        take_in(connection, ann, (), now=app.now())
    assert inside.get("/programmes").status_code == 403
    assert inside.get("/programmes.csv").status_code == 403
    assert inside.post("/new", "/programmes", **NEW).status_code == 403


def test_a_case_shows_of_which_programme_it_is(inside: Browser, talk: Talk) -> None:
    talk.press(about_programme("interested", "sme-fund"))
    for words in ("ยินยอม", "ให้ติดต่อกลับ", "อยากซื้อเครื่องซีลทำน้ำพริก อยู่โคราช"):
        talk.say(words)
    for words in ("5 แสน", "บุญมา 081 234 5678", "ถูกต้อง"):
        talk.say(words)
    (case,) = talk.cases()

    page = inside.get(f"/cases/{case.number}").text

    assert "<dt>โครงการ</dt><dd>กองทุนพัฒนาเอสเอ็มอีตามแนวประชารัฐ</dd>" in page
