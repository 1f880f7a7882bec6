"""Menus below the chat at LINE: made, given a picture, named, shown to everybody or to one person.

A picture cannot be changed, so a menu that looks otherwise is another menu. LINE allows 100 to be
made and 100 to be deleted an hour.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from bot.line.answers import Answer
from bot.line.transport import Transport
from bot.line.wanted import accepted, ask, need

_MENU = "/v2/bot/richmenu"
_EVERYBODY = "all"
_LARGEST = 1024 * 1024
MOST_AT_ONCE = 500
"""People whom one bulk call may name."""


class RichMenus:
    """The calls about rich menus. Each raises `LineRefused` where LINE does not do it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def listed(self) -> dict[str, str]:
        """Return the account's menus that were made over the API: id -> name."""
        told = need(self._transport, "list the menus", "GET", f"{_MENU}/list").get("richmenus")
        menus = told if isinstance(told, list) else []
        return {str(menu["richMenuId"]): str(menu["name"]) for menu in menus}

    def create(self, menu: Mapping[str, object]) -> str:
        """Make a menu (see `bot.render.rich_menu`) and return its id."""
        return str(need(self._transport, "make the menu", "POST", _MENU, menu)["richMenuId"])

    def has_picture(self, menu_id: str) -> bool:
        """Tell whether a menu has its picture, without which it cannot be shown."""
        answer = self._transport.download(
            f"{_MENU}/{_safe(menu_id)}/content", io.BytesIO(), max_bytes=_LARGEST
        )
        if isinstance(answer, Answer) and answer.status == 404:
            return False
        accepted("tell whether the menu has a picture", answer)
        return True

    def give_picture(self, menu_id: str, png: bytes) -> None:
        """Give a menu its picture: PNG, at most 1 MB, as large as the menu says. Once only."""
        path = f"{_MENU}/{_safe(menu_id)}/content"
        accepted("take the menu's picture", self._transport.upload(path, png, "image/png"))

    def delete(self, menu_id: str) -> None:
        """Delete a menu; whoever saw it sees the account's default, or none."""
        need(self._transport, "delete a menu", "DELETE", f"{_MENU}/{_safe(menu_id)}")

    def default(self) -> str | None:
        """Return the id of the menu that everybody sees who has none of their own."""
        return self._shown_to(_EVERYBODY)

    def set_default(self, menu_id: str) -> None:
        """Show a menu to everybody who has none of their own."""
        self.link(_EVERYBODY, menu_id)

    def link(self, user_id: str, menu_id: str) -> None:
        """Show a menu to one person; LINE takes it, and does nothing, for who is no friend."""
        path = f"/v2/bot/user/{_safe(user_id)}/richmenu/{_safe(menu_id)}"
        need(self._transport, "show the menu", "POST", path)

    def unlink(self, user_id: str) -> None:
        """Show one person the default again."""
        path = f"/v2/bot/user/{_safe(user_id)}/richmenu"
        need(self._transport, "take the menu away", "DELETE", path)

    def link_all(self, user_ids: Sequence[str], menu_id: str) -> None:
        """Show a menu to up to 500 people; LINE takes it at once and does it some time later."""
        people = {"richMenuId": menu_id, "userIds": list(user_ids)}
        need(self._transport, "show the menu", "POST", f"{_MENU}/bulk/link", people)

    def unlink_all(self, user_ids: Sequence[str]) -> None:
        """Show up to 500 people the default again, as `link_all` does."""
        people = {"userIds": list(user_ids)}
        need(self._transport, "take the menu away", "POST", f"{_MENU}/bulk/unlink", people)

    def named(self, alias: str) -> str | None:
        """Return the id of the menu that an alias names; None where there is no such alias."""
        told = ask(self._transport, "tell an alias", "GET", f"{_MENU}/alias/{_safe(alias)}")
        return str(told["richMenuId"]) if told else None

    def name(self, alias: str, menu_id: str) -> None:
        """Let an alias (a-z, 0-9, _ and -, at most 32) name a menu, a new one or another."""
        if self.named(alias) is None:
            both = {"richMenuAliasId": alias, "richMenuId": menu_id}
            need(self._transport, "name the menu", "POST", f"{_MENU}/alias", both)
        else:
            path = f"{_MENU}/alias/{_safe(alias)}"
            need(self._transport, "name the menu", "POST", path, {"richMenuId": menu_id})

    def _shown_to(self, user_id: str) -> str | None:
        path = f"/v2/bot/user/{_safe(user_id)}/richmenu"
        told = ask(self._transport, "tell the menu", "GET", path)
        return str(told["richMenuId"]) if told else None


def _safe(part: str) -> str:
    return quote(part, safe="")
