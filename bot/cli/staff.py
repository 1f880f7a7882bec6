"""`bot staff`: accounts of the officers who work in the console."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from bot.app import App
from bot.cli.opening import open_app_with_data
from bot.errors import BotError
from bot.handlers import accounts, signing_in
from bot.handlers.accounts import Invited, Manager
from bot.model.staff import AT_A_UNIT, Role
from bot.storage import admin_log
from bot.storage import staff as stored
from bot.storage.db import reading
from bot.storage.staff import NewAccount


class WrongAccount(BotError):
    """An account that cannot be made so."""

    exit_code = 2


class _RoleName(click.Choice[str]):
    """A role by its name; «hq» is short for headquarters."""

    @override
    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(_SHORT.get(value, value), param, ctx)


_SHORT = {"hq": Role.HEADQUARTERS.value}
ROLE = _RoleName([role.value for role in Role])


@click.group()
def staff() -> None:
    """Let officers into the console, and out of it."""


@staff.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True)
@click.option("--unit", help="Code of their office, e.g. SSRC-30; `bot centres list` shows all.")
@click.option("--display-name", help="What colleagues read; default: NAME.")
@click.option("--password", help="At least 12 characters; asked for when left out.")
def add(
    name: str, role: str, unit: str | None, display_name: str | None, password: str | None
) -> None:
    """Make an account NAME."""
    app = open_app_with_data()
    chosen = Role(role)
    _check_unit(app, chosen, unit)
    new = NewAccount(
        name=name.strip().lower(),
        display_name=display_name or name,
        role=chosen,
        unit=unit,
        password_hash=signing_in.hash_password(password or _ask()),
    )
    let_in(app, new)
    click.echo(f"{new.name} ({chosen}{f', {unit}' if unit else ''}) may sign in at /console.")


def let_in(app: App, new: NewAccount) -> None:
    """Make an account; raises WrongAccount when its name is taken."""
    now = app.now()

    def make(connection: Connection) -> None:
        stored.add(connection, new, now=now)
        _note(connection, "added", new.name, now=now)

    try:
        app.writer.run(make)
    except IntegrityError:
        raise WrongAccount(f"There is an account '{new.name}' already; take another.") from None


@staff.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True)
@click.option("--unit", metavar="CENTRE", help="Code of their office, e.g. SSRC-30.")
@click.option("--display-name", help="What colleagues read; default: NAME.")
def invite(name: str, role: str, unit: str | None, display_name: str | None) -> None:
    """Make an account NAME, and a link by which its officer comes in: once, within 7 days."""
    app = open_app_with_data()
    chosen = Role(role)
    _check_unit(app, chosen, unit)
    new = Invited(name.strip().lower(), display_name or name, chosen, unit)
    token, manager = app.new_key(), Manager(None, app.now())
    try:
        app.writer.run(lambda connection: accounts.invite(connection, manager, new, token))
    except accounts.WrongAccount:
        raise WrongAccount(f"There is an account '{new.name}' already; take another.") from None
    click.echo(f"{app.settings.public_url}/console/invitation/{token}")
    if not app.settings.public_url:
        click.echo("Set PUBLIC_URL, and the link is whole.", err=True)


@staff.command(name="list")
def list_staff() -> None:
    """Show all accounts."""
    app = open_app_with_data()
    with reading(app.engine) as connection:
        for one in stored.everybody(connection):
            officer = one.officer
            state = "disabled" if one.disabled_at else "active"
            unit = officer.unit or "-"
            click.echo(f"{officer.name}\t{officer.role}\t{unit}\t{state}\t{officer.display_name}")


@staff.command()
@click.argument("name")
def disable(name: str) -> None:
    """Let NAME in no longer, from this moment; show the open cases that they leave."""
    app = open_app_with_data()
    now = app.now()
    manager = Manager(None, now)
    left = app.writer.run(lambda connection: accounts.disable(connection, manager, name))
    click.echo(f"{name} may sign in no longer.")
    if left:
        click.echo(f"Open cases that were in their hands: {', '.join(left)}.")


@staff.command()
@click.argument("name")
@click.option("--password", help="At least 12 characters; asked for when left out.")
def password(name: str, password: str | None) -> None:
    """Give NAME another password, and let it in again after too many wrong ones."""
    app = open_app_with_data()
    hashed = signing_in.hash_password(password or _ask())
    now = app.now()

    def change(connection: Connection) -> None:
        stored.set_password(connection, name, hashed)
        _note(connection, "password_set", name, now=now)

    app.writer.run(change)
    click.echo(f"{name} has another password; its sessions have ended.")


def _note(connection: Connection, what: str, name: str, *, now: datetime) -> None:
    admin_log.note(connection, what, name, by=admin_log.COMMAND_LINE, now=now)


def _check_unit(app: App, role: Role, unit: str | None) -> None:
    if role in AT_A_UNIT and unit is None:
        raise WrongAccount(f"The role {role} belongs to an office: add --unit, e.g. SSRC-30.")
    if unit is not None and app.map.unit(unit) is None:
        raise WrongAccount(f"There is no office {unit}. `bot centres list` shows all codes.")


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered
