"""Pictures for announcements: taken in from the form, open to LINE and its readers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache
from PIL import Image
from werkzeug.test import TestResponse

from bot.app import App
from bot.broadcasts.draft import Draft
from bot.handlers import broadcasts
from bot.model.staff import Role
from bot.storage.db import reading
from bot.web import create_app
from tests.files.files_stage import SECRET, jpeg
from tests.web.conftest import Browser
from tests.web.test_broadcasts import FORM
from tests.web.test_webhook import Woken

OURS = "https://sme.example.go.th"
SMALL_LIMIT = 100_000
"""Bytes, in place of LINE's ten million: the test's own client leaves large files open."""
Upload = tuple[io.BytesIO, str, str]


def picture(kind: str = "PNG", size: tuple[int, int] = (1600, 1200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


def upload(data: bytes, name: str = "a.png", kind: str = "image/png") -> Upload:
    return io.BytesIO(data), name, kind


@pytest.fixture(params=[OURS])
def reached(request: pytest.FixtureRequest, app: App) -> Iterator[App]:
    """The installation, where the world reaches it."""
    settings = app.settings.model_copy(update={"public_url": request.param})
    reached = App(settings, now=app.now, new_key=app.new_key, ticks=app.ticks)
    yield reached
    reached.writer.stop()
    reached.engine.dispose()


@pytest.fixture
def author(reached: App, templates: FileSystemBytecodeCache) -> Browser:
    flask = create_app(reached, Woken(), Woken())
    flask.jinja_env.bytecode_cache = templates
    browser = Browser(flask.test_client(), reached, Woken())
    browser.make("ann", Role.BROADCAST, None)
    browser.sign_in()
    return browser


def send(author: Browser, path: str, sent: Upload | None, **fields: str) -> TestResponse:
    html = author.get("/broadcasts/new").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    token = found[1] if found else ""
    files = {} if sent is None else {"picture": sent}
    data = {"csrf_token": token, **fields, **files}
    return author.client.post(f"/console/broadcasts{path}", data=data, follow_redirects=True)


def kept(author: Browser, page: TestResponse) -> Draft:
    with reading(author.app.engine) as connection:
        number = int(page.request.path.rpartition("/")[2])
        return broadcasts.find(connection, number).draft


def link_in(page: TestResponse) -> str:
    found = re.search(r'id="image" name="image" type="url" value="([^"]*)"', page.text)
    assert found is not None
    return found[1]


def test_a_picture_is_kept_at_once_and_open_to_all(author: Browser) -> None:
    answer = send(author, "/picture", upload(picture()))
    link = link_in(answer)
    assert link.startswith(f"{OURS}/news/")
    assert answer.headers["HX-Trigger-After-Swap"] == "picture"
    stranger = author.client.application.test_client()
    whole = stranger.get(link.removeprefix(OURS))
    assert (whole.status_code, whole.mimetype) == (200, "image/png")
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(whole.data)).size == (1600, 1200)
    small = stranger.get(f"{link.removeprefix(OURS)}/small")
    assert small.mimetype == "image/jpeg"
    assert Image.open(io.BytesIO(small.data)).size == (1024, 768)
    assert len(small.data) < 1024 * 1024


def test_what_a_camera_wrote_into_it_is_gone(author: Browser) -> None:
    link = link_in(send(author, "/picture", upload(jpeg(), "a.jpg", "image/jpeg")))
    whole = author.client.get(link.removeprefix(OURS))
    assert whole.mimetype == "image/jpeg"
    assert SECRET in jpeg(), "or this tests nothing"
    assert SECRET not in whole.data


def test_without_a_script_it_comes_with_the_form(author: Browser) -> None:
    page = send(author, "", upload(picture()), **FORM)
    draft = kept(author, page)
    assert draft.image is not None
    assert draft.image.startswith(f"{OURS}/news/")
    local = draft.image.removeprefix(OURS)
    assert f'<img class="sent-picture" src="{local}/small"' in page.text


def test_what_is_missing_besides_costs_no_second_upload(author: Browser) -> None:
    page = send(author, "", upload(picture()), **{**FORM, "title": ""})
    assert page.status_code == 400
    again = send(author, "", None, **{**FORM, "image": link_in(page)})
    assert kept(author, again).image == link_in(page)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (upload(picture("GIF"), "a.gif", "image/gif"), "ใช้รูป JPEG หรือ PNG"),
        (upload(b"%PDF-1.7 and so on", "a.pdf", "application/pdf"), "ใช้รูป JPEG หรือ PNG"),
        (upload(picture()[:60]), "ใช้รูป JPEG หรือ PNG"),
        (upload(picture() + bytes(SMALL_LIMIT)), "ใหญ่เกิน 10 MB"),
    ],
)
def test_what_line_would_not_show_is_not_taken(
    author: Browser, sent: Upload, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.news_pictures.MOST_BYTES", SMALL_LIMIT)
    data = sent[0].getvalue()
    answer = send(author, "/picture", (io.BytesIO(data), *sent[1:]), image="https://a.th/b.jpg")
    assert why in answer.text
    assert link_in(answer) == "https://a.th/b.jpg", "what was there before stays"
    page = send(author, "", (io.BytesIO(data), *sent[1:]), **{**FORM, "source": ""})
    assert page.status_code == 400
    assert "แก้ 2 จุด" in page.text
    assert why in page.text


@pytest.mark.parametrize("reached", ["", "http://sme.example.go.th"], indirect=True)
def test_where_line_does_not_reach_us_only_a_link_is_taken(author: Browser) -> None:
    form = author.get("/broadcasts/new").text
    assert 'name="picture"' not in form
    assert "ตั้ง PUBLIC_URL" in form
    assert "ใส่ลิงก์รูปแทน" in send(author, "/picture", upload(picture())).text
    page = send(author, "", None, **FORM, image="https://www.dip.go.th/fair.jpg")
    assert kept(author, page).image == "https://www.dip.go.th/fair.jpg"
    assert '<img class="sent-picture" src="https://www.dip.go.th/fair.jpg"' in page.text
    assert "img-src 'self' data: https:;" in page.headers["Content-Security-Policy"]
    assert "https:" not in author.get("/").headers["Content-Security-Policy"]


def test_a_full_disk_is_said_and_what_is_gone_is_not_there(author: Browser, tmp_path: Path) -> None:
    link = link_in(send(author, "/picture", upload(picture()))).removeprefix(OURS)
    files = tmp_path / "data" / "files"
    files.rename(tmp_path / "away")
    assert author.client.get(link).status_code == 503
    files.write_text("no folder", encoding="utf-8")
    assert "เก็บรูปไม่ได้" in send(author, "/picture", upload(picture())).text


@pytest.mark.parametrize("key", ["x", "0a" * 16, "../../etc/passwd"])
def test_there_is_nothing_else_at_that_address(author: Browser, key: str) -> None:
    for path in (f"/news/{key}", f"/news/{key}/small"):
        assert author.client.get(path).status_code == 404


def test_only_those_who_announce_bring_pictures(inside: Browser) -> None:
    for path in ("picture", "look"):
        assert inside.post("/new", f"/broadcasts/{path}").status_code == 403


# --- what is being typed ---


def test_it_is_shown_while_it_is_typed(author: Browser) -> None:
    typed = {**FORM, "message": "ดูที่ https://www.dip.go.th", "image": "https://a.th/b.jpg"}
    text = send(author, "/look", None, **typed).text
    assert '<span class="link">https://www.dip.go.th</span>' in text
    assert '<img class="sent-picture" src="https://a.th/b.jpg"' in text
    assert "<p>สนใจออกบูธ</p>" in text
    card = send(author, "/look", None, **typed, layout="card").text
    assert '<img class="hero" src="https://a.th/b.jpg"' in card
    assert '<p class="field words">ดูที่ https://www.dip.go.th</p>' in card
    assert "sent-picture" not in card
    assert "จาก ศภ.6" in card, "how to stop it is said below"
    nothing = send(author, "/look", None).text
    assert "ข้อความ" in nothing


def test_a_card_is_kept_shown_and_edited(author: Browser) -> None:
    page = send(author, "", None, **FORM, layout="card", image="https://a.th/b.jpg")
    assert kept(author, page).card
    assert '<img class="hero" src="https://a.th/b.jpg"' in page.text
    form = author.get(f"{page.request.path.removeprefix('/console')}/edit").text
    assert 'name="layout" value="card" checked' in form
    assert link_in(author.get(f"{page.request.path.removeprefix('/console')}/edit")) in form
