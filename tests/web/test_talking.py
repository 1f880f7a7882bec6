"""Talking to an owner in the console, as a browser meets it."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from bot.app import App
from bot.handlers import held
from bot.handlers.casework import Work
from bot.model.staff import Role
from bot.storage import contents, quota, staff
from bot.storage.contents import Kept, NewContent
from bot.storage.db import reading
from bot.storage.quota import Count
from bot.web import create_app
from tests.handlers.conftest import Talk
from tests.handlers.test_casework import ANN
from tests.web.conftest import Browser
from tests.web.test_webhook import Woken
from tests.world import HandClock


def browse(app: App, name: str, role: Role = Role.OFFICER) -> Browser:
    sent = Woken()
    browser = Browser(create_app(app, Woken(), sent).test_client(), app, sent)
    browser.make(name, role)
    browser.sign_in(name)
    return browser


@pytest.fixture
def ann(app: App) -> Browser:
    return browse(app, "ann")


@pytest.fixture
def page(ann: Browser, number: str) -> str:
    """Return the address of a case that ann has claimed."""
    page = f"/cases/{number}"
    ann.post(page, f"{page}/claim")
    return page


def piece(browser: Browser, page: str, name: str, **fields: str) -> str:
    """Return a piece of the page, as htmx fetches it with the form's fields."""
    return browser.post(page, f"{page}/{name}", **fields).text


# --- what an answer costs ---


def test_it_is_told_for_how_long_an_answer_is_free(
    ann: Browser, page: str, talk: Talk, clock: HandClock
) -> None:
    talk.say("มีแล้วค่ะ")
    clock.move(seconds=12)
    free = ann.get(f"{page}/now").text
    assert "ตอบฟรีได้อีก 38 วินาที" in free
    assert "every 1s" in free

    clock.move(seconds=60)
    metered = ann.get(f"{page}/now").text
    assert "ข้อความนี้เสียโควตา 1</p>" in metered
    assert "every 4s" in metered


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (Count(116, 300), "ข้อความนี้เสียโควตา 1 (เดือนนี้เหลือ 184)"),
        (Count(300, 300), "โควตาเดือนนี้หมดแล้ว"),
        (Count(300, None), "ข้อความนี้เสียโควตา 1</p>"),
    ],
)
def test_the_quota_that_is_left_is_told(ann: Browser, page: str, count: Count, told: str) -> None:
    app = ann.app
    app.writer.run(lambda connection: quota.note(connection, count, now=app.now()))

    assert told in ann.get(f"{page}/now").text


def test_a_covered_case_tells_nothing_of_its_owner_s_line(ann: Browser, number: str) -> None:
    shown = ann.get(f"/cases/{number}/now").text

    assert "โควตา" not in shown
    assert "ตอบฟรี" not in shown


# --- the conversation ---


def test_a_conversation_that_has_not_changed_is_not_sent_again(
    ann: Browser, page: str, talk: Talk
) -> None:
    mark = re.search(r"mark=(\w+)", ann.get(page).text)
    assert mark is not None
    assert ann.get(f"{page}/talk?mark={mark[1]}").status_code == 204

    talk.say("มีแล้วค่ะ")
    again = ann.get(f"{page}/talk?mark={mark[1]}")
    assert "มีแล้วค่ะ" in again.text
    assert mark[1] not in again.text


def test_colleagues_see_who_looks_and_who_types(ann: Browser, page: str, app: App) -> None:
    ben = browse(app, "ben")
    ben.get(page)
    assert "Benเปิดเรื่องนี้อยู่" in ann.get(f"{page}/now").text

    piece(ann, page, "preview", words="สวัส")
    assert "Annกำลังพิมพ์" in ben.get(f"{page}/now").text


def test_the_owner_sees_that_an_officer_writes_once_in_a_while(
    app: App, number: str, clock: HandClock
) -> None:
    typing = Woken()
    browser = Browser(create_app(app, Woken(), Woken(), typing).test_client(), app, Woken())
    browser.make("ann")
    browser.sign_in()
    page = f"/cases/{number}"

    piece(browser, page, "preview", words="ก")
    assert typing == [], "the bot has the word"
    browser.post(page, f"{page}/claim")
    clock.move(seconds=30)
    for _ in range(3):
        piece(browser, page, "preview", words="กข")
        clock.move(seconds=5)
    assert typing == ["Uanna"]


def test_the_preview_is_what_line_will_show(ann: Browser, page: str) -> None:
    shown = piece(ann, page, "preview", words="😀 <b>ดู</b>\nhttps://example.th/x")

    assert "😀 &lt;b&gt;ดู&lt;/b&gt;\n" in shown
    assert '<span class="link">https://example.th/x</span>' in shown
    assert "33 จาก 5,000" in shown
    assert "แบ่งเป็นสองข้อความ" in piece(ann, page, "preview", words="ก" * 5001)


