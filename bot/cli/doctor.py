"""`bot doctor`: says in words what is set, what is reachable, and what is wrong."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
import redis
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from bot.app import App
from bot.cli.opening import open_app
from bot.config import BadSettings, Settings, read_settings
from bot.errors import BotError
from bot.files.storage import place_of
from bot.line.client import LineRefused
from bot.routing.centres import unconfirmed
from bot.storage import figures, switches
from bot.storage.db import check_usable, explain, reading
from bot.storage.migrate import is_current
from bot.storage.outages import OWNED_UP_FOR
from bot.storage.switches import MAINTENANCE, PAUSE_BOT, STOP_SENDS, Standing

_TOO_LONG = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `well` is None when it is only worth knowing."""

    well: bool | None
    sentence: str


@click.command()
def doctor() -> None:
    """Check settings, files, database, Redis and LINE (with LINE's own webhook test).

    Exit code 1 when something is wrong.
    """
    findings = [*_examine()]
    for finding in findings:
        mark = {True: "ok  ", False: "BAD ", None: "note"}[finding.well]
        click.echo(f"{mark}  {finding.sentence}")
    if any(finding.well is False for finding in findings):
        raise SystemExit(1)


def _examine() -> list[Finding]:
    try:
        app = open_app()
    except BadSettings as error:
        return [Finding(well=False, sentence=str(error))]
    checks: list[Callable[[App], list[Finding]]] = [
        _settings,
        _folder,
        _conversations,
        _offices,
        _database,
        _what_waits,
        _redis,
        _files,
    ]
    findings = [finding for check in checks for finding in check(app)]
    app.engine.dispose()
    try:
        read_settings(serving=True)
    except BadSettings as error:
        return [*findings, Finding(well=False, sentence=str(error).replace("\n", " "))]
    return [*findings, *_line(app)]


def _settings(app: App) -> list[Finding]:
    shown = [
        f"{name.upper()} is {_shown(getattr(app.settings, name))}"
        for name in Settings.model_fields
        if name in app.settings.model_fields_set
    ]
    return [Finding(well=None, sentence=sentence) for sentence in shown]


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value() else "empty"
    if isinstance(value, tuple):
        return f"set ({len(value)})"
    return "set" if "://" in str(value) and "@" in str(value) else str(value)


def _folder(app: App) -> list[Finding]:
    folder = app.settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return [Finding(well=False, sentence=f"DATA_DIR {folder}: {error.strerror}.")]
    writable = os.access(folder, os.W_OK)
    sentence = (
        f"DATA_DIR {folder} can be written" if writable else f"DATA_DIR {folder} is read-only"
    )
    return [Finding(well=writable, sentence=sentence)]


def _conversations(app: App) -> list[Finding]:
    try:
        count = len(app.book.flows)
    except BotError as error:
        return [Finding(well=False, sentence=str(error))]
    return [Finding(well=True, sentence=f"The conversations are in order ({count})")]


def _offices(app: App) -> list[Finding]:
    try:
        doubtful = len(unconfirmed(app.map))
    except BotError as error:
        return [Finding(well=False, sentence=str(error))]
    findings = [Finding(well=True, sentence="The map of offices is complete (77 provinces)")]
    if doubtful:
        sentence = f"{doubtful} areas wait for confirmation: `bot centres unconfirmed` lists them"
        findings.append(Finding(well=None, sentence=sentence))
    return findings


def _database(app: App) -> list[Finding]:
    where = app.engine.url.render_as_string(hide_password=True)
    try:
        check_usable(app.engine)
        current = is_current(app.engine)
    except BotError as error:
        return [Finding(well=False, sentence=str(error))]
    except SQLAlchemyError as error:
        return [Finding(well=False, sentence=explain(app.engine, error))]
    if current:
        return [Finding(well=True, sentence=f"The database answers, its schema is right: {where}")]
    if app.engine.dialect.name == "sqlite":
        sentence = f"The database {where} is brought to the right schema when `bot serve` starts"
        return [Finding(well=None, sentence=sentence)]
    return [Finding(well=False, sentence=f"The schema of {where} is old: run `bot migrate`.")]


