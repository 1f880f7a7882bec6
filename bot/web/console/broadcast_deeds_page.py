"""What is done with an announcement on its page: approve, send, try, hold, go on, stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.broadcasts.budget import Budget
from bot.broadcasts.states import FINISHED
from bot.cases.duties import Duty
from bot.handlers import broadcast_month, broadcast_trial, broadcasts
from bot.handlers.broadcasts import WrongMoment
from bot.model.thai import BANGKOK
from bot.storage import chunks
from bot.storage.db import reading
from bot.web.console.broadcasts_page import number_of
from bot.web.console.context import Console, form_cause, on_duty
from bot.web.console.form_days import day

T = TypeVar("T")


class BroadcastDeeds:
    """One form for each thing that is done."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the forms their addresses."""
        one = "/broadcasts/<announcement>"
        deeds: dict[str, Callable[[str], ResponseReturnValue]] = {
            "approve": self.approve,
            "cut": self.cut,
            "send": self.send,
            "trial": self.trial,
            "pause": self.pause,
            "resume": self.resume,
            "stop": self.stop,
        }
        for name, deed in deeds.items():
            routes.add_url_rule(f"{one}/{name}", f"broadcast_{name}", deed, methods=["POST"])
        routes.add_url_rule(f"{one}/stop", "broadcast_stopping", self.ask_to_stop)

    def approve(self, announcement: str) -> ResponseReturnValue:
        """Agree to it, where the month's messages last for it."""
        me, number, now = on_duty(Duty.ANNOUNCE), number_of(announcement), self._console.now()
        app = self._console.app
        with reading(app.engine) as connection:
            budget = self._month(connection, number, now)
            counted = broadcasts.reach_at_most(connection, app.staff_deps, number, now)
        return self._do(
            lambda connection: broadcasts.approve(connection, me, number, counted, budget, now=now),
            number,
        )

    def cut(self, announcement: str) -> ResponseReturnValue:
        """Narrow it down to provinces that the month's messages last for, and list them."""
        me, number, now = on_duty(Duty.ANNOUNCE), number_of(announcement), self._console.now()
        app = self._console.app
        deps = app.staff_deps
        with reading(app.engine) as connection:
            budget = self._month(connection, number, now)
            counted = broadcasts.count_by_province(connection, deps, number, now)
        done = self._console.run(
            lambda connection: broadcasts.cut(
                connection, deps, me, number, budget, counted=counted, now=now
            )
        )
        return render_template("console/broadcast_cut.html", number=number, done=done)

    def send(self, announcement: str) -> ResponseReturnValue:
        """Let it go out in office hours: from now on, or from a day and hour on."""
        me, number, now = on_duty(Duty.ANNOUNCE), number_of(announcement), self._console.now()
        deps, at = self._console.app.staff_deps, _chosen_moment()
        return self._do(
            lambda connection: broadcasts.schedule(connection, deps, me, number, at, now=now),
            number,
        )

    def trial(self, announcement: str) -> ResponseReturnValue:
        """Send it to the officer's own LINE."""
        me, number, now = on_duty(Duty.ANNOUNCE), number_of(announcement), self._console.now()
        deps, cause = self._console.app.staff_deps, form_cause()
        person = self._console.run(
            lambda connection: broadcast_trial.send(
                connection, deps, me, number, cause=cause, now=now
            )
        )
        self._console.send(person)
        return redirect(url_for("console.broadcast", announcement=number, tried=1))

    def pause(self, announcement: str) -> ResponseReturnValue:
        """Let nothing more go out until it is resumed."""
        me, number, now = on_duty(Duty.ANNOUNCE), number_of(announcement), self._console.now()
        return self._do(
            lambda connection: broadcasts.pause(connection, me, number, now=now), number
        )

    def resume(self, announcement: str) -> ResponseReturnValue:
        """Let it go on."""
        me, number, now = on_duty(Duty.ANNOUNCE), number_of(announcement), self._console.now()
        return self._do(
            lambda connection: broadcasts.resume(connection, me, number, now=now), number
        )

    def ask_to_stop(self, announcement: str) -> ResponseReturnValue:
        """Ask once more before it is stopped for good."""
        on_duty(Duty.ANNOUNCE)
        with reading(self._console.app.engine) as connection:
            one = broadcasts.find(connection, number_of(announcement))
            progress = chunks.progress(connection, one.id)
        if one.state in FINISHED:
            return redirect(url_for("console.broadcast", announcement=one.id))
        return render_template("console/broadcast_stop.html", one=one, progress=progress)

    def stop(self, announcement: str) -> ResponseReturnValue:
        """Let nothing more go out, ever."""
        me, number, now = on_duty(Duty.ANNOUNCE), number_of(announcement), self._console.now()
        return self._do(lambda connection: broadcasts.stop(connection, me, number, now=now), number)

    def _month(self, connection: Connection, number: int, now: datetime) -> Budget:
        """Return what of the month an announcement may use."""
        draft = broadcasts.find(connection, number).draft
        return broadcast_month.budget_for(connection, draft, now, kept=self._console.app.kept)

    def _do(self, deed: Callable[[Connection], T], number: int) -> ResponseReturnValue:
        self._console.run(deed)
        return redirect(url_for("console.broadcast", announcement=number))


def _chosen_moment() -> datetime | None:
    """Return from when on it is to go out; None for now."""
    if request.form.get("when") != "later":
        return None
    first = day(request.form.get("day"), "วันที่ส่ง")
    try:
        hour = time.fromisoformat(request.form.get("hour", ""))
    except ValueError:
        raise WrongMoment("ใส่เวลาที่จะเริ่มส่ง เช่น 09:30") from None
    return datetime.combine(first, hour.replace(tzinfo=None), BANGKOK)