# --- answers ---


def test_a_canned_reply_joins_what_is_typed_and_is_not_sent(
    ann: Browser, page: str, talk: Talk
) -> None:
    assert "/canned/loan_documents" in ann.get(page).text
    assert "/canned/damage" not in ann.get(page).text

    box = piece(ann, page, "canned/loan_documents", words="สวัสดีค่ะ")

    assert "สวัสดีค่ะ\nคุณบุญมา รบกวนส่งเอกสาร" in box
    assert "autofocus" in box
    assert talk.answer() == ""


def test_a_refused_answer_stays_in_the_box(ann: Browser, page: str, talk: Talk, app: App) -> None:
    talk.happen("unfollow")
    refused = ann.post(page, f"{page}/answer", words="เอกสารครบแล้วค่ะ")
    assert refused.status_code == 409
    assert "บล็อก" in refused.text
    assert ">เอกสารครบแล้วค่ะ</textarea>" in refused.text
    assert 'name="anyway"' in refused.text

    ben = browse(app, "ben")
    covered = ben.post(page, f"{page}/answer", words="ฉันด้วย")
    assert covered.status_code == 409
    assert "เพื่อนร่วมงานกำลังคุย" in covered.text
    assert ">ฉันด้วย</textarea>" in covered.text


def test_an_answer_after_a_colleague_s_needs_a_second_look(
    ann: Browser, page: str, clock: HandClock, app: App
) -> None:
    ben = browse(app, "ben")
    form = {"words": "เบนค่ะ", "seen": app.now().isoformat()}
    clock.move(seconds=5)
    ann.post(page, f"{page}/answer", words="แอนค่ะ")
    ann.post(page, f"{page}/give-back")

    warned = ben.post(page, f"{page}/answer", **form)
    assert warned.status_code == 409
    assert "Annเพิ่งตอบ" in warned.text
    assert ben.post(page, f"{page}/answer", **form, anyway="yes").status_code == 200


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-11-25T10:00:00"])
def test_a_page_that_does_not_say_when_it_was_made_may_answer(
    ann: Browser, page: str, seen: str
) -> None:
    assert ann.post(page, f"{page}/answer", words="สวัสดีค่ะ", seen=seen).status_code == 200


def test_an_answer_may_wait_be_withdrawn_or_sent(ann: Browser, page: str) -> None:
    def wait(words: str) -> str:
        shown = ann.post(page, f"{page}/hold", words=words).text
        assert "รอส่งพร้อมข้อความถัดไป" in shown
        found = re.search(r'name="held" value="(\d+)"', shown)
        assert found is not None
        return found[1]

    gone = ann.post(page, f"{page}/withdraw-held", held=wait("ไม่เอาแล้ว")).text
    assert "รอส่งพร้อม" not in gone
    sent = ann.post(page, f"{page}/send-held", held=wait("ส่งเลยค่ะ")).text
    assert "ส่งเลยค่ะ" in sent
    assert ann.post(page, f"{page}/send-held", held="x").status_code == 409


# --- the desk ---


def test_the_desk_names_calls_to_make_and_answers_that_waited_too_long(
    ann: Browser, number: str, talk: Talk, clock: HandClock
) -> None:
    app = ann.app
    assert "ต้องทำ" not in ann.get("/").text
    talk.say("ขอให้โทรกลับ")
    talk.say("บ่าย")
    assert f"โทรกลับ {number}" in ann.get("/").text

    work = Work(app.staff_deps, ANN, number, app.now())
    app.writer.run(lambda connection: held.hold(connection, work, "รอค่ะ", cause="c"))
    assert "ข้อความรอส่ง" not in ann.get("/").text
    clock.move(days=2)
    ann.sign_in()
    assert "เก็บไว้ 2 วันทำการแล้ว" in ann.get("/").text


def test_a_call_is_noted_on_the_case(ann: Browser, page: str, talk: Talk) -> None:
    ann.post(page, f"{page}/give-back")
    talk.say("ขอให้โทรกลับ")
    talk.say("เช้า")
    assert 'href="tel:0812345678">โทร 081-234-5678' in ann.get(page).text

    missed = ann.post(page, f"{page}/call-missed").text
    assert "โทรแล้ว 1 ครั้ง ยังไม่ได้คุย" in missed
    done = ann.post(page, f"{page}/call-done").text
    assert "ได้คุยกัน" in done
    assert "call-missed" not in done


@pytest.mark.usefixtures("number")
def test_the_desk_shows_who_has_blocked_the_account(ann: Browser, talk: Talk) -> None:
    assert "บล็อก LINE" not in ann.get("/").text
    talk.happen("unfollow")
    assert "บล็อก LINE" in ann.get("/").text


