"""`bot broadcast`: announcements, for operators and for tests."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
import orjson

from bot.app import App
from bot.broadcasts import draft, wording
from bot.broadcasts.audience import requests
from bot.broadcasts.budget import Budget
from bot.broadcasts.draft import Draft
from bot.broadcasts.states import FINISHED, State, approvals_needed, name
from bot.cli.opening import open_app_with_data
from bot.errors import BotError
from bot.handlers import broadcast_report, broadcasts
from bot.handlers.broadcast_report import Report
from bot.handlers.broadcasts import Reach
from bot.handlers.forgetting_recipients import TooLateToCorrect
from bot.line.client import LineRefused
from bot.model.sending import Failure, Refused
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.storage import broadcasts as stored
from bot.storage import chunks
from bot.storage import staff as accounts
from bot.storage.broadcasts import Broadcast
from bot.storage.db import reading
from bot.worker import announcing
from bot.worker.announcing import Sending
from bot.worker.gates import make_gate
from bot.worker.pulse import Pulse

_AS = click.option("--as", "staff_name", metavar="STAFF", required=True, help="An account's name.")
_JSON = click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
_AT_ONCE = 4
"""So many chunks each thread claims in one transaction."""
_WHY_HELD = {
    "refused": "LINE did not take it; see the report",
    "pilot": "the pilot province has it; look how it was taken",
    "budget": "what is left of the month is kept for cases",
    "quota": "LINE says that the month's messages are used up",
}


class NotSent(BotError):
    """An announcement did not go out, or not whole."""


class NoSuchOfficer(BotError):
    """There is no account of this name that may sign in."""

    exit_code = 2


@click.group()
def broadcast() -> None:
    """Announce a programme: create, look, approve, send; pause, resume, stop; report."""


@broadcast.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--corrects", type=int, metavar="ID", help="Goes to exactly those who received ID.")
@_AS
def create(file: Path, staff_name: str, corrects: int | None) -> None:
    """Keep FILE as a draft of STAFF's and print its number alone."""
    app = open_app_with_data()
    officer, written, now = _officer(app, staff_name), _read(app, file), app.now()
    _ask_line(app, written)
    try:
        number = app.writer.run(
            lambda connection: broadcasts.create(
                connection, app.staff_deps, officer, written, now=now, corrects=corrects
            )
        )
    except TooLateToCorrect as late:
        why = f"The ids of those who received {corrects} have been erased; announce it anew."
        raise NotSent(f"{why} ({late})") from None
    click.echo(number)


