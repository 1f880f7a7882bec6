"""Who people are, groups, the loading animation, read marks, and what people sent as files."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify

from bot.emulator.contents import Content
from bot.emulator.platform import Platform
from bot.emulator.routes.gate import json_body
from bot.emulator.rules import Refused, is_chat_id
from bot.emulator.world import Person

_LOADING = range(5, 61, 5)


def add(app: Flask, line: Platform) -> None:
    """Add the routes about people, groups, chats and contents."""
    api = Blueprint("people", __name__, url_prefix="/v2/bot")
    _add_profiles(api, line)
    _add_groups(api, line)
    _add_chats(api, line)
    _add_contents(api, line)
    app.register_blueprint(api)


def _add_profiles(api: Blueprint, line: Platform) -> None:
    @api.get("/profile/<user_id>", endpoint="profile")
    def profile(user_id: str) -> Response:
        with line.lock:
            person = line.world.people.get(user_id)
            if person is None or not person.reachable(line.clock.now()):
                raise Refused(404, "Not found")
            return jsonify(person.profile())

    @api.get("/info", endpoint="bot-info")
    def info() -> Response:
        account = line.account
        return jsonify(
            {
                "userId": account.user_id,
                "basicId": account.basic_id,
                "displayName": account.display_name,
                "chatMode": "bot",
                "markAsReadMode": "auto",
            }
        )

    @api.get("/followers/ids", endpoint="followers")
    def followers() -> Response:
        raise Refused(403, "Access to this API is not available for your account")


def _add_groups(api: Blueprint, line: Platform) -> None:
    @api.get("/group/<group_id>/summary", endpoint="group-summary")
    def summary(group_id: str) -> Response:
        with line.lock:
            group = line.world.group(group_id)
            return jsonify({"groupId": group.group_id, "groupName": group.name})

    for kind in ("group", "room"):
        _add_members(api, line, kind)


def _add_members(api: Blueprint, line: Platform, kind: str) -> None:
    @api.get(f"/{kind}/<group_id>/members/count", endpoint=f"{kind}-count")
    def count(group_id: str) -> Response:
        with line.lock:
            return jsonify({"count": len(line.world.group(group_id).members)})

    @api.get(f"/{kind}/<group_id>/members/ids", endpoint=f"{kind}-members")
    def members(group_id: str) -> Response:
        del group_id
        raise Refused(403, "Access to this API is not available for your account")

    @api.get(f"/{kind}/<group_id>/member/<user_id>", endpoint=f"{kind}-member")
    def member(group_id: str, user_id: str) -> Response:
        with line.lock:
            if user_id not in line.world.group(group_id).members:
                raise Refused(404, "Not found")
            return jsonify(_member(line.world.people[user_id]))

    @api.post(f"/{kind}/<group_id>/leave", endpoint=f"{kind}-leave")
    def leave(group_id: str) -> Response:
        with line.lock:
            line.world.group(group_id).bot_inside = False
        return jsonify({})


def _member(person: Person) -> dict[str, object]:
    shown = person.profile()
    return {name: shown[name] for name in ("displayName", "userId", "pictureUrl") if name in shown}


def _add_chats(api: Blueprint, line: Platform) -> None:
    @api.post("/chat/loading/start", endpoint="loading")
    def loading() -> tuple[Response, int]:
        body = json_body()
        chat_id, seconds = body.get("chatId"), body.get("loadingSeconds", 20)
        if not is_chat_id(chat_id, "U"):
            raise Refused(400, "The property, 'chatId', must be the id of a one-on-one chat")
        if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds not in _LOADING:
            raise Refused(400, "loadingSeconds must be a multiple of 5 between 5 and 60")
        line.tell("loading", {"chat_id": chat_id, "seconds": seconds})
        return jsonify({}), 202

    @api.post("/chat/markAsRead", endpoint="mark-as-read")
    def mark_as_read() -> Response:
        token = json_body().get("markAsReadToken")
        with line.lock:
            if not token or line.world.find_read_token(token) is None:
                raise Refused(400, "Invalid markAsReadToken")
        return jsonify({})


def _add_contents(api: Blueprint, line: Platform) -> None:
    def fetch(message_id: str) -> Response:
        with line.lock:
            found = line.contents.ready(message_id)
        if found is None:
            return Response("", 202)
        return Response(found.data, content_type=found.kind)

    @api.get("/message/<message_id>/content/transcoding", endpoint="transcoding")
    def transcoding(message_id: str) -> Response:
        with line.lock:
            found: Content = line.contents.get(message_id)
        return jsonify({"status": "processing" if found.preparing else "succeeded"})

    api.add_url_rule("/message/<message_id>/content", "content", fetch)
    api.add_url_rule("/message/<message_id>/content/preview", "preview", fetch)
