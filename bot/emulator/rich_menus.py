"""Rich menus: made, given a picture, shown to everybody or to one person, and called by aliases."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from bot.emulator.actions import RICH_MENU, action
from bot.emulator.clock import new_hex
from bot.emulator.rules import Refused, invalid_body
from bot.emulator.shapes import (
    Path,
    boolean,
    each,
    graphemes,
    matching,
    need,
    number,
    shaped,
)

Json = dict[str, object]
_MOST = 1000
_MOST_IMAGE_BYTES = 1024 * 1024

_SIZE = shaped(
    {"width": need(number(800, 2500, whole=True)), "height": need(number(250, 2500, whole=True))}
)
_BOUNDS = shaped(
    {
        **{side: need(number(0, 2500, whole=True)) for side in ("x", "y")},
        **{side: need(number(1, 2500, whole=True)) for side in ("width", "height")},
    }
)
_AREA = shaped(
    {"bounds": need(_BOUNDS), "action": need(action(20, label_needed=False, kinds=RICH_MENU))}
)
_MENU = shaped(
    {
        "size": need(_SIZE),
        "selected": need(boolean),
        "name": need(graphemes(300)),
        "chatBarText": need(graphemes(14)),
        "areas": need(each(_AREA, 0, 20)),
    }
)
_ALIAS = shaped(
    {
        "richMenuAliasId": need(matching("[a-z0-9_-]{1,32}")),
        "richMenuId": need(matching("richmenu-.{1,100}")),
    }
)


def refuse_bad_menu(menu: Json) -> None:
    """Raise LINE's 400 for a rich menu that cannot be made."""
    mistakes = list(_MENU(menu, Path("")))
    if mistakes:
        raise invalid_body(mistakes)
    size = menu["size"]
    if isinstance(size, dict) and size["width"] / size["height"] < 1.45:
        raise Refused(400, "The aspect ratio (width / height) of a rich menu must be at least 1.45")


def refuse_bad_image(menu: Json, image: bytes, kind: str) -> None:
    """Raise a 400 for a picture that is none, of another kind than told, or of another size.

    That the size must be the menu's own LINE does not say; a picture that is stretched or cut
    would be no good to anybody.
    """
    try:
        with Image.open(io.BytesIO(image)) as opened:
            found, size = opened.get_format_mimetype(), opened.size
    except OSError:
        raise Refused(400, "The image is broken") from None
    if found != kind:
        raise Refused(400, f"The image is {found}, not {kind}")
    if {"width": size[0], "height": size[1]} != menu["size"]:
        raise Refused(400, "The image must have the size of the rich menu")


@dataclass(slots=True)
class Menu:
    """One rich menu, and its picture once it has one."""

    menu_id: str
    definition: Json
    image: bytes | None = None
    image_kind: str = "image/png"

    def shown(self) -> Json:
        """Return the menu as the API shows it."""
        return {"richMenuId": self.menu_id, **self.definition}


class RichMenus:
    """The account's rich menus. Not thread-safe by itself: the platform's lock guards it."""

    def __init__(self) -> None:
        self._menus: dict[str, Menu] = {}
        self._aliases: dict[str, str] = {}
        self.default: str | None = None

    def create(self, definition: Json) -> str:
        """Make a menu and return its id."""
        refuse_bad_menu(definition)
        if len(self._menus) >= _MOST:
            raise Refused(400, f"The number of rich menus must be {_MOST} or less")
        menu_id = "richmenu-" + new_hex()
        self._menus[menu_id] = Menu(menu_id, definition)
        return menu_id

    def get(self, menu_id: object) -> Menu:
        """Return a menu, or LINE's 404."""
        found = self._menus.get(menu_id) if isinstance(menu_id, str) else None
        if found is None:
            raise Refused(404, "Not found")
        return found

    def listed(self) -> list[Json]:
        """Return all menus."""
        return [menu.shown() for menu in self._menus.values()]

    def delete(self, menu_id: str) -> None:
        """Delete a menu; who saw it as default sees none."""
        del self._menus[self.get(menu_id).menu_id]
        if self.default == menu_id:
            self.default = None

    def put_image(self, menu_id: str, image: bytes, kind: str) -> None:
        """Give a menu its picture, once."""
        menu = self.get(menu_id)
        if kind not in {"image/png", "image/jpeg"}:
            raise Refused(415, "The content type of a rich menu image is image/png or image/jpeg")
        if menu.image is not None:
            raise Refused(400, "An image has already been uploaded to the richmenu")
        if not image or len(image) > _MOST_IMAGE_BYTES:
            raise Refused(400, "The image must be there and 1 MB or less")
        refuse_bad_image(menu.definition, image, kind)
        menu.image, menu.image_kind = image, kind

    def shown_menu(self, menu_id: object) -> Menu:
        """Return a menu that can be shown to people: one with a picture."""
        menu = self.get(menu_id)
        if menu.image is None:
            raise Refused(400, "must upload richmenu image before applying it to user")
        return menu

    def add_alias(self, wanted: Json) -> None:
        """Give a menu a second name."""
        mistakes = list(_ALIAS(wanted, Path("")))
        if mistakes:
            raise invalid_body(mistakes)
        alias = str(wanted["richMenuAliasId"])
        if alias in self._aliases:
            raise Refused(400, "conflict richmenu alias id")
        if len(self._aliases) >= _MOST:
            raise Refused(400, f"The number of rich menu aliases must be {_MOST} or less")
        self._aliases[alias] = self._to_be_named(wanted["richMenuId"])

    def move_alias(self, alias: str, menu_id: object) -> None:
        """Let an alias name another menu."""
        self.alias(alias)
        self._aliases[alias] = self._to_be_named(menu_id)

    def _to_be_named(self, menu_id: object) -> str:
        found = self._menus.get(menu_id) if isinstance(menu_id, str) else None
        if found is None:
            raise Refused(400, "richmenu not found")
        return found.menu_id

    def delete_alias(self, alias: str) -> None:
        """Take an alias away."""
        self.alias(alias)
        del self._aliases[alias]

    def alias(self, alias: str) -> Json:
        """Return one alias, or LINE's 404."""
        if alias not in self._aliases:
            raise Refused(404, "Not found")
        return {"richMenuAliasId": alias, "richMenuId": self._aliases[alias]}

    def aliases(self) -> list[Json]:
        """Return all aliases."""
        return [self.alias(alias) for alias in self._aliases]

    def named(self, alias: str) -> Menu | None:
        """Return the menu an alias names, while both exist."""
        return self._menus.get(self._aliases.get(alias, ""))
