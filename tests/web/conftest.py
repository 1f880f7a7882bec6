"""One officer's browser, and an owner who has filed a loan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pytest
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from bot.app import App
from bot.handlers import signing_in
from bot.model.staff import Role
from bot.storage import staff
from bot.storage.staff import NewAccount
from bot.web import create_app
from tests.handlers.conftest import Talk
from tests.web.test_webhook import Woken
from tests.world import HandClock

PASSWORD = "four random words here"
PHONE = "081-234-5678"


@dataclass
class Browser:
    """One officer's browser."""

    client: FlaskClient
    app: App
    sent: Woken

    def make(self, name: str, role: Role = Role.OFFICER, unit: str | None = "SSRC-30") -> None:
        new = NewAccount(name, name.title(), role, unit, _hashed())
        self.app.writer.run(lambda connection: staff.add(connection, new, now=self.app.now()))

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/console{path}")

    def post(self, page: str, path: str, **fields: str) -> TestResponse:
        """Send a form that was found on a page."""
        html = self.get(page).text
        found = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', html))
        return self.client.post(f"/console{path}", data={**found, **fields}, follow_redirects=True)

    def sign_in(self, name: str = "ann", password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", "/sign-in", name=name, password=password)


@cache
def _hashed() -> str:
    return signing_in.hash_password(PASSWORD)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What every application of this session would compile anew."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def browser(app: App, templates: FileSystemBytecodeCache) -> Browser:
    sent = Woken()
    flask = create_app(app, Woken(), sent)
    flask.jinja_env.bytecode_cache = templates
    return Browser(flask.test_client(), app, sent)


@pytest.fixture
def inside(browser: Browser) -> Browser:
    browser.make("ann")
    browser.sign_in()
    return browser


@pytest.fixture
def talk(app: App, clock: HandClock) -> Talk:
    return Talk(app, clock)


@pytest.fixture
def number(talk: Talk) -> str:
    return talk.file_a_loan().number
