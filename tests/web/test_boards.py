"""The boards in the console: who finds which, and what their forms and files do."""

from __future__ import annotations

import re
from io import BytesIO

import docx
import openpyxl
import pytest
from sqlalchemy import text

from bot.app import App
from bot.model.staff import Role
from tests.handlers.conftest import Talk
from tests.handlers.test_matching import file_an_export
from tests.web.conftest import PHONE, Browser
from tests.world import HandClock

CALL = {"held_on": "2026-12-15", "title": "ครั้งที่ 1", "place": "ศาลากลาง"}
WORDS = {"reason": "jobs", "words": "จ้างงาน 20 คน", "named": "yes"}


def items_on(page: str) -> str:
    found = re.search(r'name="item" value="(\d+)"', page)
    assert found is not None
    return found[1]


def on_an_agenda(inside: Browser, number: str) -> str:
    """Propose the case and put it on an agenda; return the meeting's path."""
    case = f"/cases/{number}"
    inside.post(case, f"{case}/claim")
    inside.post(case, f"{case}/committee-propose", **WORDS)
    meeting = inside.post("/committee", "/committee", province="TH-30", **CALL)
    path = meeting.request.path.removeprefix("/console")
    inside.post(path, f"{path}/choose", item=items_on(meeting.text))
    return path


def test_a_case_goes_through_the_committee(inside: Browser, number: str, talk: Talk) -> None:
    case = f"/cases/{number}"
    path = on_an_agenda(inside, number)
    assert inside.sent[-1] == talk.person, "the sender is woken"
    assert "อยู่ในวาระ" in inside.get(case).text

    asked = inside.post(case, f"{case}/board-consent-ask", purpose="committee").text
    assert "รอคำตอบใน LINE" in asked
    agreed = inside.post(
        case, f"{case}/board-consent", purpose="committee", given="yes", way="line"
    )
    assert "ยินยอมแล้ว" in agreed.text
    assert "รอคำตอบใน LINE" not in agreed.text

    form = {"verdict": "approved", "agency": "SME D Bank", "due_on": "2026-11-24"}
    meeting = inside.get(path).text
    decided = inside.post(path, f"{path}/resolve", item=items_on(meeting), **form).text
    assert "มติ เห็นชอบ" in decided
    assert "เกินกำหนด" in decided
    assert "เกินกำหนด" in inside.get("/committee").text
    more = {"what": "ตรวจแผน", "agency": "สอจ.", "due_on": "2026-12-01"}
    added = inside.post(path, f"{path}/task", item=items_on(meeting), **more).text
    assert "ตรวจแผน" in added
    task = re.search(r'name="task" value="(\d+)"', added)
    assert task is not None
    assert "เสร็จแล้ว 25 พ.ย." in inside.post(path, f"{path}/done", task=task[1], done="yes").text
    assert "มติเห็นชอบ" in inside.get(case).text


def test_the_annex_is_a_file_of_word_or_excel(inside: Browser, number: str) -> None:
    path = on_an_agenda(inside, number)
    word, excel = inside.get(f"{path}/annex.docx"), inside.get(f"{path}/annex.xlsx")

    assert "committee-2026-12-15.docx" in word.headers["Content-Disposition"]
    cells = [
        cell.text for row in docx.Document(BytesIO(word.data)).tables[0].rows for cell in row.cells
    ]
    assert "๑ ราย (ไม่ระบุชื่อ)" in cells
    sheet = openpyxl.load_workbook(BytesIO(excel.data)).active
    assert sheet is not None
    assert sheet["C5"].value == "1 ราย (ไม่ระบุชื่อ)"
    assert "บุญมา" not in str(cells)
    assert inside.get(f"{path}/annex.pdf").status_code == 409


def test_a_meeting_is_called_off(inside: Browser, number: str) -> None:
    path = on_an_agenda(inside, number)

    gone = inside.post(path, f"{path}/cancel").text

    assert "ยกเลิกแล้วเมื่อ" in gone
    assert "ยกเลิกการประชุมนี้" not in gone
    shown = inside.get("/committee").text
    assert '<span class="tag">ยกเลิกแล้ว</span>' in shown
    assert number in shown, "its case waits for another meeting"


