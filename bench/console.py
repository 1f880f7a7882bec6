"""How long does the server work for each page of the console, with a million cases?

On SQLite and on PostgreSQL a database is filled by `bot seed`. Then an officer of a large province
and one of headquarters ask for every page in turn, in this process, as a browser would: with a
session, through the gate. What is told is the median time until the whole answer is there.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pyotp
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bench import filling, results
from bench.serving import BOT, Store, postgres
from bot.app import App
from bot.config import read_settings
from bot.handlers import signing_in
from bot.model.staff import Role
from bot.storage import migrate, staff
from bot.storage.db import reading
from bot.storage.staff import NewAccount
from bot.storage.tables import case
from bot.web import create_app

CASES = 1_000_000
DEMANDED_MS = 100
_PASSWORD = "four random words here"
_FRIENDS_A_CASE, _MESSAGES_A_CASE = 0.69, 1.4
_WARM = 2
_OFFICERS = (
    ("province", Role.OFFICER, "SSRC-30"),
    ("region", Role.REGION, "IPC-6"),
    ("abroad", Role.INTERNATIONAL, None),
    ("headquarters", Role.HEADQUARTERS, None),
)


def report(*, rounds: int, scale: float = 1.0) -> None:
    """Fill the databases, ask for every page, and tell the medians."""
    cases = int(CASES * scale)
    print(f"Console: {cases:,} cases; each page {4 * rounds} times")
    told = {}
    for kind in ("SQLite", "PostgreSQL"):
        with _database(kind) as (store, folder):
            if store is None:
                continue
            began = time.perf_counter()
            _seed(store, folder, cases)
            seconds = time.perf_counter() - began
            print(f"  {kind}: filled in {seconds:.0f} s")
            told[kind] = {"filled_seconds": seconds, **measure(store, folder, times=4 * rounds)}
    results.write("console", {"rounds": rounds, "cases": cases, "databases": told})


def measure(store: Store, folder: Path, *, times: int) -> dict[str, Any]:
    """Return the median milliseconds of each page, by officer and page."""
    app = App(
        read_settings(
            database_url=store.database_url,
            data_dir=folder,
            line_channel_secret="bench",
            line_channel_access_token="bench",
            console_over_http=True,
        )
    )
    migrate.upgrade(app.engine)
    pages: dict[str, dict[str, float]] = {}
    for who, role, unit in _OFFICERS:
        browser = _signed_in(app, who, role, unit)
        for name, address in (_addresses(browser) | _other_pages(browser)).items():
            taken = [_ask(browser, address) for _ in range(times + _WARM)][_WARM:]
            pages[f"{who}: {name}"] = {
                "median_ms": statistics.median(taken) * 1000,
                "worst_ms": max(taken) * 1000,
            }
            print(f"    {who + ': ' + name:<44} {statistics.median(taken) * 1000:7.1f} ms")
    with reading(app.engine) as connection:
        query = select(func.count()).where(case.c.ended_at.is_(None))
        open_cases = connection.scalar(query)
    app.writer.stop()
    app.engine.dispose()
    megabytes = filling.size_mb(store.database_url)
    return {"pages": pages, "open_cases": open_cases, "size_mb": megabytes}


@contextmanager
def _database(kind: str) -> Iterator[tuple[Store | None, Path]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if kind == "PostgreSQL":
            yield stack.enter_context(postgres("console")), folder
        else:
            yield Store(f"sqlite:///{folder}/bench.db"), folder


def _seed(store: Store, folder: Path, cases: int) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": store.database_url,
        "DATA_DIR": str(folder),
        "LINE_CHANNEL_SECRET": "bench",
        "LINE_CHANNEL_ACCESS_TOKEN": "bench",
        "LOG_LEVEL": "ERROR",
    }
    friends, messages = int(cases * _FRIENDS_A_CASE), int(cases * _MESSAGES_A_CASE)
    subprocess.run([*BOT, "migrate"], check=True, env=environment, stdout=subprocess.DEVNULL)
    command = [*BOT, "seed", "--cases", str(cases), "--friends", str(friends)]
    command += ["--messages", str(messages)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def _signed_in(app: App, name: str, role: Role, unit: str | None) -> FlaskClient:
    new = NewAccount(name, name, role, unit, signing_in.hash_password(_PASSWORD))
    app.writer.run(lambda connection: staff.add(connection, new, now=app.now()))
    browser = create_app(app, lambda _: None).test_client()
    page = _post(browser, "/console/sign-in", name=name, password=_PASSWORD)
    if secret := re.search(r"<code>(\w+)</code>", page):
        code = pyotp.TOTP(secret[1]).at(app.now())
        _post(browser, "/console/second-factor", code=code)
    return browser


def _post(browser: FlaskClient, address: str, **fields: str) -> str:
    html = browser.get(address).text
    token = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', html))
    answer = browser.post(address, data={**token, **fields}, follow_redirects=True)
    return answer.text


def _ask(browser: FlaskClient, address: str) -> float:
    began = time.perf_counter()
    answer = browser.get(address)
    taken = time.perf_counter() - began
    assert answer.status_code == 200, f"{address}: {answer.status}"
    return taken


def _first_case(browser: FlaskClient) -> str:
    """Return the number of the first case on the officer's desk; nothing when it is empty."""
    found = re.search(r"/console/cases/([^\"/?]+)", browser.get("/console/?all=1").text)
    return found[1] if found else ""


def _other_pages(browser: FlaskClient) -> dict[str, str]:
    """Return all other pages that this officer may see, and those of one case."""
    number = _first_case(browser)
    rules = [
        rule.rule.replace("<number>", number)
        for rule in browser.application.url_map.iter_rules()
        if rule.endpoint.startswith("console.")
        and "GET" in (rule.methods or ())
        and rule.arguments <= ({"number"} if number else set())
        and not rule.endpoint.endswith("_live")  # a stream stays open
    ]
    return {
        (rule.replace(number, "NUMBER") if number else rule): rule
        for rule in sorted(rules)
        if browser.get(rule).status_code == HTTPStatus.OK
    }


def _addresses(browser: FlaskClient) -> dict[str, str]:
    """Return the pages that depend on what is asked; a filter that nothing fits is the worst."""
    desk = browser.get("/console/?all=1").text
    number = _first_case(browser)
    more = re.search(r'rel="next" href="([^"]+)"', desk)
    return {
        "desk": "/console/?all=1",
        **({"desk, next page": more[1].replace("&amp;", "&")} if more else {}),
        "desk, one pile": "/console/?pile=waiting",
        "desk, filtered": "/console/?category=market&priority=normal",
        "desk, filtered to few": "/console/?triage=3&category=rescue&province=TH-30",
        "desk, nobody's": "/console/?whose=nobody",
        "desk, mine": "/console/?whose=me",
        "search, a word of every second case": "/console/search?q=เงิน",
        "search, two words": "/console/search?q=ผ้าทอ+ส่งออก",
        "search, a name": "/console/search?q=ฟาติมา+ทองสมมุติ",
        "search, a telephone": "/console/search?q=060-000-1234",
        "search, nothing found": "/console/search?q=ยานอวกาศ",
        **({"case, uncovered": f"/console/cases/{number}?reveal=1"} if number else {}),
    }
