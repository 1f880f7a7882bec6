"""«ผลของประกาศ»: by programme and by province, as a page and as a workbook."""

from __future__ import annotations

import io
import re

import openpyxl
import pyotp
import pytest

from bot.app import App
from bot.model.staff import Role
from bot.storage import broadcast_answers
from bot.storage.db import transaction
from tests.announcing import FAIR, add_friends, sent, someone
from tests.web.conftest import Browser
from tests.world import HandClock

ADVICE = FAIR + "programme: ssrc-advice\n"


@pytest.fixture
def reader(browser: Browser) -> Browser:
    browser.make("ann", Role.BROADCAST, None)
    add(browser.app)
    browser.sign_in()
    return browser


def add(app: App) -> None:
    """Let two announcements of a programme, a correction and one of none go out."""
    with transaction(app.engine) as connection:
        add_friends(connection, range(4), now=app.now(), province="TH-30")
        add_friends(connection, [4], now=app.now(), province="TH-50")
    fair = sent(app, ADVICE)
    sent(app, ADVICE + "audience: {province: [TH-30]}\n")
    sent(app, ADVICE, corrects=fair)
    sent(app, FAIR)
    with transaction(app.engine) as connection:
        for person in (0, 1, 4):
            broadcast_answers.note(connection, fair, someone(person), flow="market", now=app.now())


def row(page: str, name: str) -> list[str]:
    """Return the figures of a table's row, percentages behind them."""
    found = re.search(rf'<th scope="row">(?:<a [^>]+>)?{re.escape(name)}.*?</tr>', page, re.DOTALL)
    assert found is not None, name
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found[0])
    return [re.sub(r"<[^>]+>", " ", one).strip() for one in cells]


def test_a_period_by_programme_and_by_province(reader: Browser) -> None:
    page = reader.get("/broadcasts/funnel").text
    title = reader.app.programmes.latest().find("ssrc-advice")
    assert title is not None
    assert row(page, title.title) == ["9", "3 33.3%", "0 0%", "0 0%", "0"]
    assert "3 ประกาศ" in page
    assert row(page, "ไม่ระบุโครงการ") == ["5", "0 0%", "\u2013", "0", "0"]
    assert row(page, "นครราชสีมา")[:2] == ["12", "2 16.7%"]
    assert row(page, "เชียงใหม่")[:2] == ["2", "1 50%"]
    assert row(page, "รวม")[:2] == ["14", "3 21.4%"]


def test_one_programme_alone_and_its_workbook(reader: Browser) -> None:
    asked = "?programme=ssrc-advice&year=2570&part=q1"
    page = reader.get(f"/broadcasts/funnel{asked}").text
    assert "ไม่ระบุโครงการ" not in page
    assert row(page, "นครราชสีมา")[:2] == ["8", "2 25%"]
    file = reader.get(f"/broadcasts/funnel.xlsx{asked}")
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    assert book.sheetnames == ["รายโครงการ", "รายจังหวัด"]
    (programme,) = list(book["รายโครงการ"].iter_rows(min_row=4, values_only=True))
    assert programme[1:5] == (3, 9, 3, 33.3)
    places = list(book["รายจังหวัด"].iter_rows(min_row=4, values_only=True))
    assert [one[0] for one in places] == ["นครราชสีมา", "เชียงใหม่", "รวม"]
    whole = reader.get("/broadcasts/funnel.xlsx")
    rows = openpyxl.load_workbook(io.BytesIO(whole.data))["รายโครงการ"]
    of_none = [cell.value for cell in rows[5]]
    assert of_none[:7] == ["ไม่ระบุโครงการ", 1, 5, 0, 0, None, None]


def test_a_period_without_announcements_says_so(reader: Browser) -> None:
    assert "ไม่มีประกาศที่เริ่มส่งในช่วงนี้" in reader.get("/broadcasts/funnel?year=2568").text
    wrong = reader.get("/broadcasts/funnel?year=1")
    assert wrong.status_code == 409
    assert "พุทธศักราช" in wrong.text


def test_it_is_found_from_the_list_and_from_the_programme(
    reader: Browser, clock: HandClock
) -> None:
    assert 'href="/console/broadcasts/funnel"' in reader.get("/broadcasts").text
    reader.make("hq", Role.HEADQUARTERS, None)
    reader.client.delete_cookie("front_door", path="/console")
    secret = re.search(r"<code>(\w+)</code>", reader.sign_in("hq").text)
    assert secret is not None
    reader.post("/second-factor", "/second-factor", code=pyotp.TOTP(secret[1]).at(clock.now()))
    programme = reader.get("/programmes/ssrc-advice").text
    assert 'href="/console/broadcasts/funnel?programme=ssrc-advice"' in programme


def test_only_those_who_announce_see_it(inside: Browser) -> None:
    for path in ("funnel", "funnel.xlsx"):
        assert inside.get(f"/broadcasts/{path}").status_code == 403