def test_a_suggestion_is_taken_or_waved_away(inside: Browser, number: str, app: App) -> None:
    case = f"/cases/{number}"
    inside.post(case, f"{case}/claim")
    app.writer.run(lambda c: c.execute(text("UPDATE case_record SET amount_max = 8000000")))
    fields = {"topic": "fin.invest", "triage": "1", "priority": "normal"}
    suggested = inside.post(case, f"{case}/sort", **fields).text
    assert "ระบบแนะนำให้เสนอ" in suggested
    assert "8,000,000 บาท" in suggested

    assert "ถอนข้อเสนอ" in inside.post(case, f"{case}/committee-accept").text
    assert "ระบบแนะนำให้เสนอ" in inside.post(case, f"{case}/committee-withdraw").text
    assert "ระบบแนะนำให้เสนอ" not in inside.post(case, f"{case}/committee-dismiss").text


def test_a_form_sent_twice_counts_once(inside: Browser, number: str) -> None:
    case = f"/cases/{number}"
    inside.post(case, f"{case}/claim")
    form = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', inside.get(case).text))
    for _ in range(2):
        inside.client.post(f"/console{case}/committee-propose", data={**form, **WORDS})
    assert inside.get(case).text.count("จ้างงาน 20 คน") == 2, "the section and the history"

    form = dict(
        re.findall(r'name="(csrf_token|once)" value="([^"]+)"', inside.get("/committee").text)
    )
    for _ in range(2):
        inside.client.post("/console/committee", data={**form, **CALL, "province": "TH-30"})
    assert inside.get("/committee").text.count("ครั้งที่ 1") == 1


@pytest.mark.parametrize(
    ("path", "fields", "why"),
    [
        ("change", {"held_on": "soon"}, "ใส่วันประชุม"),
        ("choose", {}, "ไม่สมบูรณ์"),
        ("choose", {"item": "99"}, "ไม่พบข้อเสนอ"),
        ("cluster", {"topic": "fin.invest"}, "ตั้งแต่ 5 ราย"),
        ("drop", {"item": "99"}, "ไม่อยู่ในวาระ"),
        ("resolve", {"item": "its own", "verdict": "maybe"}, "เลือกมติ"),
        ("done", {"task": "99"}, "ไม่พบงานนี้"),
    ],
)
def test_what_cannot_be_done_is_explained(
    inside: Browser, number: str, path: str, fields: dict[str, str], why: str
) -> None:
    meeting = on_an_agenda(inside, number)
    if fields.get("item") == "its own":
        fields = {**fields, "item": items_on(inside.get(meeting).text)}

    told = inside.post(meeting, f"{meeting}/{path}", **fields)

    assert told.status_code == 409
    assert why in told.text


@pytest.mark.parametrize(
    ("role", "unit", "found"),
    [
        (Role.OFFICER, "SSRC-30", [200, 200, 200]),
        (Role.OFFICER, "SSRC-50", [200, 404, 200]),
        (Role.REGION, "IPC-6", [200, 200, 200]),
        (Role.INTERNATIONAL, "HQ-INTL", [403, 404, 200]),
        (Role.BROADCAST, None, [403, 404, 403]),
    ],
)
def test_who_finds_which_board(
    inside: Browser, number: str, role: Role, unit: str | None, found: list[int]
) -> None:
    path = on_an_agenda(inside, number)
    inside.post("/", "/sign-out")
    inside.make("bob", role, unit)
    home = inside.sign_in("bob").text

    answers = [inside.get(one).status_code for one in ("/committee", path, "/international")]

    assert answers == found
    assert ("/console/committee" in home) is (found[0] == 200)
    assert ("/console/international" in home) is (found[2] == 200)


