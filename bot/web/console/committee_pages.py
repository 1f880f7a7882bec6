"""«คณะกรรมการ»: the meetings of the provinces' committees, their agendas, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.cases import committee as rules
from bot.cases.rights import Act
from bot.errors import BotError
from bot.handlers import annexes, meetings, provinces
from bot.handlers.access import NotAllowed
from bot.handlers.meetings import Sitting
from bot.storage import committee, committee_tasks
from bot.storage.db import reading
from bot.web.console.context import Console, form_cause, officer, once_key

MeetingDeed = Callable[[Connection, Sitting], list[str] | None]
"""What a form asks for at a meeting; returns whom something is to be sent to."""

_FORMATS: dict[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CommitteePages:
    """The list of meetings, and one meeting with its forms."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the pages their addresses."""
        place = "/committee/<int:meeting_id>"
        routes.add_url_rule("/committee", "committee", self.show)
        routes.add_url_rule("/committee", "call_meeting", self.call, methods=["POST"])
        routes.add_url_rule(place, "meeting", self.meeting)
        routes.add_url_rule(f"{place}/annex.<form>", "annex", self.annex)
        forms: dict[str, Callable[[], MeetingDeed]] = {
            "change": _change,
            "cancel": _cancel,
            "choose": _choose,
            "cluster": _cluster,
            "drop": _drop,
            "resolve": _resolve,
            "task": _task,
            "done": _done,
        }
        for name, read in forms.items():
            routes.add_url_rule(
                f"{place}/{name}",
                f"meeting_{name}",
                partial(self.act, read=read),
                methods=["POST"],
            )

    def show(self) -> ResponseReturnValue:
        """Show the meetings, what waits for one, and what is still to be done."""
        me, now, deps = officer(), self._console.now(), self._console.app.staff_deps
        seen = provinces.committees(deps, me, Act.VIEW, now=now)
        if seen is not None and not seen:
            raise NotAllowed("บัญชีของคุณไม่เกี่ยวกับคณะกรรมการระดับจังหวัด")
        with reading(self._console.app.engine) as connection:
            return render_template(
                "console/committee.html",
                meetings=committee.meetings(connection, seen),
                waiting=committee.waiting(connection, seen),
                tasks=committee_tasks.undone(connection, seen),
                holds=sorted(provinces.committees(deps, me, Act.MEET, now=now) or ()),
                today=self._console.today(),
                is_late=rules.is_late,
                once=self._console.app.new_key(),
            )

    def call(self) -> ResponseReturnValue:
        """Call a meeting, then show it."""
        me, now, deps = officer(), self._console.now(), self._console.app.staff_deps
        new = meetings.read_meeting(request.form, request.form.get("province", ""))
        once = once_key()
        with suppress(IntegrityError):  # the browser sent the form twice
            made = self._console.run(
                lambda connection: meetings.call(connection, deps, me, new, once=once, now=now)
            )
            return redirect(url_for("console.meeting", meeting_id=made))
        return redirect(url_for("console.committee"))

    def meeting(self, meeting_id: int) -> ResponseReturnValue:
        """Show one meeting."""
        sitting = self._sitting(meeting_id)
        with reading(self._console.app.engine) as connection:
            found = sitting.access(connection, Act.VIEW)
            agenda = committee.agenda(connection, meeting_id)
            counted = meetings.clusters(connection, sitting, found)
            on_it = {item.topic for item in agenda if item.case_number is None}
            return render_template(
                "console/meeting.html",
                meeting=found,
                agenda=agenda,
                named={one.id for one in agenda if annexes.is_named(connection, one)},
                counted=counted,
                clusters={
                    topic: firms
                    for topic, firms in counted.items()
                    if firms >= rules.CLUSTER_FROM and topic not in on_it
                },
                waiting=committee.waiting(connection, {found.province}),
                tasks=committee_tasks.of_meeting(connection, meeting_id),
                holds=found.cancelled_at is None and Act.MEET in sitting.acts(found.province),
                today=sitting.today,
                is_late=rules.is_late,
                once=self._console.app.new_key(),
            )

    def act(self, meeting_id: int, *, read: Callable[[], MeetingDeed]) -> ResponseReturnValue:
        """Do what a form asks for, then show the meeting as it is now."""
        sitting, do = self._sitting(meeting_id), read()
        with suppress(IntegrityError):  # the browser sent the form twice: it counted once
            told = self._console.run(lambda connection: do(connection, sitting))
            for person in told or ():
                self._console.send(person)
        return redirect(url_for("console.meeting", meeting_id=meeting_id))

    def annex(self, meeting_id: int, form: str) -> ResponseReturnValue:
        """Hand out the annex to the agenda as a file."""
        if form not in _FORMATS:
            raise BotError("ดาวน์โหลดได้เป็น Word หรือ Excel")
        from bot.cases import papers  # noqa: PLC0415 -- loads much, few need it

        sitting, write = self._sitting(meeting_id), getattr(papers, f"annex_{form}")
        paper = self._console.run(lambda connection: annexes.annex(connection, sitting))
        name = f"committee-{paper.held_on.isoformat()}.{form}"
        return Response(
            write(paper),
            mimetype=_FORMATS[form],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _sitting(self, meeting_id: int) -> Sitting:
        console = self._console
        return Sitting(console.app.staff_deps, officer(), meeting_id, console.now())


def _change() -> MeetingDeed:
    return partial(meetings.change, form=request.form.to_dict(), once=form_cause())


def _cancel() -> MeetingDeed:
    return partial(meetings.cancel, once=form_cause())


def _choose() -> MeetingDeed:
    return partial(meetings.choose, item_id=_number("item"), once=form_cause())


def _cluster() -> MeetingDeed:
    return partial(meetings.add_cluster, topic=request.form.get("topic", ""))


def _drop() -> MeetingDeed:
    return partial(meetings.drop, item_id=_number("item"), once=form_cause())


def _resolve() -> MeetingDeed:
    form = request.form.to_dict()
    return partial(meetings.resolve, item_id=_number("item"), form=form, once=form_cause())


def _task() -> MeetingDeed:
    form = request.form.to_dict()
    return partial(meetings.add_task, item_id=_number("item"), form=form, once=form_cause())


def _done() -> MeetingDeed:
    done = request.form.get("done") == "yes"
    return partial(meetings.mark_task, task_id=_number("task"), done=done)


def _number(name: str) -> int:
    given = request.form.get(name, "")
    if not given.isdecimal():
        raise BotError("หน้านี้ไม่สมบูรณ์ โหลดใหม่ แล้วลองอีกครั้ง")
    return int(given)
