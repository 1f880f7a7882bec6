"""Open pages are told that something has changed, and find out what by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from werkzeug.test import TestResponse

from tests.handlers.conftest import Talk
from tests.web.conftest import Browser
from tests.web.test_console import COUNTER
from tests.web.test_figures_page import headquarters
from tests.world import HandClock

CHANGED = b"event: changed\ndata:\n\n"


def stream(browser: Browser, path: str) -> TestResponse:
    """Open a stream as a browser does."""
    headers = {"Accept": "text/event-stream"}
    return browser.client.get(f"/console{path}", headers=headers, buffered=False)


def lines(opened: TestResponse) -> Iterator[bytes]:
    assert opened.status_code == 200
    assert opened.mimetype == "text/event-stream"
    said = opened.iter_encoded()
    assert next(said) == b"retry: 500\n\n"
    return said


def test_an_open_case_is_told_when_its_owner_writes(
    inside: Browser, number: str, talk: Talk
) -> None:
    opened = stream(inside, f"/cases/{number}/live")
    said = lines(opened)
    talk.say("มีแล้วค่ะ")
    assert next(said) == CHANGED
    opened.close()


def test_an_open_case_says_that_a_colleague_has_changed_it(inside: Browser, number: str) -> None:
    page = f"/cases/{number}"
    again = re.findall(r'hx-get="/console([^"]+/now[^"]*)"', inside.get(page).text)[0]
    assert "มีการเปลี่ยนแปลงแล้ว" not in inside.get(again).text
    inside.post(page, f"{page}/note", words="โทรแล้ว")
    assert "เรื่องนี้มีการเปลี่ยนแปลงแล้ว" in inside.get(again).text


def test_the_desk_says_that_a_case_has_come(inside: Browser) -> None:
    opened = stream(inside, "/live")
    said = lines(opened)
    again = fresh_link(inside.get("/").text)
    assert inside.get(again).status_code == 204

    walk_in(inside)
    assert next(said) == CHANGED
    told = inside.get(again).text
    assert "มีเรื่องใหม่เข้ามา 1 เรื่อง" in told
    assert fresh_link(told) == again, "it goes on telling what has come since the page was made"
    assert inside.get(fresh_link(inside.get("/").text)).status_code == 204
    opened.close()


def test_a_desk_with_a_filter_is_told_of_what_it_shows(inside: Browser) -> None:
    again = fresh_link(inside.get("/?category=rescue").text)
    walk_in(inside)
    assert inside.get(again).status_code == 204


def fresh_link(html: str) -> str:
    found = re.search(r'hx-get="/console(/fresh[^"]*)"', html)
    assert found
    return found[1].replace("&amp;", "&")


def walk_in(browser: Browser) -> None:
    browser.post("/new", "/new", **COUNTER)


def test_so_many_streams_and_no_more(inside: Browser) -> None:
    most = inside.app.settings.console_streams
    opened = [stream(inside, "/live") for _ in range(most)]
    assert stream(inside, "/live").status_code == 204
    opened[0].close()
    assert stream(inside, "/live").status_code == 200


def test_who_may_not_open_the_case_follows_nothing(inside: Browser, number: str) -> None:
    inside.make("far", unit="SSRC-31")
    inside.sign_in("far")
    assert stream(inside, f"/cases/{number}/live").status_code == 404


def test_a_page_left_open_does_not_keep_its_officer_signed_in(
    inside: Browser, clock: HandClock
) -> None:
    answered = []
    for _ in range(inside.app.settings.console_idle_minutes // 10 + 1):
        clock.move(minutes=10)
        answered.append(stream(inside, "/live").status_code)
    assert (answered[0], answered[-1]) == (200, 204)
    assert inside.get("/").status_code == 302


def test_headquarters_hears_of_every_desk(browser: Browser, talk: Talk, clock: HandClock) -> None:
    hq = headquarters(browser, clock)
    opened = stream(hq, "/live")
    said = lines(opened)
    talk.file_a_loan()
    assert next(said) == CHANGED
    opened.close()
