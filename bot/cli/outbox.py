"""`bot outbox`: calls to LINE that were given up, may not have arrived, or wait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import click
import orjson

from bot.app import App
from bot.cli.opening import open_app_with_data
from bot.cli.switches import operator
from bot.storage import dead_letters
from bot.storage.db import reading
from bot.storage.dead_letters import Standing

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_WHAT_HELPS = {
    "access token": "put a valid access token in place, then retry",
    "messages were used up": "raise the plan or wait for the new month, then retry",
    "rate limit": "send less a second (LINE_CALLS_PER_SECOND), then retry",
    "could not be reached": "see to the network, then retry",
    "to this person": "write to this person later, by hand; then drop",
    "refused the request": "LINE would refuse it again: report it, then drop",
}


def _age_given(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> timedelta | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d+)([mhd])", value)
    if found is None:
        raise click.BadParameter("Write a number and m, h or d, as in 90m, 12h or 7d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.group()
def outbox() -> None:
    """Look at what could not be sent; try it again, or let it go."""


@outbox.command(name="list")
@click.option(
    "--status", type=click.Choice(("dead", "presumed", "due")), default="dead", show_default=True
)
@click.option("--limit", default=100, show_default=True, help="The oldest so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on each line.")
def list_letters(*, status: str, limit: int, as_json: bool) -> None:
    """Show calls to LINE with a status, the oldest first, and what to do about each.

    People appear under the names they have in the logs; what is said to them does not appear.
    """
    app = open_app_with_data()
    with reading(app.engine) as connection:
        found = dead_letters.standings(connection, status, limit=limit)
    for one in found:
        shown = _shown(app, one)
        click.echo(orjson.dumps(shown).decode() if as_json else _line(shown))


@outbox.command()
@click.argument("ids", metavar="[ID]...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every dead one instead of some by ID.")
@click.option(
    "--older", callback=_age_given, help="With --all: only those older than e.g. 90m, 12h, 7d."
)
@click.option("--yes", is_flag=True, help="Also those that may have arrived already.")
def retry(*, ids: tuple[int, ...], everything: bool, older: timedelta | None, yes: bool) -> None:
    """Send dead ones anew. Exit code 1 when some of them stay dead.

    They go out under new retry keys, for LINE forgets a key after a day. Those that LINE may have
    taken without our hearing of it could arrive twice: they are left alone without --yes.
    """
    if bool(ids) == everything or (older and not everything):
        raise click.UsageError("Name IDs, or --all with or without --older.")
    app = open_app_with_data()
    now = app.now()
    with reading(app.engine) as connection:
        found = dead_letters.dead(
            connection, None if everything else ids, before=now - older if older else None
        )
    chosen = [one.id for one in found if not one.wiped and (yes or not one.doubtful)]
    people = app.writer.run(lambda c: dead_letters.revive(c, chosen, new_key=app.new_key, now=now))
    click.echo(f"{len(people)} will be sent anew.")
    _tell_left(found, ids, chosen)


@outbox.command()
@click.argument("ids", metavar="ID...", type=int, nargs=-1, required=True)
@click.option("--reason", required=True, help="For the record.")
@click.option("--by", help="Who lets them go; default: the account that runs this command.")
@click.option("--waiting", is_flag=True, help="Also those that are due and were not sent yet.")
def drop(*, ids: tuple[int, ...], reason: str, by: str | None, waiting: bool) -> None:
    """Let dead ones go for good. Exit code 1 when some of them are not dead."""
    app, by = open_app_with_data(), by or operator()
    now = app.now()
    dropped = app.writer.run(
        lambda c: dead_letters.drop(c, ids, by=by, reason=reason, now=now, waiting=waiting)
    )
    click.echo(f"{len(dropped)} dropped.")
    _tell_missing(ids, dropped)


def _tell_left(found: Sequence[Standing], ids: Sequence[int], chosen: Sequence[int]) -> None:
    left = [one for one in found if one.id not in chosen]
    doubtful = [one.id for one in left if not one.wiped]
    wiped = [one.id for one in left if one.wiped]
    if doubtful:
        click.echo(
            f"{_named(doubtful)} may have arrived already, and would then be read twice: "
            "ask the person, then drop, or retry with --yes.",
            err=True,
        )
    if wiped:
        click.echo(f"{_named(wiped)}: the words are forgotten; only drop is left.", err=True)
    _tell_missing(ids, [one.id for one in found])
    if left:
        raise SystemExit(1)


def _tell_missing(ids: Sequence[int], found: Sequence[int]) -> None:
    missing = sorted(set(ids) - set(found))
    if missing:
        raise click.ClickException(f"Not dead, or not there: {_named(missing)}.")


def _named(ids: Sequence[int]) -> str:
    return ", ".join(str(one) for one in ids)


def _line(shown: dict[str, object]) -> str:
    keys = ("id", "person", "lane", "status", "age", "attempts", "reason", "what_to_do")
    told = [f"{shown[key]}" for key in keys]
    told[5] += " attempts"
    told[7] = f"-> {told[7]}"
    return "  ".join(told)


def _shown(app: App, one: Standing) -> dict[str, object]:
    now = app.now()
    return {
        "id": one.id,
        "person": app.pseudonyms.of(one.person),
        "lane": one.lane,
        "status": one.status,
        "created_at": one.created_at,
        "age": _age(now - one.created_at),
        "attempts": one.attempts,
        "may_have_arrived": one.doubtful or one.status == "presumed",
        "reason": one.error or "-",
        "what_to_do": _advice(one, now),
    }


def _advice(one: Standing, now: datetime) -> str:
    if one.status == "presumed":
        return (
            "nothing: its number is told again with the next answer"
            if one.tells_number
            else "nothing: it very probably arrived"
        )
    if one.status != "dead":
        wait = one.due_at - now
        return f"nothing: tried in {_age(wait)}" if wait > timedelta(0) else "nothing: tried now"
    if one.wiped:
        return "drop: its words are forgotten"
    if one.doubtful:
        return "it may have arrived: ask the person, then drop, or retry --yes"
    told = one.error or ""
    return next((cure for words, cure in _WHAT_HELPS.items() if words in told), "see the reason")


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)}m"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"
