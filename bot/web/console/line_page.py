"""«LINE ของศูนย์»: codes by which the centre's group, and the officer's own LINE, are known."""

from __future__ import annotations

import base64

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bot.errors import BotError
from bot.storage import groups
from bot.storage.db import reading
from bot.storage.groups import Kind
from bot.web.console.context import Console, officer

_KINDS: dict[str, Kind] = {"group": "group", "officer": "officer"}


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint."""

    @routes.route("/line", endpoint="line", methods=["GET", "POST"])
    def show() -> ResponseReturnValue:
        code, kind = None, _KINDS.get(request.form.get("kind", ""))
        if request.method == "POST" and kind is not None:
            code = _make(console, kind)
        unit = officer().unit
        with reading(console.app.engine) as connection:
            bound = groups.everywhere(connection, unit=unit) if unit else []
        return render_template("console/line.html", code=code, kind=kind, bound=bound)


def _make(console: Console, kind: Kind) -> str:
    me, now = officer(), console.now()
    if me.unit is None:
        raise BotError("บัญชีนี้ไม่ได้อยู่ที่ศูนย์ใด จึงไม่มีกลุ่ม LINE ให้ผูก")
    unit = me.unit
    # 40 bits of a random key, in letters that are easily typed; it lives a day and works once.
    random = bytes.fromhex(console.app.new_key().replace("-", ""))
    code = base64.b32encode(random[-5:]).decode()
    console.run(
        lambda connection: groups.make_code(
            connection, code, kind, unit=unit, staff_name=me.name, now=now
        )
    )
    return code
