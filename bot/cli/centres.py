"""`bot centres`: the map of offices, as data that an operator keeps."""

from __future__ import annotations

import shutil
from importlib.resources import as_file
from pathlib import Path

import click

from bot import clock
from bot.app import packaged
from bot.cli.opening import open_app, open_app_with_data
from bot.model.thai import BANGKOK
from bot.routing.centres import choose_centre, unconfirmed


@click.group()
def centres() -> None:
    """Look at and check the map of offices."""


@centres.command()
def check() -> None:
    """Read the routing files in force and list every mistake with its line."""
    map_ = open_app().live_offices.shipped.map
    units, provinces = len(map_.units), len(map_.province_names)
    click.echo(f"The map is in order: {units} units, {provinces} provinces.")


@centres.command(name="list")
def list_units() -> None:
    """Show every office by its code."""
    for versions in open_app_with_data().map.units.values():
        unit = versions[-1]
        click.echo(f"{unit.code:<8}  {unit.long_name_th}")


@centres.command(name="unconfirmed")
def unconfirmed_areas() -> None:
    """List the areas of responsibility that nobody has confirmed yet."""
    for doubt in unconfirmed(open_app_with_data().map):
        click.echo(doubt.sentence)


@centres.command()
@click.argument("province")
def of(province: str) -> None:
    """Say which office takes a case of PROVINCE (TH-30) today, and who backs it."""
    app = open_app_with_data()
    today = clock.now().astimezone(BANGKOK).date()
    if province not in app.map.province_names:
        raise click.BadParameter(f"There is no province {province}; write e.g. TH-30.")
    found = choose_centre(
        app.map, province=province, sub_intent=None, category="financing", on=today
    )
    click.echo(f"{found.owner.code}  {found.owner.name_th}  {found.owner.public_phone}")
    click.echo(found.why)


@centres.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def copy(folder: Path) -> None:
    """Copy the routing files to FOLDER, to be edited and named in ROUTING_DIR."""
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(f"{folder} is not empty; name a new folder.")
    with as_file(packaged("routing")) as shipped:
        shutil.copytree(shipped, folder, dirs_exist_ok=True)
    click.echo(f"Edit the files in {folder}, set ROUTING_DIR={folder}, run `bot centres check`.")
