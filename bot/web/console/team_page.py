"""«ทีมและวันลา»: who of the unit is away, who stands in, and what people who left have left."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.cases.leave import read
from bot.handlers import colleagues
from bot.model.staff import Role
from bot.web.console.context import Console, officer


def add(routes: Blueprint, console: Console) -> None:
    """Put the page and its forms on the blueprint."""

    @routes.get("/team", endpoint="team")
    def show() -> ResponseReturnValue:
        me, now = officer(), console.now()
        team = console.run(lambda connection: colleagues.team(connection, me, now=now))
        return render_template(
            "console/team.html", team=team, heads=me.role is Role.UNIT_HEAD, today=console.today()
        )

    @routes.post("/team/leave", endpoint="set_leave")
    def set_leave() -> ResponseReturnValue:
        me, now = officer(), console.now()
        away = read(request.form, me=me.name, today=console.today())
        console.run(lambda connection: colleagues.set_leave(connection, me, away, now=now))
        return redirect(url_for("console.team"))

    @routes.post("/team/leave/<int:leave_id>/cancel", endpoint="cancel_leave")
    def cancel_leave(leave_id: int) -> ResponseReturnValue:
        me = officer()
        console.run(lambda connection: colleagues.cancel_leave(connection, me, leave_id))
        return redirect(url_for("console.team"))

    @routes.post("/team/hand-over", endpoint="hand_over")
    def hand_over() -> ResponseReturnValue:
        me, now, deps = officer(), console.now(), console.app.staff_deps
        gone, to = request.form.get("gone", ""), request.form.get("to", "")
        console.run(
            lambda connection: colleagues.hand_over(connection, deps, me, gone, to, now=now)
        )
        return redirect(url_for("console.team"))