def _what_waits(app: App) -> list[Finding]:
    """Tell of switches, dead letters, outages, and of what waits too long."""
    try:
        with reading(app.engine) as connection:
            found = figures.look(connection)
            on = switches.those_on(connection)
    except SQLAlchemyError:
        return []  # the database itself has been told of
    return [
        *(_switch(one) for one in on.values()),
        *_letters(found),
        *_oldest(found, app.now()),
        *_outage(found, app.now()),
        Finding(well=None, sentence=f"Processes of ours that live: {found.processes}"),
    ]


def _switch(one: Standing) -> Finding:
    note = f" ({one.note})" if one.note else ""
    since = one.since.isoformat(timespec="seconds")
    sentence = f"{one.name} is on since {since} by {one.by}{note}: `bot switch off {one.name}`"
    return Finding(well=None, sentence=sentence)


def _letters(found: figures.Figures) -> list[Finding]:
    dead, presumed = found.letters["dead"], found.letters["presumed"]
    findings = []
    if dead:
        sentence = f"{dead} calls to LINE were given up: `bot outbox list` says what to do"
        findings.append(Finding(well=False, sentence=sentence))
    if presumed:
        sentence = f"{presumed} answers are presumed to have arrived; LINE's word was lost"
        findings.append(Finding(well=None, sentence=sentence))
    return findings


def _oldest(found: figures.Figures, now: datetime) -> list[Finding]:
    held_up = {"inbox": {MAINTENANCE, PAUSE_BOT}, "outbox": {STOP_SENDS}}
    waiting = {"inbox": found.inbox.oldest, "outbox": found.outbox["live"].oldest}
    return [
        Finding(
            well=False,
            sentence=f"The oldest in the {where} waits since {since.isoformat(timespec='seconds')}",
        )
        for where, since in waiting.items()
        if since and now - since > _TOO_LONG and not held_up[where] & found.switched_on
    ]


def _outage(found: figures.Figures, now: datetime) -> list[Finding]:
    ended = found.last_outage
    if ended is None or now - ended > OWNED_UP_FOR:
        return []
    sentence = f"Nobody of ours lived until {ended.isoformat(timespec='seconds')}; people are told"
    return [Finding(well=None, sentence=sentence)]


def _redis(app: App) -> list[Finding]:
    if app.settings.embedded:
        return [Finding(well=True, sentence="No Redis: `bot serve` does the worker's job too")]
    client = redis.Redis.from_url(app.settings.redis_url, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        sentence = f"REDIS_URL: {error}. Start Redis, or empty REDIS_URL to run in one process."
        return [Finding(well=False, sentence=sentence)]
    finally:
        client.close()
    return [Finding(well=True, sentence="Redis answers")]


def _files(app: App) -> list[Finding]:
    """Write a file where people's files go, and delete it."""
    where = app.settings.content_s3_bucket or app.settings.data_dir / "files"
    place = place_of(app.new_key())
    try:
        app.storage.keep(place, io.BytesIO(b"bot doctor"))
        app.storage.delete(place)
    except BotError as error:
        return [Finding(well=False, sentence=str(error))]
    return [Finding(well=True, sentence=f"Files that people send can be kept in {where}")]


def _line(app: App) -> list[Finding]:
    try:
        name = app.line.bot_info().get("displayName")
        quota = app.line.quota()
        endpoint = app.line.webhook_endpoint()
    except LineRefused as error:
        return [Finding(well=False, sentence=str(error))]
    left = (
        "no limit" if quota.limit is None else f"{quota.limit - quota.used} left of {quota.limit}"
    )
    findings = [
        Finding(well=True, sentence=f"LINE knows this channel as «{name}»"),
        Finding(well=None, sentence=f"Paid messages this month: {left}; answers are free"),
    ]
    if endpoint is None or not endpoint.get("active"):
        sentence = (
            "LINE has no active webhook. In the console set https://<your host>/line/webhook, "
            "and turn on «Use webhook» and «Webhook redelivery»."
        )
        return [*findings, Finding(well=False, sentence=sentence)]
    return [*findings, _webhook_test(app, str(endpoint.get("endpoint")))]


def _webhook_test(app: App, endpoint: str) -> Finding:
    try:
        result = app.line.test_webhook()
    except LineRefused as error:
        return Finding(well=False, sentence=str(error))
    if result.get("success") is True:
        return Finding(well=True, sentence=f"LINE reached {endpoint} and got the right answer")
    why = f"{result.get('statusCode')} {result.get('reason')}: {result.get('detail')}"
    return Finding(well=False, sentence=f"LINE could not use {endpoint}: {why}")
