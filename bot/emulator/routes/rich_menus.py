"""Rich menus: their making, pictures, showing to people, and aliases."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, request

from bot.emulator.platform import Platform
from bot.emulator.rich_menus import refuse_bad_menu
from bot.emulator.routes.gate import json_body
from bot.emulator.rules import Refused, invalid_property, is_chat_id

_MOST_AT_ONCE = 500


def add(app: Flask, line: Platform) -> None:
    """Add the routes under /v2/bot that are about rich menus."""
    api = Blueprint("rich_menus", __name__, url_prefix="/v2/bot")
    _add_menus(api, line)
    _add_pictures(api, line)
    _add_showing(api, line)
    _add_bulk(api, line)
    _add_aliases(api, line)
    app.register_blueprint(api)


def _add_menus(api: Blueprint, line: Platform) -> None:
    @api.post("/richmenu", endpoint="richmenu-create")
    def create() -> Response:
        with line.lock:
            return jsonify({"richMenuId": line.rich_menus.create(json_body())})

    @api.post("/richmenu/validate", endpoint="richmenu-validate")
    def validate() -> Response:
        refuse_bad_menu(json_body())
        return jsonify({})

    @api.get("/richmenu/list", endpoint="richmenu-list")
    def listed() -> Response:
        with line.lock:
            return jsonify({"richmenus": line.rich_menus.listed()})

    @api.get("/richmenu/<menu_id>", endpoint="richmenu-get")
    def get(menu_id: str) -> Response:
        with line.lock:
            return jsonify(line.rich_menus.get(menu_id).shown())

    @api.delete("/richmenu/<menu_id>", endpoint="richmenu-delete")
    def delete(menu_id: str) -> Response:
        with line.lock:
            line.rich_menus.delete(menu_id)
            for person in line.world.people.values():
                if person.rich_menu == menu_id:
                    person.rich_menu = None
            line.feed.tell("people", None)
        return jsonify({})


def _add_pictures(api: Blueprint, line: Platform) -> None:
    @api.post("/richmenu/<menu_id>/content", endpoint="richmenu-image-put")
    def put(menu_id: str) -> Response:
        with line.lock:
            line.rich_menus.put_image(menu_id, request.get_data(), request.mimetype)
        return jsonify({})

    @api.get("/richmenu/<menu_id>/content", endpoint="richmenu-image")
    def get(menu_id: str) -> Response:
        with line.lock:
            menu = line.rich_menus.get(menu_id)
        if menu.image is None:
            raise Refused(404, "Not found")
        return Response(menu.image, content_type=menu.image_kind)


def _add_showing(api: Blueprint, line: Platform) -> None:
    @api.get("/user/<user_id>/richmenu", endpoint="richmenu-of")
    def get(user_id: str) -> Response:
        with line.lock:
            person = line.world.people.get(user_id)
            everyone = user_id == "all"
            found = line.rich_menus.default if everyone else person and person.rich_menu
            if not found:
                raise Refused(404, "Not found")
            return jsonify({"richMenuId": found})

    @api.post("/user/<user_id>/richmenu/<menu_id>", endpoint="richmenu-link")
    def link(user_id: str, menu_id: str) -> Response:
        if user_id != "all" and not is_chat_id(user_id, "U"):
            raise invalid_property("userId")
        return _show(line, user_id, menu_id)

    @api.delete("/user/<user_id>/richmenu", endpoint="richmenu-unlink")
    def unlink(user_id: str) -> Response:
        if user_id != "all" and not is_chat_id(user_id, "U"):
            raise invalid_property("userId")
        return _show(line, user_id, None)


def _show(line: Platform, user_id: str, menu_id: str | None) -> Response:
    with line.lock:
        shown = None if menu_id is None else line.rich_menus.shown_menu(menu_id).menu_id
        if user_id == "all":
            line.rich_menus.default = shown
        else:
            _show_one(line, user_id, shown)
        line.feed.tell("people", None)
    return jsonify({})


def _show_one(line: Platform, user_id: str, menu_id: str | None) -> None:
    """Link somebody; nothing happens, without a word, where they are no friend (any more)."""
    person = line.world.people.get(user_id)
    if person is not None and person.friend and not person.blocked:
        person.rich_menu = menu_id


def _add_bulk(api: Blueprint, line: Platform) -> None:
    def show(body: dict[str, object], menu_id: str | None) -> tuple[Response, int]:
        users = body.get("userIds")
        if not isinstance(users, list) or not 1 <= len(users) <= _MOST_AT_ONCE:
            raise Refused(400, f"The property, 'userIds', must hold 1 to {_MOST_AT_ONCE} user ids")
        if not all(is_chat_id(one, "U") for one in users):
            raise invalid_property("userIds")
        with line.lock:
            for user_id in users:
                _show_one(line, user_id, menu_id)
            line.feed.tell("people", None)
        return jsonify({}), 202

    @api.post("/richmenu/bulk/link", endpoint="richmenu-bulk-link")
    def link() -> tuple[Response, int]:
        body = json_body()
        with line.lock:
            menu_id = line.rich_menus.shown_menu(body.get("richMenuId")).menu_id
        return show(body, menu_id)

    @api.post("/richmenu/bulk/unlink", endpoint="richmenu-bulk-unlink")
    def unlink() -> tuple[Response, int]:
        return show(json_body(), None)


def _add_aliases(api: Blueprint, line: Platform) -> None:
    @api.post("/richmenu/alias", endpoint="richmenu-alias-create")
    def create() -> Response:
        with line.lock:
            line.rich_menus.add_alias(json_body())
        return jsonify({})

    @api.get("/richmenu/alias/list", endpoint="richmenu-alias-list")
    def listed() -> Response:
        with line.lock:
            return jsonify({"aliases": line.rich_menus.aliases()})

    @api.get("/richmenu/alias/<alias>", endpoint="richmenu-alias-get")
    def get(alias: str) -> Response:
        with line.lock:
            return jsonify(line.rich_menus.alias(alias))

    @api.post("/richmenu/alias/<alias>", endpoint="richmenu-alias-update")
    def update(alias: str) -> Response:
        with line.lock:
            line.rich_menus.move_alias(alias, json_body().get("richMenuId"))
        return jsonify({})

    @api.delete("/richmenu/alias/<alias>", endpoint="richmenu-alias-delete")
    def delete(alias: str) -> Response:
        with line.lock:
            line.rich_menus.delete_alias(alias)
        return jsonify({})
