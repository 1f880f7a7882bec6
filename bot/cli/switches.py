"""`bot switch`: maintenance, pausing the bot, stopping all sends; every process obeys."""

from __future__ import annotations

import os
import pwd

import click
import orjson

from bot.cli.opening import open_app_with_data
from bot.handlers.maintenance import notice
from bot.storage import notices, switches
from bot.storage.db import reading
from bot.storage.switches import MAINTENANCE, NAMES, Standing

_MEANING = {
    "maintenance": "people are told once that their message is kept; turns wait",
    "pause_bot": "no turns are taken; events are stored and wait in silence",
    "stop_sends": "nothing leaves for LINE; answers wait",
}
_OBEYED = "Every process obeys within two seconds."
_name = click.argument("name", type=click.Choice(NAMES))


def operator() -> str:
    """Return the account that runs this command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"  # in a container the user has no name


@click.group()
def switch() -> None:
    """Hold the service up on purpose; nothing is lost meanwhile.

    maintenance tells people once that their message is kept, and answers afterwards. pause_bot
    lets everything wait in silence. stop_sends lets nothing leave for LINE.
    """


@switch.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on each line.")
def list_switches(*, as_json: bool) -> None:
    """Show how each switch stands, since when, and who put it there."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        touched = {one.name: one for one in switches.standings(connection)}
    for name in NAMES:
        one = touched.get(name)
        click.echo(orjson.dumps(_shown(name, one)).decode() if as_json else _line(name, one))


@switch.command()
@_name
@click.option("--note", help="For the record; with maintenance, in Thai: people read it.")
@click.option("--by", help="Who turns it; default: the account that runs this command.")
def on(name: str, note: str | None, by: str | None) -> None:
    """Turn NAME on; again, to change its note."""
    app, by = open_app_with_data(), by or operator()
    now = app.now()
    standing = app.writer.run(lambda c: switches.turn_on(c, name, by=by, note=note, now=now))
    click.echo(f"{name} is on: {_MEANING[name]}. {_OBEYED}")
    if name == MAINTENANCE:
        click.echo(f"Whoever writes reads: {notice(app.book, standing)}")


@switch.command()
@_name
@click.option("--by", help="Who turns it; default: the account that runs this command.")
def off(name: str, by: str | None) -> None:
    """Turn NAME off; what waited goes on in its order."""
    app, by = open_app_with_data(), by or operator()
    now = app.now()
    stood = app.writer.run(lambda c: switches.turn_off(c, name, by=by, now=now))
    if stood is None:
        click.echo(f"{name} was not on.")
        return
    if name == MAINTENANCE:
        app.writer.run(lambda c: notices.drop_unsent(c, stood, now=now))
    click.echo(f"{name} is off. {_OBEYED}")


def _line(name: str, one: Standing | None) -> str:
    state = "on " if one and one.on else "off"
    if one is None:
        return f"{name:<12} {state}  ({_MEANING[name]})"
    since = one.since.isoformat(timespec="seconds")
    note = f": {one.note}" if one.note else ""
    return f"{name:<12} {state}  since {since} by {one.by}{note}"


def _shown(name: str, one: Standing | None) -> dict[str, object]:
    return {
        "name": name,
        "on": bool(one and one.on),
        "since": one.since if one else None,
        "by": one.by if one else None,
        "note": one.note if one else None,
    }
