"""«ที่ผู้ช่วยเข้าใจผิด»: what officers put right of what the bot took cases to be about."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.cases.duties import Duty
from bot.storage import relabels, staff
from bot.storage.db import reading
from bot.web.console.context import Console, on_duty


def add(routes: Blueprint, console: Console) -> None:
    """Put the page on the blueprint."""

    @routes.get("/admin/labels", endpoint="labels")
    def show() -> ResponseReturnValue:
        on_duty(Duty.LABELS)
        with reading(console.app.engine) as connection:
            return render_template(
                "console/labels.html",
                mistaken=relabels.mistaken(connection),
                latest=relabels.latest(connection),
                names=staff.display_names(connection),
            )
