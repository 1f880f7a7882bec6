"""Accounts in the console, as a browser meets them: invitations, one's own account, LINE Login."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from http.client import HTTPConnection
from io import BytesIO
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pyotp
import pytest
from werkzeug.test import TestResponse

from bot.app import App
from bot.config import read_settings
from bot.emulator import Emulator, LoginChannel
from bot.handlers.throttle import PER_NAME
from bot.model.staff import Role
from bot.storage import access_log, accounts, groups, migrate, staff
from bot.storage.access_log import PAGE
from bot.storage.db import reading
from bot.web import create_app
from tests.handlers.conftest import Talk
from tests.web.conftest import PASSWORD, Browser
from tests.web.test_webhook import Woken
from tests.world import HandClock

LOGIN = LoginChannel("1650000000", "5" * 32)


@pytest.fixture
def root(browser: Browser, clock: HandClock) -> Browser:
    """An administrator's browser, with all factors."""
    browser.make("root", Role.ADMIN, None)
    with_code(browser, "root", clock)
    return browser


def with_code(browser: Browser, name: str, clock: HandClock) -> str:
    """Sign in and set up a second factor; return its secret."""
    page = browser.sign_in(name)
    secret = re.search(r"<code>(\w+)</code>", page.text)
    assert secret is not None
    code = pyotp.TOTP(secret[1]).at(clock.now())
    assert browser.post("/second-factor", "/second-factor", code=code).request.path == "/console/"
    return secret[1]


def stranger(browser: Browser) -> Browser:
    """Another browser at the same installation."""
    return replace(browser, client=browser.client.application.test_client())


def invite(root: Browser, **fields: str) -> TestResponse:
    form = {"name": "ann", "display_name": "แอน", "role": "officer", "unit": "SSRC-30", **fields}
    return root.post("/users", "/users", **form)


def link_on(page: TestResponse) -> str:
    found = re.search(r"http://localhost/console(/invitation/[\w-]+)", page.text)
    assert found is not None
    return found[1]


def accept(browser: Browser, link: str, password: str = PASSWORD) -> TestResponse:
    return browser.post(link, link, password=password, again=password)


# --- users ---


def test_somebody_is_invited_comes_in_by_the_link_and_is_on_the_list(root: Browser) -> None:
    link = link_on(invite(root))
    assert "ยังไม่ตอบรับ" in root.get("/users").text
    ann = stranger(root)
    assert "แอน" in ann.get(link).text

    inside = accept(ann, link)

    assert inside.request.path == "/console/"
    assert "เข้าล่าสุด" in root.get("/users").text
    assert ann.get(link).status_code == 410
    assert "เชิญเข้าใช้" in root.get("/changes").text


def test_an_invited_administrator_sets_up_a_second_factor_at_once(root: Browser) -> None:
    link = link_on(invite(root, role="admin", unit=""))

    inside = accept(stranger(root), link)

    assert inside.request.path == "/console/second-factor"
    assert "data:image/svg+xml" in inside.text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "สมศรี"}, "ตัวอักษรอังกฤษ"),
        ({"display_name": " "}, "ใส่ชื่อที่เพื่อนร่วมงานเรียก"),
        ({"role": "king"}, "เลือกบทบาท"),
        ({"unit": ""}, "เลือกหน่วยงาน"),
        ({"name": "bob"}, "ตั้งชื่ออื่น"),
    ],
)
def test_an_invitation_with_a_mistake_comes_back_as_it_was(
    root: Browser, fields: dict[str, str], told: str
) -> None:
    root.make("bob")

    answer = invite(root, **fields)

    assert answer.status_code == 400
    assert told in answer.text


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [("short", "short", "12 ตัวอักษร"), (PASSWORD, f"{PASSWORD}!", "ไม่ตรงกัน")],
)
def test_a_password_that_will_not_do_is_asked_for_again(
    root: Browser, password: str, again: str, told: str
) -> None:
    link = link_on(invite(root))

    answer = stranger(root).post(link, link, password=password, again=again)

    assert answer.status_code == 400
    assert told in answer.text


