"""The control API under /_emulator/: what tests, the command line and the phone page ask for."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, request

from bot.emulator.deliveries import Json, as_events
from bot.emulator.faults import BadFault, fault_from
from bot.emulator.feed import lines
from bot.emulator.platform import Platform
from bot.emulator.routes import doings
from bot.emulator.routes.doings import asked
from bot.emulator.world import Person, Unknown

_SETTINGS = {
    "webhook_url",
    "active",
    "redelivery",
    "redelivery_after",
    "limit",
    "duplicate",
    "forge",
}


def add(app: Flask, line: Platform) -> None:
    """Add the control API."""
    api = Blueprint("control", __name__, url_prefix="/_emulator")
    _add_state(api, line)
    _add_menus(api, line)
    _add_people(api, line)
    doings.add(api, line)
    _add_trouble(api, line)
    _add_books(api, line)
    api.register_error_handler(Unknown, _wrong)
    api.register_error_handler(BadFault, _wrong)
    api.register_error_handler(ValueError, _wrong)
    api.register_error_handler(TypeError, _wrong)
    app.register_blueprint(api)


def _wrong(error: Exception) -> tuple[Response, int]:
    status = 404 if isinstance(error, Unknown) else 400
    return jsonify({"message": str(error)}), status


def _add_state(api: Blueprint, line: Platform) -> None:
    @api.get("/state")
    def state() -> Response:
        with line.lock:
            return jsonify(_state(line))

    @api.put("/settings")
    def settings() -> Response:
        _change_settings(line, asked())
        with line.lock:
            return jsonify(_state(line))

    @api.post("/clock")
    def clock() -> Response:
        with line.lock:
            line.clock.shift(float(str(asked().get("seconds", 0))))
            return jsonify({"now": line.clock.now().isoformat()})

    @api.post("/reset")
    def reset() -> Response:
        with line.lock:
            line.begin_anew()
            line.postman.clear()
            line.feed.tell("people", None)
        return jsonify({})

    @api.get("/stream")
    def stream() -> Response:
        with line.lock:
            listener = line.feed.join()
        answer = Response(lines(listener), mimetype="text/event-stream")
        answer.call_on_close(lambda: line.feed.leave(listener))
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _change_settings(line: Platform, wanted: Json) -> None:
    unknown = set(wanted) - _SETTINGS - {"quota_limit"}
    if unknown:
        raise ValueError(f"There is no setting {sorted(unknown)}; there is {sorted(_SETTINGS)}.")
    with line.lock:
        if "quota_limit" in wanted:
            limit = wanted.pop("quota_limit")
            line.quota.limit = limit if isinstance(limit, int) else None
        for name, value in wanted.items():
            fitting = tuple(value) if isinstance(value, list) else value
            setattr(line.postman.settings, name, fitting)


def _state(line: Platform) -> Json:
    settings = line.postman.settings
    return {
        "account": {"displayName": line.account.display_name, "basicId": line.account.basic_id},
        "people": [_shown(line, one) for one in line.world.people.values()],
        "groups": [
            {"group_id": one.group_id, "name": one.name, "members": one.members}
            for one in line.world.groups.values()
        ],
        "settings": {name: getattr(settings, name) for name in sorted(_SETTINGS)},
        "quota": {"limit": line.quota.limit, "used": line.quota.used(line.clock.now())},
        "faults": [one.as_json() for one in line.faults.listed()],
        "now": line.clock.now().isoformat(),
    }


def _shown(line: Platform, person: Person) -> Json:
    entries = line.world.chats.get(person.user_id, [])
    menu_id = person.rich_menu or line.rich_menus.default
    return {
        "user_id": person.user_id,
        "key": person.key,
        "display_name": person.display_name,
        "about": person.about,
        "friend": person.friend,
        "blocked": person.blocked,
        "last": entries[-1].as_json() if entries else None,
        "rich_menu": line.rich_menus.get(menu_id).shown() if menu_id else None,
    }


def _add_menus(api: Blueprint, line: Platform) -> None:
    @api.get("/rich_menus/<menu_id>/picture")
    def picture(menu_id: str) -> Response:
        with line.lock:
            menu = line.rich_menus.shown_menu(menu_id)
        return Response(menu.image, content_type=menu.image_kind)


def _add_people(api: Blueprint, line: Platform) -> None:
    @api.post("/people")
    def add_person() -> Response:
        wanted = asked()
        key = str(wanted["key"]) if wanted.get("key") else None
        about = {
            name: wanted[name] for name in ("display_name", "language", "about") if name in wanted
        }
        with line.lock:
            person = line.world.add_person(key, **about)
            line.feed.tell("people", None)
            return jsonify(_shown(line, person))

    @api.get("/chats/<chat_id>")
    def chat(chat_id: str) -> Response:
        with line.lock:
            found = line.world.chats.get(_chat(line, chat_id), [])
            return jsonify([entry.as_json() for entry in found])

    @api.get("/media/<message_id>")
    def media(message_id: str) -> Response:
        with line.lock:
            found = line.contents.peek(message_id)
        if found is None:
            raise Unknown(f"There is no content for message {message_id!r}.")
        answer = Response(found.data, content_type=found.kind)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


def _chat(line: Platform, name: str) -> str:
    return name if name in line.world.groups else line.world.person(name).user_id


def _add_trouble(api: Blueprint, line: Platform) -> None:
    @api.post("/events")
    def events() -> Response:
        wanted = asked()
        signature = wanted.get("signature")
        line.postman.send_raw(
            as_events(wanted.get("events")), None if signature is None else str(signature)
        )
        return jsonify({})

    @api.post("/hold")
    def hold() -> Response:
        line.postman.hold()
        return jsonify({})

    @api.post("/release")
    def release() -> Response:
        wanted = asked()
        line.postman.release(
            batch=bool(wanted.get("batch", True)),
            order=str(wanted.get("order", "as_happened")),
            seed=int(str(wanted.get("seed", 0))),
        )
        return jsonify({})

    @api.route("/faults", methods=["GET", "POST", "DELETE"])
    def faults() -> Response:
        with line.lock:
            if request.method == "POST":
                line.faults.add(fault_from(asked()))
            elif request.method == "DELETE":
                line.faults.clear()
            return jsonify([one.as_json() for one in line.faults.listed()])


def _add_books(api: Blueprint, line: Platform) -> None:
    @api.get("/ledger")
    def ledger() -> Response:
        accepted = {"true": True, "false": False}.get(request.args.get("accepted", ""))
        with line.lock:
            calls = line.ledger.calls(
                accepted=accepted,
                chat=request.args.get("chat"),
                endpoint=request.args.get("endpoint"),
            )
            return jsonify([call.as_json() for call in calls])

    @api.get("/calls/<request_id>")
    def call(request_id: str) -> Response:
        with line.lock:
            found = line.ledger.find(request_id)
        if found is None:
            raise Unknown(f"No call has the request id {request_id!r}.")
        return jsonify(found.as_json())

    @api.get("/deliveries")
    def deliveries() -> Response:
        found = line.postman.deliveries(request.args.get("event"))
        return jsonify([one.as_json() for one in found])
