"""Saving the desk's filters under a name, and forgetting them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.cases import filters
from bot.errors import BotError
from bot.storage import views
from bot.storage.views import SavedView
from bot.web.console.context import Console, officer

_LONGEST = 40


def add(routes: Blueprint, console: Console) -> None:
    """Put the forms on the blueprint."""

    @routes.post("/views", endpoint="save_view")
    def save() -> ResponseReturnValue:
        me, view = officer().id, _given(console)
        console.run(lambda connection: views.save(connection, me, view))
        return _to_desk(view.query)

    @routes.post("/views/remove", endpoint="remove_view")
    def remove() -> ResponseReturnValue:
        me, name = officer().id, request.form.get("name", "")
        console.run(lambda connection: views.remove(connection, me, name))
        return redirect(url_for("console.desk", all=1))


def _given(console: Console) -> SavedView:
    form = request.form
    name = " ".join(form.get("name", "").split())
    if not 0 < len(name) <= _LONGEST:
        raise BotError(f"ตั้งชื่อตัวกรองยาวไม่เกิน {_LONGEST} ตัวอักษร แล้วบันทึกอีกครั้ง")
    fields = dict(parse_qsl(form.get("query", "")))
    chosen = filters.read(fields, provinces=console.app.map.province_names)
    return SavedView(name, urlencode(chosen.query() or {"all": "1"}), first="first" in form)


def _to_desk(query: str) -> ResponseReturnValue:
    return redirect(f"{url_for('console.desk')}?{query}")