def test_who_leaves_is_out_in_one_step_and_their_cases_are_listed(
    root: Browser, talk: Talk
) -> None:
    number = talk.file_a_loan().number
    ann = stranger(root)
    accept(ann, link_on(invite(root)))
    ann.post(f"/cases/{number}", f"/cases/{number}/claim")
    assert number in root.get("/users/ann").text

    shown = root.post("/users/ann", "/users/ann/disable").text

    assert "ปิดบัญชีแล้ว" in shown
    assert number in shown
    assert ann.get("/").status_code == 302

    again = link_on(root.post("/users/ann", "/users/ann/enable"))
    assert accept(ann, again).request.path == "/console/"


def test_roles_links_and_second_factors_are_changed_on_the_page_of_an_account(
    root: Browser,
) -> None:
    accept(stranger(root), link_on(invite(root)))

    shown = root.post("/users/ann", "/users/ann/place", role="region", unit="IPC-6").text
    assert "ศูนย์ภาค" in shown
    root.post("/users/ann", "/users/ann/second-factor")
    assert link_on(root.post("/users/ann", "/users/ann/link"))

    told = root.get("/changes").text
    assert "เจ้าหน้าที่ · SSRC-30 → ศูนย์ภาค · IPC-6" in told
    assert "ล้างการยืนยันขั้นที่สอง" in told


def test_a_unit_head_sees_and_invites_the_officers_of_their_own_unit(browser: Browser) -> None:
    for name, unit in (("ann", "SSRC-30"), ("far", "SSRC-50")):
        browser.make(name, unit=unit)
    browser.make("head", Role.UNIT_HEAD)
    browser.sign_in("head")

    shown = browser.get("/users").text

    assert "/users/ann" in shown
    assert "/users/far" not in shown
    assert "SSRC-50" not in shown
    assert browser.get("/users/far").status_code == 403
    assert browser.get("/changes").status_code == 403
    assert link_on(invite(browser, name="new"))


def test_an_officer_looks_after_nothing(browser: Browser) -> None:
    browser.make("ann")
    browser.sign_in()

    assert "ดูแลระบบ" not in browser.get("/").text
    assert browser.get("/users").status_code == 403


# --- one's own account ---


@pytest.fixture
def ann(browser: Browser) -> Browser:
    browser.make("ann")
    browser.sign_in()
    return browser


def test_ones_own_password_is_changed(ann: Browser) -> None:
    new = {"password": "other words altogether", "again": "other words altogether"}

    refused = ann.post("/me", "/me/password", old="wrong", **new)
    assert (refused.status_code, "รหัสผ่านเดิมไม่ถูกต้อง" in refused.text) == (400, True)
    short = ann.post("/me", "/me/password", old=PASSWORD, password="x", again="x")
    assert short.status_code == 400
    assert "เปลี่ยนรหัสผ่านแล้ว" in ann.post("/me", "/me/password", old=PASSWORD, **new).text

    other = stranger(ann)
    assert other.sign_in(password=PASSWORD).status_code == 401
    assert other.sign_in(password="other words altogether").status_code == 200


def test_a_second_factor_is_turned_on_and_off(ann: Browser, clock: HandClock) -> None:
    page = ann.get("/second-factor").text
    found = re.search(r"<code>(\w+)</code>", page)
    assert found is not None
    totp = pyotp.TOTP(found[1])
    ann.post("/second-factor", "/second-factor", code=totp.at(clock.now()))
    assert stranger(ann).sign_in().request.path == "/console/second-factor"

    clock.move(minutes=5)
    assert ann.post("/me", "/me/second-factor-off", code="000000").status_code == 400
    shown = ann.post("/me", "/me/second-factor-off", code=totp.at(clock.now())).text

    assert "ยังไม่ได้เปิด" in shown
    assert stranger(ann).sign_in().request.path == "/console/"


def test_who_must_have_a_second_factor_cannot_turn_it_off(root: Browser) -> None:
    assert "ต้องใช้เสมอ" in root.get("/me").text
    assert root.post("/me", "/me/second-factor-off", code="1").status_code == 409


def test_a_session_is_ended_alone_or_with_all_others(ann: Browser) -> None:
    other = stranger(ann)
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/130"
    other.sign_in()
    shown = ann.get("/me").text
    assert "Chrome · Android" in shown
    assert shown.count("เครื่องนี้") == 1

    [there] = re.findall(r'name="session" value="([^"]+)"', shown)

    ann.post("/me", "/me/sign-out-there", session=there)

    assert other.get("/").status_code == 302
    assert ann.get("/").status_code == 200
    other.sign_in()
    ann.post("/me", "/me/sign-out-everywhere")
    assert other.get("/").status_code == 302


