"""Bringing the account's menus to what they should be, as often as one likes.

A menu's name carries what it is made of, so that the same menu is known again, also when an
earlier attempt broke off between its making and its picture. Menus of other hands are left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from bot.line.rich_menus import RichMenus

MAIN, WHILE_OPEN = "front-door-main", "front-door-open"
"""The lasting names of the two menus at LINE: for everybody, and for people with an open case."""

_OURS = "front-door/"
_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """A menu as it should be: `alias` is its lasting name, e.g. ``front-door-main``."""

    alias: str
    menu: Mapping[str, object]
    """As `bot.render.rich_menu` makes it; its name is put in here."""
    picture: bytes


@dataclass(frozen=True, slots=True)
class Published:
    """What was done: aliases of menus that are new, and how many old ones were deleted."""

    made: tuple[str, ...]
    deleted: int


def publish(line: RichMenus, wanted: Sequence[Wanted]) -> Published:
    """Make what is missing, show the first to everybody, and delete our menus of before.

    Old menus go last, so that somebody sees a menu at any moment. Raises LineRefused; what was
    done until then stays, and the next call goes on from there.
    """
    there = {name: menu_id for menu_id, name in line.listed().items() if name.startswith(_OURS)}
    made: list[str] = []
    kept: list[str] = []
    for one in wanted:
        name = _name(one)
        menu_id = there.get(name)
        if menu_id is None:
            menu_id = line.create({**one.menu, "name": name})
            made.append(one.alias)
        if not line.has_picture(menu_id):
            line.give_picture(menu_id, one.picture)
        if line.named(one.alias) != menu_id:
            line.name(one.alias, menu_id)
        kept.append(menu_id)
    if line.default() != kept[0]:
        line.set_default(kept[0])
    old = [menu_id for menu_id in there.values() if menu_id not in kept]
    for menu_id in old:
        line.delete(menu_id)
    return Published(tuple(made), len(old))


def _name(wanted: Wanted) -> str:
    whole = orjson.dumps(wanted.menu, option=orjson.OPT_SORT_KEYS) + wanted.picture
    return f"{_OURS}{wanted.alias}/{hashlib.sha256(whole).hexdigest()[:_LETTERS]}"
