"""Whoever opens whatever page is answered: with the page, or with why not and what to do."""

from __future__ import annotations

import re

import pyotp
import pytest

from bot.app import App
from bot.handlers import broadcasts
from bot.model.staff import Role
from bot.storage.db import transaction
from tests.announcing import ANN, write
from tests.web.conftest import Browser
from tests.world import HandClock

UNITS = {Role.OFFICER: "SSRC-30", Role.UNIT_HEAD: "SSRC-30", Role.REGION: "IPC-6"}


def sign_in(browser: Browser, role: Role, clock: HandClock) -> None:
    browser.make("ann", role, UNITS.get(role))
    if secret := re.search(r"<code>(\w+)</code>", browser.sign_in().text):
        code = pyotp.TOTP(secret[1]).at(clock.now())
        browser.post("/second-factor", "/second-factor", code=code)


def announcement(app: App) -> str:
    """Write one and return its number."""
    with transaction(app.engine) as connection:
        return str(broadcasts.create(connection, app.staff_deps, ANN, write(app), now=app.now()))


@pytest.mark.parametrize("role", list(Role))
def test_no_page_breaks(browser: Browser, number: str, role: Role, clock: HandClock) -> None:
    sign_in(browser, role, clock)
    news = announcement(browser.app)

    answers = {
        address: browser.client.get(address)
        for rule in browser.client.application.url_map.iter_rules()
        if rule.endpoint.startswith("console.") and "GET" in (rule.methods or ())
        if rule.arguments <= {"number", "announcement"} and "sign-" not in rule.rule
        for address in [rule.rule.replace("<number>", number).replace("<announcement>", news)]
    }

    assert len(answers) > 40
    broken = {address: one.status for address, one in answers.items() if one.status_code >= 500}
    assert broken == {}
    bare = {
        address: one.status
        for address, one in answers.items()
        if one.status_code >= 400 and len(one.text) < 100
    }
    assert bare == {}, "a refusal says in a page why, and where to go from here"
