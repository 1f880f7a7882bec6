"""How long does the director-general's page take in a full database?

A million people with a case each, filled as for the scale; the daily totals follow the whole
history, then the pages are asked for as a browser does, without the network: signed in, through
Flask, from the database to the last byte of HTML.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from bench import filling, results
from bench.line_sink import ACCESS_TOKEN
from bench.serving import SECRET, Store, postgres
from bot.app import App
from bot.config import read_settings
from bot.handlers.signing_in import hash_token
from bot.model.staff import Role
from bot.storage import figures_days, staff
from bot.storage.db import transaction
from bot.storage.staff import NewAccount
from bot.storage.tables import case, case_history
from bot.web import create_app
from bot.web.console.gate import TOKEN

FULL = 1_000_000
_AT_ONCE = 20_000
_TOKEN = "bench"
# Those who really talked are few, and their copies alike: what is counted by day, by province and
# by outcome is spread here as it is in life. Two of three cases are completed.
_SPREAD = {
    "sqlite": """
        UPDATE case_record SET
          opened_at = datetime(opened_at, '-' || (rowid * 7919 % 35) || ' days'),
          first_contact_at = datetime(opened_at, '-' || (rowid * 7919 % 35 - rowid % 5) || ' days'),
          province = json_extract(:provinces, '$[' || (rowid * 31 % :count) || ']'),
          status = CASE WHEN rowid % 3 = 0 THEN 'new' ELSE 'closed' END,
          ended_at = CASE WHEN rowid % 3 = 0 THEN NULL ELSE
            datetime(opened_at, '-' || (rowid * 7919 % 35 - rowid % 29) || ' days') END
    """,
    "postgresql": """
        UPDATE case_record SET
          opened_at = opened_at - make_interval(days => spread.n * 7919 % 35),
          first_contact_at = opened_at
            - make_interval(days => spread.n * 7919 % 35 - spread.n % 5),
          province = CAST(:provinces AS json) ->> (spread.n * 31 % :count),
          status = CASE WHEN spread.n % 3 = 0 THEN 'new' ELSE 'closed' END,
          ended_at = CASE WHEN spread.n % 3 = 0 THEN NULL ELSE
            opened_at - make_interval(days => spread.n * 7919 % 35 - spread.n % 29) END
        FROM (SELECT number, abs(hashtext(number)) % 100000 AS n FROM case_record) AS spread
        WHERE spread.number = case_record.number
    """,
}


def report(*, rounds: int, scale: float = 1.0) -> None:
    """Fill both databases, measure the pages, and tell."""
    people = max(1_000, int(FULL * scale))
    print(f"Figures: {people:,} cases; the median of {rounds} looks at each page")
    told = {
        kind: measured
        for kind in ("SQLite FULL", "PostgreSQL")
        if (measured := _measure(kind, people, rounds)) is not None
    }
    results.write("figures", {"rounds": rounds, "full": people, "databases": told})


def _measure(kind: str, people: int, rounds: int) -> dict[str, Any] | None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store: Store | None = Store(f"sqlite:///{folder}/bench.db")
        if kind == "PostgreSQL":
            store = stack.enter_context(postgres("figures"))
        if store is None:
            return None
        filling.fill(folder, store, people, tables=(case, case_history))
        app = App(
            read_settings(
                line_channel_secret=SECRET,
                line_channel_access_token=ACCESS_TOKEN,
                database_url=store.database_url,
                data_dir=folder,
            )
        )
        _spread(app)
        seconds = _follow(app)
        client = _signed_in(app)
        pages = {name: _time(client, path, rounds) for name, path in _pages(app).items()}
        app.writer.stop()
        app.engine.dispose()
    for name, one in pages.items():
        print(f"  {kind + ', ' + name:<52} {one['p50_ms']:7.0f} ms (slowest {one['most_ms']:.0f})")
    print(f"  {kind}: the totals followed {people / seconds:,.0f} cases a second")
    return {"pages": pages, "followed_per_second": people / seconds}


def _spread(app: App) -> None:
    provinces = sorted(app.map.provinces)
    values = {"provinces": json.dumps(provinces), "count": len(provinces)}
    with transaction(app.engine) as connection:
        if app.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(_SPREAD[app.engine.dialect.name]), values)


def _follow(app: App) -> float:
    """Let the totals catch up with the history, as the sweeper does; return the seconds it took."""
    began, more = time.perf_counter(), True
    later = app.now() + timedelta(minutes=5)  # so that the last lines are settled, too
    while more:
        with transaction(app.engine) as connection:
            if app.engine.dialect.name == "postgresql":  # so many at once take long in between
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            more = figures_days.refresh(connection, now=later, most=_AT_ONCE)
    took = time.perf_counter() - began
    if app.engine.dialect.name == "postgresql":
        with app.engine.connect() as connection:  # as its autovacuum does
            for table in ("case_record", "figure_fact", "figure_day"):
                connection.exec_driver_sql(f"VACUUM ANALYZE {table}")
    return took


def _signed_in(app: App) -> FlaskClient:
    now = app.now()

    def account(connection: Connection) -> None:
        staff.add(connection, NewAccount("hq", "hq", Role.HEADQUARTERS, None, "-"), now=now)
        found = staff.find(connection, "hq")
        assert found is not None
        staff.begin_session(connection, found, hash_token(_TOKEN), second_factor=True, now=now)

    app.writer.run(account)
    flask = create_app(app, _nobody, _nobody)
    flask.config["SESSION_COOKIE_SECURE"] = False
    client = flask.test_client()
    with client.session_transaction(base_url="http://localhost/console/") as session:
        session[TOKEN] = _TOKEN
    return client


def _nobody(_person: str) -> None:
    """Wake nobody: nothing is said here."""


def _pages(app: App) -> Mapping[str, str]:
    today = app.now().date()
    ever = f"from={(today - timedelta(days=800)).isoformat()}&to={today.isoformat()}"
    return {
        "the country, two years": f"/console/figures?{ever}",
        "the country, this fiscal year": "/console/figures",
        "a region, two years": f"/console/figures?area=IPC-6&{ever}",
        "a province, two years": f"/console/figures?area=TH-30&{ever}",
        "a list of one category": f"/console/figures/list?reporting=การเงิน&{ever}",
        "the list of late cases": "/console/figures/list?what=late",
    }


def _time(client: FlaskClient, path: str, rounds: int) -> dict[str, float]:
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    return {"p50_ms": statistics.median(times[1:]), "most_ms": max(times)}