@broadcast.command(name="audience")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_JSON
def show_audience(file: Path, shape: str) -> None:
    """Count whom FILE would reach now, and who is left out why; nothing is kept."""
    app = open_app_with_data()
    reach = _reach(app, _read(app, file))
    if shape == "json":
        click.echo(orjson.dumps(reach.as_json()).decode())
        return
    click.echo(f"matched     {reach.matched:>10,}")
    for why, count in reach.left_out.items():
        click.echo(f"- {why:<11}{count:>9,}")
    click.echo(f"recipients  {reach.recipients:>10,}   in {requests(reach.recipients):,} requests")


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
def preview(number: int) -> None:
    """Show what ID says, whom it reaches, what it costs, and what is still missing."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
        agreed = stored.approvals(connection, number)
    reach, budget = _reach(app, one.draft), _budget(app, one)
    click.echo(f"{one.draft.title}   ({name(one.state)})\n")
    for message in orjson.loads(one.messages):
        click.echo(f"[{message['type']}] {message.get('text') or message.get('altText') or ''}\n")
    for button in one.draft.buttons:
        click.echo(f"  [ {button.label} ] -> {button.flow}")
    click.echo(f"Recipients now: {reach.recipients:,} of {reach.matched:,} matched")
    if budget is not None:
        _show_cost(budget, reach.recipients)
    needed = approvals_needed(nationwide=one.draft.audience.nationwide)
    click.echo(f"Approved by: {', '.join(a.by for a in agreed) or '-'} ({needed} needed)")


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
@_AS
def approve(number: int, staff_name: str) -> None:
    """Agree to ID as STAFF, who did not write it; what is nation-wide needs two."""
    app = open_app_with_data()
    officer, budget, now = _officer(app, staff_name), announcing.ask_budget(app), app.now()
    with reading(app.engine) as connection:
        counted = broadcasts.reach_at_most(connection, app.staff_deps, number, now)
    missing = app.writer.run(
        lambda connection: broadcasts.approve(connection, officer, number, counted, budget, now=now)
    )
    if missing:
        click.echo(f"Approved by {officer.name}; {missing} more must approve.")
        return
    announcing.freeze(app, number)
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
    click.echo(f"Approved. It goes to {one.bound or 0:,} people at the most.")


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
@_AS
def cut(number: int, staff_name: str) -> None:
    """Narrow the draft ID down to provinces that the month's messages last for, and list them."""
    app = open_app_with_data()
    officer, budget, now = _officer(app, staff_name), announcing.ask_budget(app), app.now()
    with reading(app.engine) as connection:
        counted = broadcasts.count_by_province(connection, app.staff_deps, number, now)
    done = app.writer.run(
        lambda connection: broadcasts.cut(
            connection, app.staff_deps, officer, number, budget, counted=counted, now=now
        )
    )
    names = app.map.province_names
    for what, listed in (("goes to", done.kept), ("left out", done.left_out)):
        click.echo(f"{what}: {sum(listed.values()):,} people")
        for code, people in listed.items():
            click.echo(f"  {names.get(code, 'no province known')}  {people:,}")


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--now", "at_once", is_flag=True, help="Whatever the hour; no waves, no cap.")
def send(number: int, *, at_once: bool) -> None:
    """Send ID. With --now from here, until all is sent; else by the service, in office hours.

    Exit code 0 when all is sent, 1 when some of it is not: run it again, and nobody gets it twice.
    """
    app = open_app_with_data()
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
    if one.state is State.SENT:
        click.echo("It has been sent already.")
        return
    now = app.now()
    if one.draft.free:
        app.writer.run(
            lambda connection: broadcasts.start(connection, number, at_once=False, now=now)
        )
        click.echo("It travels on free answers from now on, until it closes.")
        return
    if not at_once:
        app.writer.run(
            lambda connection: broadcasts.start(connection, number, at_once=False, now=now)
        )
        click.echo(
            "The service sends it in office hours; `bot broadcast report` tells how far it is."
        )
        return
    announcing.freeze(app, number)
    one = app.writer.run(
        lambda connection: broadcasts.start(connection, number, at_once=True, now=now)
    )
    app.line.make_ready()
    pulse = Pulse(app, on_death=lambda: None, at_work=lambda: 0.0)
    pulse.start()
    try:
        _send_all(app, one)
    finally:
        pulse.stop()
    _tell_sent(app, number)


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
@_AS
def pause(number: int, staff_name: str) -> None:
    """Let nothing more of ID go out until it is resumed."""
    _turn(broadcasts.pause, number, staff_name)


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
@_AS
def resume(number: int, staff_name: str) -> None:
    """Let ID go on where it was paused or held; the service sends it."""
    _turn(broadcasts.resume, number, staff_name)


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
@_AS
def stop(number: int, staff_name: str) -> None:
    """Let nothing more of ID go out, ever."""
    _turn(broadcasts.stop, number, staff_name)


@broadcast.command()
@click.argument("number", metavar="ID", type=int)
@_JSON
def report(number: int, shape: str) -> None:
    """Show what became of ID."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        found = broadcast_report.of(connection, number)
    told = found.as_json() | _opened(app, found)
    if shape == "json":
        click.echo(orjson.dumps(told).decode())
        return
    for key, value in told.items():
        click.echo(f"{key:<14}{_in_words(value)}")


@broadcast.command(name="list")
def list_broadcasts() -> None:
    """Show the newest announcements."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        for one in stored.latest(connection):
            click.echo(f"{one.id}\t{one.state}\t{one.author}\t{one.draft.title}")


def _send_all(app: App, one: Broadcast) -> None:
    announcer = announcing.make_announcer(app, make_gate(app), at_once=_AT_ONCE)
    with click.progressbar(length=one.bound or 0, label="Sending", show_pos=True) as bar:
        done = 0

        def watch() -> None:
            nonlocal done
            with reading(app.engine) as connection:
                found = chunks.progress(connection, one.id)
            now_done = found.sent + found.dead + sum(found.left_out.values())
            bar.update(max(now_done - done, 0))
            done = max(now_done, done)

        Sending(app, announcer, one).run(watch)


