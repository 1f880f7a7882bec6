"""«ถึงฉัน»: what colleagues said to an officer, and to those for whom they stand in."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.model.staff import Officer
from bot.storage import leave, mentions, staff
from bot.storage.db import reading
from bot.web.console.context import Console, officer


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint, and the number of what is unread into every page."""

    @routes.get("/mentions", endpoint="mentions")
    def show() -> ResponseReturnValue:
        me = officer()
        with reading(console.app.engine) as connection:
            said = mentions.to(connection, _names(connection, console, me))
            names = staff.display_names(connection)
        return render_template("console/mentions.html", said=said, names=names)

    @routes.app_context_processor
    def unread() -> dict[str, object]:
        def count() -> int:
            me: Officer = g.officer
            with reading(console.app.engine) as connection:
                return mentions.unseen(connection, _names(connection, console, me))

        return {"unread_mentions": count}


def _names(connection: Connection, console: Console, me: Officer) -> set[str]:
    return {me.name} | leave.stands_in_for(connection, me.name, today=console.today())