# --- canned replies ---


def test_officers_read_the_replies_and_heads_change_them(ann: Browser, app: App) -> None:
    assert "หัวหน้าหน่วยเป็นผู้แก้" in ann.get("/canned").text
    assert (
        ann.post("/canned", "/canned", key="k", title="t", words="w", category="").status_code
        == 400
    )

    head = browse(app, "head", Role.UNIT_HEAD)
    fields = {"key": "introduce", "title": "ทักทาย", "category": ""}
    wrong = head.post("/canned", "/canned", **fields, words="คุณ{nmae}")
    assert wrong.status_code == 400
    assert "ไม่รู้จัก {nmae}" in wrong.text
    assert ">คุณ{nmae}</textarea>" in wrong.text
    changed = head.post("/canned", "/canned", **fields, words="สวัสดีคุณ{name}").text
    assert "แก้โดยหน่วยงาน" in changed
    assert "สวัสดีคุณ{name}" in ann.get("/canned").text
    assert "ซ่อนไว้" in head.post("/canned", "/canned/hide", key="introduce").text
    back = head.post("/canned", "/canned/restore", key="introduce").text
    assert "แนะนำตัว" in back
    assert "ซ่อนไว้" not in back


def test_a_new_reply_with_a_mistake_comes_back(app: App) -> None:
    head = browse(app, "head", Role.UNIT_HEAD)

    wrong = head.post("/canned", "/canned", key="new-one", title="ใหม่", category="", words="{")
    assert "ไม่ครบคู่" in wrong.text
    assert 'value="new-one"' in wrong.text


# --- files ---


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "green").save(out, "JPEG")
    return out.getvalue()


def keep_file(
    app: App, talk: Talk, data: bytes, content_type: str, *, name: str | None = None
) -> str:
    """Have the owner send a file that is kept; return its message."""
    kind = "image" if content_type.startswith("image/") else "file"
    talk.happen(f"message:{kind}", message={"type": kind, "fileName": name, "fileSize": len(data)})
    message_id, place = f"{talk.person}-{talk.events}", f"ab/{talk.events}"
    app.storage.keep(place, io.BytesIO(data))
    new = NewContent(message_id, "image" if kind == "image" else "file", name, app.now())
    app.writer.run(
        lambda connection: contents.expect(connection, talk.person, [new], now=app.now())
    )
    parcel = app.writer.run(
        lambda connection: contents.claim_next(
            connection, holder="me", now=app.now(), fresh_place=place
        )
    )
    assert parcel is not None
    kept = Kept(content_type, len(data), "0" * 64)
    app.writer.run(lambda connection: contents.keep(connection, parcel, kept, now=app.now()))
    return message_id


def fetch(browser: Browser, path: str) -> TestResponse:
    """Return a file, whole."""
    return browser.client.get(f"/console{path}", buffered=True)


def test_a_picture_is_shown_small_and_opened_whole(ann: Browser, page: str, talk: Talk) -> None:
    sent = picture()
    one = keep_file(ann.app, talk, sent, "image/jpeg")
    assert f"/files/{one}/small" in ann.get(page).text

    small = fetch(ann, f"{page}/files/{one}/small")
    assert small.mimetype == "image/jpeg"
    assert max(Image.open(io.BytesIO(small.data)).size) == 480
    whole = fetch(ann, f"{page}/files/{one}")
    assert whole.data == sent
    assert whole.headers["Content-Disposition"].startswith("inline")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Cache-Control"] == "no-store"
    saved = fetch(ann, f"{page}/files/{one}?save=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("kept_as", "served_as"),
    [
        ("application/pdf", "application/pdf"),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
    ],
)
def test_anything_else_is_saved_and_never_run(
    ann: Browser, page: str, talk: Talk, kept_as: str, served_as: str
) -> None:
    one = keep_file(ann.app, talk, b"<script>", kept_as, name="งบ 2569.pdf")

    answer = fetch(ann, f"{page}/files/{one}")
    assert answer.mimetype == served_as
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "2569.pdf" in answer.headers["Content-Disposition"]
    assert fetch(ann, f"{page}/files/{one}/small").status_code == 409


def test_a_file_that_cannot_be_read_now_is_told(ann: Browser, page: str, talk: Talk) -> None:
    one = keep_file(ann.app, talk, b"no picture", "image/jpeg")
    assert "ย่อรูปนี้ไม่ได้" in fetch(ann, f"{page}/files/{one}/small").text
    with reading(ann.app.engine) as connection:
        found = contents.find(connection, one)
        assert staff.display_names(connection)
    assert found is not None
    ann.app.storage.delete(found.place or "")
    assert "เปิดไฟล์ไม่ได้" in fetch(ann, f"{page}/files/{one}").text