def _opened(app: App, found: Report) -> dict[str, object]:
    """Ask LINE who opened it; nothing while it does not say."""
    if found.started_at is None or not found.progress.sent:
        return {"opened": None, "clicked": None}
    started, today = (at.astimezone(BANGKOK).date() for at in (found.started_at, app.now()))
    first, last = wording.counted_days(started, today)
    try:
        told = app.line.opened(wording.UNIT.format(id=found.number), first, last)
    except LineRefused:
        return {"opened": None, "clicked": None}
    return {"opened": told.messages, "clicked": told.links}


def _tell_sent(app: App, number: int) -> None:
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
        found = chunks.progress(connection, number)
    if one.state is State.SENT and not found.dead:
        click.echo(f"Sent to {found.sent:,} people.")
        return
    why = _WHY_HELD.get(one.reason or "", one.reason or "")
    told = f"Sent to {found.sent:,} of {one.bound or 0:,} people"
    if one.state is State.HELD:
        raise NotSent(f"{told}; then held: {why}. `bot broadcast resume` lets it go on.")
    if found.dead:
        raise NotSent(f"{told}; LINE did not take it for {found.dead:,}: see the report.")
    raise NotSent(f"{told}; it is {one.state} now.")


def _turn(act: Any, number: int, staff_name: str) -> None:  # noqa: ANN401 -- one of three
    app = open_app_with_data()
    officer, now = _officer(app, staff_name), app.now()
    app.writer.run(partial(act, officer=officer, number=number, now=now))
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
        found = chunks.progress(connection, number)
    end = "" if one.state in FINISHED else f" of {one.bound or 0:,}"
    click.echo(f"{number} is {one.state}; sent so far: {found.sent:,}{end}.")


def _officer(app: App, staff_name: str) -> Officer:
    with reading(app.engine) as connection:
        account = accounts.find(connection, staff_name.strip().lower())
    if account is None or account.disabled_at is not None:
        raise NoSuchOfficer(f"There is no active account '{staff_name}'; see `bot staff list`.")
    return account.officer


def _read(app: App, file: Path) -> Draft:
    now = app.now()
    known = broadcasts.known(app.staff_deps, app.programmes.latest(), now)
    today = now.astimezone(BANGKOK).date()
    return draft.load(file.read_text(encoding="utf-8"), file.name, known=known, today=today)


def _ask_line(app: App, written: Draft) -> None:
    """Have LINE look at message objects of the author's own; raises NotSent with its words."""
    own = wording.objects(written)
    outcome = app.line.validate("multicast", own) if own else None
    if isinstance(outcome, Refused) and outcome.failure is Failure.REFUSED:
        raise NotSent(f"LINE would not take these message objects: {outcome.message}")


def _reach(app: App, written: Draft) -> Reach:
    wanted = broadcasts.rules(app.staff_deps, written, app.now(), capped=True)
    with reading(app.engine) as connection:
        return broadcasts.reach(connection, wanted)


def _budget(app: App, one: Broadcast) -> Budget | None:
    try:
        return announcing.ask_budget(app).seen_by(urgent=one.draft.urgent)
    except LineRefused as refused:
        click.echo(str(refused), err=True)
        return None


def _show_cost(budget: Budget, recipients: int) -> None:
    if budget.most is None or budget.left is None:
        click.echo("Cost: the plan sets no limit.")
        return
    click.echo(
        f"Cost: {recipients:,} messages, {budget.percent(recipients):.1f} % of the month's "
        f"{budget.most:,}; announcements may use {budget.left:,} more, "
        f"{budget.kept:,} are kept for cases."
    )
    if not budget.allows(recipients):
        click.echo("It is too expensive: choose fewer, or let it travel on free answers.")


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        told = {key: one["sent"] if isinstance(one, dict) else one for key, one in value.items()}
        return ", ".join(f"{key or 'unknown'} {one}" for key, one in told.items()) or "-"
    return f"{value:,}" if isinstance(value, int) else str(value if value is not None else "-")