def test_a_region_reads_a_meeting_and_changes_nothing(inside: Browser, number: str) -> None:
    path = on_an_agenda(inside, number)
    token = re.search(r'name="csrf_token" value="([^"]+)"', inside.get("/committee").text)
    assert token is not None
    inside.post("/", "/sign-out")
    inside.make("reg", Role.REGION, "IPC-6")
    inside.sign_in("reg")

    assert "บันทึกมติ" not in inside.get(path).text
    assert inside.get(f"{path}/annex.docx").status_code == 403
    assert inside.post("/", f"{path}/drop", item="1", once="x" * 36).status_code == 403


# --- the international desk ---


@pytest.fixture
def desk(browser: Browser) -> Browser:
    browser.make("int", Role.INTERNATIONAL, "HQ-INTL")
    browser.sign_in("int")
    return browser


@pytest.fixture
def export(talk: Talk) -> str:
    return file_an_export(talk)


def test_the_board_shows_a_firm_with_its_readiness(desk: Browser, export: str) -> None:
    page = f"/international/{export}"
    desk.post(page, page, product="ผ้าไหมมัดหมี่", capacity="500 ผืน", country="ญี่ปุ่น")

    shown = desk.get("/international").text

    assert export in shown
    assert "ผ้าไหมมัดหมี่" in shown
    assert "ความพร้อม 2 จาก 5" in shown
    assert "บุญมา" not in shown
    assert PHONE not in shown


@pytest.mark.parametrize(
    ("filter_", "seen"),
    [
        ("track=export", True),
        ("track=jv", False),
        ("track=nonsense", True),
        ("province=TH-30", True),
        ("province=TH-50", False),
        ("band=0-1", True),
        ("band=4-5", False),
        ("band=nonsense", True),
    ],
)
def test_the_board_is_filtered(desk: Browser, export: str, filter_: str, *, seen: bool) -> None:
    assert (export in desk.get(f"/international?{filter_}").text) is seen


def test_a_province_sees_its_own_firms_only_whatever_it_asks_for(
    browser: Browser, export: str
) -> None:
    browser.make("far", Role.OFFICER, "SSRC-50")
    browser.sign_in("far")

    assert export not in browser.get("/international?province=TH-30").text


def test_a_profile_holds_what_is_ticked_once_the_owner_agreed(desk: Browser, export: str) -> None:
    page, case = f"/international/{export}", f"/cases/{export}"
    facts = {"company": "ไหมโคราช", "company_en": "Korat Silk", "capacity": "500 ผืน"}
    desk.post(page, page, allowed="company", **facts)
    assert desk.get(f"{page}/profile").status_code == 409
    consent = {"purpose": "international", "given": "yes", "way": "phone"}
    assert "ยินยอมแล้ว" in desk.post(case, f"{case}/board-consent", **consent).text

    shown = desk.get(f"{page}/profile").text
    assert "Korat Silk" in shown
    assert "500 ผืน" not in shown
    file = desk.get(f"{page}/profile.docx")
    tables = docx.Document(BytesIO(file.data)).tables
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    assert cells == ["กิจการ", "ไหมโคราช", "Company", "Korat Silk"]
    assert export in file.headers["Content-Disposition"]


def test_the_province_reads_readiness_and_outcomes(
    desk: Browser, export: str, clock: HandClock
) -> None:
    case = f"/cases/{export}"
    met = {"held_on": "2026-11-24", "counterpart": "Kyoto Trading", "country": "ญี่ปุ่น"}
    desk.post(case, f"{case}/international-outcome", outcome="ขอตัวอย่าง", **met)
    clock.move(minutes=1)
    desk.post("/", "/sign-out")
    desk.make("ann")
    desk.sign_in("ann")

    shown = desk.get(case).text
    assert "24 พ.ย. 2569 Kyoto Trading" in shown
    assert "โต๊ะต่างประเทศบันทึกผลการพบคู่เจรจา" in shown
    assert "international-outcome" not in shown, "nothing to write with"
    assert desk.get(f"/international/{export}").status_code == 403