def test_nobody_ends_the_session_of_somebody_else(app: App, browser: Browser) -> None:
    browser.make("ann")
    browser.make("ben")
    browser.sign_in("ann")
    ben = Browser(browser.client.application.test_client(), app, Woken())
    ben.sign_in("ben")
    with reading(app.engine) as connection:
        found = staff.find(connection, "ann")
        assert found is not None
        [hers] = accounts.sessions(connection, found.officer.id)

    ben.post("/me", "/me/sign-out-there", session=hers.token_hash)

    assert browser.get("/").status_code == 200


# --- too many tries ---


def test_too_many_tries_are_told_how_long_to_wait(browser: Browser) -> None:
    answers = [browser.sign_in("nobody", "something else") for _ in range(PER_NAME + 1)]

    assert [one.status_code for one in answers[-2:]] == [401, 429]
    assert "รออีก 15 นาที" in answers[-1].text
    assert answers[-1].headers["Retry-After"] == "901"


def test_behind_a_proxy_each_visitor_has_an_address_of_their_own(app: App) -> None:
    behind = replace(app, settings=app.settings.model_copy(update={"trusted_proxies": 1}))
    browser = Browser(create_app(behind, Woken()).test_client(), behind, Woken())

    def try_from(address: str) -> int:
        browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.9, {address}"
        return browser.sign_in("nobody", "something else").status_code

    keys = "SELECT count(DISTINCT key) FROM sign_in_try"
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        try_from(address)
    with app.engine.connect() as connection:
        assert connection.exec_driver_sql(keys).scalar() == 3, "two addresses and one name"
    behind.writer.stop()
    behind.engine.dispose()


# --- LINE ---


@pytest.fixture
def line(clock: HandClock) -> Iterator[Emulator]:
    with Emulator(channel_secret="s", access_token="t", now=clock.now, login_channel=LOGIN) as line:
        yield line


@pytest.fixture
def by_line(app: App, line: Emulator, clock: HandClock) -> Iterator[Browser]:
    settings = read_settings(
        database_url=app.settings.database_url,
        data_dir=app.settings.data_dir,
        line_login_channel_id=LOGIN.channel_id,
        line_login_channel_secret=LOGIN.secret,
        line_login_base_url=line.base_url,
    )
    with_line = App(settings, now=clock.now, new_key=clock.new_key, ticks=clock.ticks)
    migrate.upgrade(with_line.engine)
    yield Browser(create_app(with_line, Woken()).test_client(), with_line, Woken())
    with_line.writer.stop()
    with_line.engine.dispose()


def through_line(browser: Browser, path: str, user: str) -> TestResponse:
    """Go to LINE, be this person there, and come back."""
    asked = browser.get(path).location
    assert "code_challenge_method=S256" in asked
    with urlopen(asked) as opened:  # noqa: S310 -- the stand-in on loopback
        page = opened.read().decode()
    assert user in page
    query = f"{urlsplit(asked).query}&user={user}"
    base = asked.partition("/oauth2")[0]
    back = came_back(f"{base}/oauth2/v2.1/authorize/answer?{query}")
    return browser.client.get(back, follow_redirects=True)


