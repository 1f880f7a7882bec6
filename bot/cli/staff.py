"""`bot staff`: accounts of the officers who work in the console."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import IntegrityError

from bot.app import App
from bot.cli.opening import open_app_with_data
from bot.errors import BotError
from bot.handlers import signing_in, staffing
from bot.model.staff import AT_A_UNIT, Role
from bot.storage import staff as stored
from bot.storage.db import reading
from bot.storage.staff import NewAccount


class WrongAccount(BotError):
    """An account that cannot be made so."""

    exit_code = 2


@click.group()
def staff() -> None:
    """Let officers into the console, and out of it."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", help="Code of their office, e.g. SSRC-30; `bot centres` shows all.")
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
    now = app.now()
    try:
        app.writer.run(lambda connection: stored.add(connection, new, now=now))
    except IntegrityError:
        raise WrongAccount(f"There is an account '{new.name}' already; take another.") from None
    click.echo(f"{new.name} ({chosen}{f', {unit}' if unit else ''}) may sign in at /console.")


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
    left = app.writer.run(lambda connection: staffing.leave(connection, name, now=now))
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
    app.writer.run(lambda connection: stored.set_password(connection, name, hashed))
    click.echo(f"{name} has another password; its sessions have ended.")


def _check_unit(app: App, role: Role, unit: str | None) -> None:
    if role in AT_A_UNIT and unit is None:
        raise WrongAccount(f"The role {role} belongs to an office: add --unit, e.g. SSRC-30.")
    if unit is not None and app.map.unit(unit) is None:
        raise WrongAccount(f"There is no office {unit}. `bot centres` shows all codes.")


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered
