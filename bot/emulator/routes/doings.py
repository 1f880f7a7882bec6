"""The part of the control API that lets people do things: write, press, follow, block, unsend."""

from __future__ import annotations

import json
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, request

from bot.emulator import happenings
from bot.emulator.contents import Content
from bot.emulator.platform import Platform
from bot.emulator.world import Json


def asked() -> Json:
    """Return the JSON object a control request holds; an empty body is an empty object."""
    data = request.get_data()
    body = json.loads(data) if data else {}
    if not isinstance(body, dict):
        raise TypeError("The body must be a JSON object.")
    return body


def _done(event_id: str) -> Response:
    return jsonify({"webhookEventId": event_id})


def add(api: Blueprint, line: Platform) -> None:
    """Add the routes that let a person do something."""
    _add_messages(api, line)
    _add_standing(api, line)


def _add_messages(api: Blueprint, line: Platform) -> None:
    @api.post("/people/<name>/message")
    def message(name: str) -> Response:
        wanted = asked()
        sent = wanted.get("message")
        if not isinstance(sent, dict):
            raise TypeError("`message` must be a LINE message object.")
        group_id = wanted.get("group_id")
        return _done(
            happenings.send_message(line, name, sent, group_id=str(group_id) if group_id else None)
        )

    @api.post("/people/<name>/media", endpoint="send-media")
    def media(name: str) -> Response:
        kind = request.args.get("type", "file")
        content = Content(request.get_data(), request.mimetype or "application/octet-stream")
        sent: Json = {"type": kind}
        if kind == "file":
            sent |= {"fileName": unquote(request.args.get("name", "เอกสาร"))}
        return _done(happenings.send_message(line, name, sent, content=content))

    @api.post("/people/<name>/press")
    def press(name: str) -> Response:
        wanted = asked()
        params = wanted.get("params")
        shown = wanted.get("display_text")
        return _done(
            happenings.press(
                line,
                name,
                str(wanted.get("data", "")),
                params=params if isinstance(params, dict) else None,
                display_text=str(shown) if shown else None,
            )
        )


def _add_standing(api: Blueprint, line: Platform) -> None:
    @api.post("/people/<name>/follow")
    @api.post("/people/<name>/unblock", endpoint="unblock")
    def follow(name: str) -> Response:
        return _done(happenings.follow(line, name))

    @api.post("/people/<name>/block")
    def block(name: str) -> Response:
        return _done(happenings.block(line, name))

    @api.post("/people/<name>/unsend")
    def unsend(name: str) -> Response:
        return _done(happenings.unsend(line, name, str(asked().get("message_id"))))