def came_back(address: str) -> str:
    """Return where LINE sends a browser from there."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = connection.getresponse().headers["Location"]
    connection.close()
    return str(location)


def test_line_is_bound_in_ones_own_account_and_lets_in_from_then_on(
    by_line: Browser, line: Emulator
) -> None:
    user = line.person("ann")
    by_line.make("ann")
    by_line.sign_in()
    assert "เข้าสู่ระบบด้วย LINE" in stranger(by_line).get("/sign-in").text

    shown = through_line(by_line, "/line-login?for=link", user)
    assert shown.request.path == "/console/me"
    assert "เลิกผูก LINE" in shown.text

    other = stranger(by_line)
    assert through_line(other, "/line-login", user).request.path == "/console/"
    assert "ยังไม่ได้ผูก" in by_line.post("/me", "/me/line-off").text
    assert through_line(stranger(by_line), "/line-login", user).status_code == 401


def test_an_invitation_is_accepted_with_line(
    by_line: Browser, line: Emulator, clock: HandClock
) -> None:
    user = line.person("ann")
    by_line.make("root", Role.ADMIN, None)
    with_code(by_line, "root", clock)
    link = link_on(invite(by_line, role="admin", unit=""))
    new = stranger(by_line)
    assert "เข้าใช้ด้วย LINE" in new.get(link).text

    inside = through_line(new, "/line-login?for=invitation", user)

    assert inside.request.path == "/console/second-factor", "LINE is one factor only"


def test_a_line_account_that_is_nobodys_is_not_let_in(by_line: Browser, line: Emulator) -> None:
    shown = through_line(by_line, "/line-login", line.person("stranger"))

    assert shown.status_code == 401
    assert "ยังไม่ผูกกับบัญชีเจ้าหน้าที่" in shown.text


@pytest.mark.parametrize("wrong", ["state", "code", "nothing"])
def test_what_line_did_not_say_to_this_browser_lets_nobody_in(
    by_line: Browser, line: Emulator, wrong: str
) -> None:
    user = line.person("ann")
    by_line.make("ann")
    by_line.app.writer.run(lambda connection: groups.bind_officer(connection, "ann", user))
    asked = by_line.get("/line-login").location
    state = parse_qs(urlsplit(asked).query)["state"][0]
    queries = {
        "state": "code=x&state=another",
        "code": f"code=made-up&state={state}",
        "nothing": f"error=access_denied&state={state}",
    }

    answer = by_line.get(f"/line-login/back?{queries[wrong]}")

    assert answer.status_code == 401
    assert by_line.get("/").status_code == 302


def test_without_a_login_channel_there_is_no_such_door(browser: Browser) -> None:
    assert "ด้วย LINE" not in browser.get("/sign-in").text
    assert browser.get("/line-login").status_code == 409


# --- the map and the calendar ---


def export(root: Browser) -> str:
    return str(root.get("/map.csv").data, "utf-8-sig")


def bring(root: Browser, sheet: str) -> TestResponse:
    """Bring a sheet back."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', root.get("/map").text)
    assert token is not None
    data = {"csrf_token": token[1], "sheet": (BytesIO(sheet.encode("utf-8-sig")), "areas.csv")}
    return root.client.post("/console/map/import", data=data)


def test_doubtful_areas_are_listed_until_they_are_confirmed(root: Browser) -> None:
    assert "/map/TH-10/confirm" in root.get("/map").text

    shown = root.post("/map", "/map/TH-10/confirm").text

    assert "/map/TH-10/confirm" not in shown
    assert "ยืนยันพื้นที่" in root.get("/changes").text


def test_a_province_moves_to_another_region_from_a_day_on(root: Browser) -> None:
    page = "/map/TH-30"

    shown = root.post(page, f"{page}/move", unit="IPC-7", first="2027-01-01").text

    assert "ถึง 31 ธ.ค. 2569" in shown
    assert "ยังไม่เริ่ม" in shown
    assert root.post(page, f"{page}/move", unit="IPC-7", first="").status_code == 409
    assert root.post(page, f"{page}/move", unit="IPC-7", first="x").status_code == 409
    assert root.get("/map/TH-00").status_code == 409


def test_a_province_s_own_centre_gets_a_number_and_a_last_day(root: Browser) -> None:
    page = "/map/TH-30"
    asked = {"code": "SSRC-30", "phone": "044 111 222"}

    shown = root.post(page, f"{page}/office", last="2026-12-31", **asked).text

    assert "044111222" in shown
    assert "ถึง 31 ธ.ค. 2569" in shown
    assert "แก้ข้อมูลหน่วยงาน" in root.get("/changes").text
    assert root.post(page, f"{page}/office", code="SSRC-30", phone="12").status_code == 409


def test_a_sheet_is_shown_before_it_is_saved(root: Browser) -> None:
    sheet = export(root)
    assert "ไม่มีอะไรเปลี่ยน" in bring(root, sheet).text
    changed = re.sub(
        r"TH-30,(IPC-.),([0-9-]+),,.*",
        r"TH-30,\1,\2,2026-12-31,high,,,\nTH-30,IPC-7,2027-01-01,,high,,,",
        sheet,
    )

    tried = bring(root, changed)
    assert "จะเปลี่ยน 1 จังหวัด" in tried.text
    assert "IPC-7" not in export(root).partition("TH-30")[2].partition("TH-31")[0]

    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", tried.text, re.DOTALL)
    assert found is not None
    root.post("/map", "/map/apply", sheet=unescape(found[1]))
    assert "TH-30,IPC-7,2027-01-01" in export(root)
    assert root.post("/map", "/map/apply", sheet="nonsense").status_code == 409


