"""What officers share, as a browser meets it: pages, refusals, forms that are not in order."""

from __future__ import annotations

import re
from functools import partial

import pytest

from bot.app import App
from bot.cases.enterprise import Profile
from bot.handlers import casework, enterprises, passing_on
from bot.storage import enterprises as stored
from bot.storage.db import reading
from bot.web import create_app
from tests.handlers.sharing import PASSWORD, Office, open_office
from tests.web.conftest import Browser
from tests.web.test_webhook import Woken
from tests.world import HandClock


@pytest.fixture
def office(app: App, clock: HandClock) -> Office:
    return open_office(app, clock)


def browser_of(office: Office, name: str) -> Browser:
    browser = Browser(create_app(office.app, Woken(), Woken()).test_client(), office.app, Woken())
    browser.sign_in(name, PASSWORD)
    return browser


def test_a_case_passed_on_is_gone_from_ones_desk(office: Office) -> None:
    number, ann = office.on_line(), browser_of(office, "ann")
    page = f"/cases/{number}"

    shown = ann.post(page, f"{page}/transfer", to="SSRC-50", why="กิจการย้ายไปเชียงใหม่แล้ว")

    assert shown.request.path == "/console/"
    assert number not in shown.text
    assert ann.get(page).status_code == 404


def test_a_transfer_without_a_reason_is_told_and_changes_nothing(office: Office) -> None:
    number, ann = office.on_line(), browser_of(office, "ann")
    page = f"/cases/{number}"

    told = ann.post(page, f"{page}/transfer", to="SSRC-50", why="")

    assert told.status_code == 409
    assert "เหตุผล" in told.text
    assert office.record(number).centre_code == "SSRC-30"


@pytest.mark.parametrize("other", ["", "ไม่ทราบ", "30-69-00001-0"])
def test_a_number_with_a_slip_is_compared_with_nothing(office: Office, other: str) -> None:
    number, ann = office.on_line(), browser_of(office, "ann")

    told = ann.get(f"/cases/{number}/compare?other={other}")

    assert told.status_code == 409
    assert "เลขรับเรื่อง" in told.text


def test_a_merged_case_leads_to_the_one_that_goes_on(office: Office) -> None:
    line, desk, ann = office.on_line(), office.at_desk(), browser_of(office, "ann")
    page = f"/cases/{desk}"
    compared = f"{page}/compare?other={line}"
    ann.post(compared, f"{page}/merge", other=line, survivor=line)

    gone, on = ann.get(page).text, ann.get(f"/cases/{line}").text

    assert "รวมกับ" in gone
    assert "เปิดเรื่องอีกครั้ง" not in gone
    assert f"ประวัติของ {desk}" in on
    office.clock.move(hours=25)
    ann.sign_in("ann", PASSWORD)
    assert "แยก" not in re.sub(r"<[^>]+>", "", ann.get(page).text)


def test_an_enterprise_is_shown_with_its_cases_and_put_right(office: Office) -> None:
    number, ann = office.on_line(), browser_of(office, "ann")
    office.do(number, "ann", enterprises.make, profile=Profile("ร้านบุญมา"))
    with reading(office.app.engine) as connection:
        about = stored.of_case(connection, number)
    assert about is not None
    page = f"/enterprises/{about.id}"

    assert "ผู้ติดต่อปิดไว้" in ann.get(page).text
    office.do(number, "ann", casework.claim)
    assert "บุญมา" in re.sub("ร้านบุญมา", "", ann.get(page).text)
    wrong = ann.post(page, page, name="ร้านบุญมา", juristic_id="3100600445635")
    assert wrong.status_code == 409
    assert "ไม่เก็บ" in wrong.text
    assert "ขนาดกลาง" in ann.post(page, page, name="ร้านบุญมา", size="medium").text
    assert browser_of(office, "far").get(page).status_code == 409


def test_only_a_region_sees_its_provinces(office: Office) -> None:
    region, ann = browser_of(office, "reg"), browser_of(office, "ann")

    assert region.get("/region").status_code == 200
    assert "ไม่มีเรื่องที่ยังไม่ปิด" in region.get("/region/TH-30").text
    assert region.get("/region/TH-50").status_code == 403
    assert region.get("/region/TH-30?after=nonsense").status_code == 409
    assert ann.get("/region").status_code == 403


def test_a_provinces_cases_are_shown_page_by_page(office: Office) -> None:
    numbers = [office.on_line(f"U{place}") for place in range(52)]
    region = browser_of(office, "reg")

    first = region.get("/region/TH-30").text
    link = re.search(r'href="/console(/region/TH-30\?after=[^"]+)"', first)
    assert link is not None
    second = region.get(link[1].replace("&amp;", "&")).text

    listed = [re.findall(r"/cases/([^\"]+)", page) for page in (first, second)]
    assert [len(page) for page in listed] == [50, 2]
    assert {*listed[0], *listed[1]} == set(numbers)
    load = region.get("/region").text
    assert re.search(r"นครราชสีมา</a></th><td>52</td>", load)


def test_days_of_leave_are_set_and_taken_back(office: Office) -> None:
    ann = browser_of(office, "ann")
    days = {"first_day": "2026-11-25", "last_day": "2026-11-27", "substitute": "ben"}

    shown = ann.post("/team", "/team/leave", **days).text
    assert "เบน ทำงานแทน" in shown
    cancel = re.search(r'action="/console(/team/leave/\d+/cancel)"', shown)
    assert cancel is not None
    assert "ไม่มีใครลา" in ann.post("/team", cancel[1]).text
    assert ann.post("/team", "/team/leave", **{**days, "last_day": ""}).status_code == 409


def test_who_stands_in_sees_so_on_the_desk(office: Office) -> None:
    number = office.on_line()
    assign = partial(passing_on.assign, to="ann", why="", anyway=False)
    office.do(number, "ann", assign)
    days = {"first_day": "2026-11-25", "last_day": "2026-11-27", "substitute": "ben"}
    browser_of(office, "ann").post("/team", "/team/leave", **days)

    assert "คุณทำงานแทน" in browser_of(office, "ben").get("/").text
    assert "คุณทำงานแทน" not in browser_of(office, "head").get("/").text


def test_nobody_is_told_anything_yet(office: Office) -> None:
    assert "ยังไม่มีข้อความถึงคุณ" in browser_of(office, "ann").get("/mentions").text
