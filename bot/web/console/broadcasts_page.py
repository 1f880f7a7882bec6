"""«ประกาศข่าว»: the list with the month, and one announcement with where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson
from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from bot.broadcasts import names, states
from bot.broadcasts.states import State
from bot.cases.duties import Duty
from bot.handlers import broadcast_cost, broadcast_month, broadcasts, waves
from bot.handlers.broadcast_cost import Cost
from bot.handlers.broadcasts import NoSuchBroadcast
from bot.model.thai import BANGKOK
from bot.routing.hours import office_hours
from bot.storage import answered, broadcast_ids, chunks, staff
from bot.storage import broadcasts as stored
from bot.storage.broadcasts import Approval, Broadcast
from bot.storage.db import reading
from bot.web.console.broadcast_phone import shown
from bot.web.console.context import Console, number_in_link, on_duty

_PAGE = 20
_ID_DIGITS = 18


def number_of(announcement: str) -> int:
    """Return the number in an address; raises NoSuchBroadcast for what is none."""
    if not announcement.isdecimal() or len(announcement) > _ID_DIGITS:
        raise NoSuchBroadcast("ไม่พบประกาศนี้ กลับไปเลือกจากรายการประกาศข่าว")
    return int(announcement)


class BroadcastPages:
    """The list, and one announcement."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        one = "/broadcasts/<announcement>"
        routes.add_url_rule("/broadcasts", "broadcasts", self.show_list)
        routes.add_url_rule(one, "broadcast", self.show)
        routes.add_url_rule(f"{one}/progress", "broadcast_progress", self.progress)
        routes.add_url_rule(f"{one}/cheaper", "broadcast_cheaper", self.cheaper)

    def show_list(self) -> ResponseReturnValue:
        """Show the newest announcements, and what is left of the month."""
        on_duty(Duty.ANNOUNCE)
        before, app, now = (
            number_in_link("before", 0) or None,
            self._console.app,
            self._console.now(),
        )
        with reading(app.engine) as connection:
            rows = stored.latest(connection, before=before, most=_PAGE)
            return render_template(
                "console/broadcasts.html",
                rows=rows,
                sent=_sent(connection, rows),
                names=staff.display_names(connection),
                budget=broadcast_month.as_told(connection, now, kept=app.kept),
                free=answered.free_percent(connection),
                first_page=before is None,
                more=rows[-1].id if len(rows) == _PAGE else None,
            )

    def show(self, announcement: str) -> ResponseReturnValue:
        """Show one announcement: what it says, whom it reaches, what is to be done now."""
        me, app, now = on_duty(Duty.ANNOUNCE), self._console.app, self._console.now()
        with reading(app.engine) as connection:
            one = broadcasts.find(connection, number_of(announcement))
            approvals = stored.approvals(connection, one.id)
            return render_template(
                "console/broadcast.html",
                one=one,
                cost=self._cost(connection, one, now),
                bubbles=shown(one.draft, one.id, app.book.phrases),
                approvals=approvals,
                missing=_missing(one, approvals),
                may_approve=me.name not in {one.author, *(yes.by for yes in approvals)},
                has_line=staff.own_line(connection, me.name) is not None,
                names=staff.display_names(connection),
                once=app.new_key(),
                too_late=one.corrects is not None
                and broadcast_ids.any_erased(connection, one.corrects),
                due=one.send_after is not None and one.send_after <= now,
                **self._office(now),
                **self._standing(connection, one, approvals),
            )

    def progress(self, announcement: str) -> ResponseReturnValue:
        """Show how far it has come; the whole page is to load anew once it stands elsewhere."""
        on_duty(Duty.ANNOUNCE)
        with reading(self._console.app.engine) as connection:
            one = broadcasts.find(connection, number_of(announcement))
            standing = self._standing(connection, one, stored.approvals(connection, one.id))
        if request.args.get("was") != standing["mark"]:
            return Response(headers={"HX-Refresh": "true"})
        return render_template("console/_broadcast_progress.html", one=one, **standing)

    def cheaper(self, announcement: str) -> ResponseReturnValue:
        """Show what would be cheaper: a piece of the page that takes long to count."""
        on_duty(Duty.ANNOUNCE)
        app, now = self._console.app, self._console.now()
        with reading(app.engine) as connection:
            one = broadcasts.find(connection, number_of(announcement))
            found = broadcast_cost.cheaper(
                connection,
                app.staff_deps,
                one,
                now=now,
                kept=app.kept,
            )
        return render_template("console/_broadcast_cheaper.html", cheaper=found)

    def _cost(self, connection: Connection, one: Broadcast, now: datetime) -> Cost | None:
        if one.state is not State.DRAFT:
            return None
        app = self._console.app
        kept = app.kept
        return broadcast_cost.look(connection, app.staff_deps, one, now=now, kept=kept)

    def _standing(
        self, connection: Connection, one: Broadcast, approvals: Sequence[Approval]
    ) -> dict[str, object]:
        """Return how far it has come, and by what it is known that it stands elsewhere."""
        frozen = orjson.loads(one.frozen_upto)["frozen"] if one.frozen_upto else 0
        return {
            "progress": chunks.progress(connection, one.id),
            "rode": stored.rides(connection, one.id) if one.draft.free else 0,
            "frozen": frozen,
            "waiting": self._waiting(connection, one),
            "mark": f"{one.state}-{len(approvals)}",
        }

    def _waiting(self, connection: Connection, one: Broadcast) -> str:
        """Return which provinces wait for their offices, in a line."""
        app = self._console.app
        deps, rate, now = app.staff_deps, app.cases_rate.latest(), self._console.now()
        found = waves.waiting(connection, deps, one, rate=rate, now=now)
        return names.waiting([(deps.province(each.province), each.load) for each in found])

    def _office(self, now: datetime) -> dict[str, object]:
        """Return when the service sends."""
        calendar = self._console.app.calendar
        hours = office_hours(calendar, now)
        opens = hours.next_opening
        return {
            "open_now": hours.open_now,
            "opens": opens,
            "today": now.astimezone(BANGKOK).date(),
            "from_hour": calendar.opens(opens),
            "to_hour": calendar.closes(opens),
        }


def _sent(connection: Connection, rows: Sequence[Broadcast]) -> dict[int, int]:
    """Return how many were told of those that have begun to go out, whatever the way."""
    begun = [one for one in rows if one.started_at]
    rode = {one.id: stored.rides(connection, one.id) for one in begun if one.draft.free}
    return chunks.sent_by_number(connection, [one.id for one in begun]) | rode


def _missing(one: Broadcast, approvals: Sequence[Approval]) -> int:
    needed = states.approvals_needed(nationwide=one.draft.audience.nationwide)
    return max(needed - len(approvals), 0)