def test_all_mistakes_of_a_sheet_are_told_at_once(root: Browser) -> None:
    sheet = export(root).replace("TH-30,", "TH-03,").replace(",high,", ",sure,", 1)

    answer = bring(root, sheet)

    assert answer.status_code == 400
    assert answer.text.count("บรรทัด ") == 2
    assert "ไม่มีคอลัมน์" in bring(root, "").text


def test_the_year_s_holidays_are_shown_added_and_taken_out(root: Browser) -> None:
    page = "/calendar"
    assert "วันศุกร์ที่ 1 ม.ค. 2570" in root.get("/calendar?year=2027").text
    day = {"day": "2026-11-27", "name": "หยุดพิเศษตามมติคณะรัฐมนตรี"}

    shown = root.post(page, "/calendar/holiday", change="add", unit="", **day).text
    assert "หยุดพิเศษตามมติคณะรัฐมนตรี" in shown
    shown = root.post(page, "/calendar/holiday", change="remove", unit="", **day).text
    assert "หยุดพิเศษตามมติคณะรัฐมนตรี" not in shown


def test_an_office_has_its_own_holidays_and_hours(root: Browser) -> None:
    page = "/calendar?unit=SSRC-30"
    own = {"unit": "SSRC-30", "day": "2026-11-27", "name": "งานย่าโม"}
    assert "เฉพาะหน่วยงานนี้" in root.post(page, "/calendar/holiday", change="add", **own).text
    assert "งานย่าโม" not in root.get("/calendar").text
    off = {"unit": "SSRC-30", "day": "2026-12-10", "name": "วันรัฐธรรมนูญ"}
    assert "ทำงานตามปกติ" in root.post(page, "/calendar/holiday", change="remove", **off).text

    hours = {"unit": "SSRC-30", "opens": "08:00", "closes": "16:00", "first": "2026-11-01"}
    assert "08:00-16:00" in root.post(page, "/calendar/hours", **hours).text


def test_an_officer_edits_neither_map_nor_calendar(ann: Browser) -> None:
    for page in ("/map", "/calendar", "/looks"):
        assert ann.get(page).status_code == 403


# --- who looked ---


def test_the_data_protection_officer_sees_who_looked_and_takes_it_along(
    browser: Browser, talk: Talk, clock: HandClock
) -> None:
    number = talk.file_a_loan().number
    browser.make("ann")
    ann = stranger(browser)
    ann.sign_in()
    ann.get(f"/cases/{number}?reveal=1")
    browser.make("dpo", Role.DPO, None)
    with_code(browser, "dpo", clock)

    shown = browser.get(f"/looks?case={number}&officer=ann&since=2026-11-25&until=2026-11-25").text
    assert 'class="tag late">เปิดดูข้อมูลผู้ติดต่อ' in shown
    for other in ("officer=dpo", "until=2026-11-24", "since=2026-11-26", "case=1"):
        assert "ไม่มีการเปิดดู" in browser.get(f"/looks?{other}").text

    sheet = browser.post("/looks", "/looks.csv", officer="ann").data.decode("utf-8-sig")
    assert sheet.splitlines()[1].split(",")[1:] == ["ann", "เปิดดูข้อมูลผู้ติดต่อ", number]
    assert "ส่งออกประวัติการเปิดดู" in browser.get("/changes").text


def test_the_record_of_looks_is_read_page_by_page(
    browser: Browser, app: App, clock: HandClock
) -> None:
    for count in range(PAGE + 1):
        number, now = f"case-{count}", clock.now()
        app.writer.run(
            partial(access_log.note, case_number=number, staff_name="ann", act="view", now=now)
        )
    browser.make("dpo", Role.DPO, None)
    with_code(browser, "dpo", clock)

    first = browser.get("/looks?officer=ann").text
    link = re.search(r'href="/console(/looks\?before=[^"]+)"', first)
    assert link is not None

    assert "case-0<" in browser.get(unescape(link[1])).text
    assert "case-0<" not in first
