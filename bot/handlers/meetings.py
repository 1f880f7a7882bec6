"""Meetings of a province's committee: called, filled with items, decided on, followed up.

The door is the committee's, not the single case's: what was proposed to a province its committee
may decide, wherever the case lies meanwhile. Members of the committee have no account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from bot.cases import committee as rules
from bot.cases.committee import Resolution, Verdict
from bot.cases.rights import Act
from bot.cases.states import may_move
from bot.errors import BotError
from bot.handlers.access import NoSuchCase, NotAllowed
from bot.handlers.committee_news import tell
from bot.handlers.deps import StaffDeps
from bot.handlers.provinces import committee_acts
from bot.model.cases import Status
from bot.model.staff import Officer
from bot.model.thai import BANGKOK, show_date
from bot.storage import cases, committee, committee_tasks
from bot.storage.committee import Item, Meeting, NewMeeting

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Sitting:
    """One officer at one meeting, at one moment."""

    deps: StaffDeps
    officer: Officer
    meeting_id: int
    now: datetime

    @property
    def today(self) -> date:
        """The day it is in Bangkok."""
        return self.now.astimezone(BANGKOK).date()

    def acts(self, province: str) -> frozenset[Act]:
        """Return what the officer may do at a province's committee."""
        return committee_acts(self.deps, self.officer, province, now=self.now)

    def access(self, connection: Connection, act: Act) -> Meeting:
        """Return the meeting; raises NoSuchCase unless the officer may see it, and NotAllowed."""
        found = committee.find_meeting(connection, self.meeting_id)
        allowed = self.acts(found.province) if found else frozenset()
        if found is None or Act.VIEW not in allowed:
            raise NoSuchCase("ไม่พบการประชุมนี้ หรืออยู่นอกพื้นที่ของคุณ")
        if act not in allowed:
            raise NotAllowed("บัญชีของคุณดูการประชุมนี้ได้ แต่แก้ไขไม่ได้")
        if act is Act.MEET and found.cancelled_at is not None:
            raise BotError("การประชุมนี้ยกเลิกแล้ว นัดประชุมใหม่ได้จากหน้าคณะกรรมการ")
        return found


def read_meeting(form: Mapping[str, str], province: str) -> NewMeeting:
    """Return a meeting from a form; raises BotError with everything that is missing."""
    held_on = rules.read_day(form.get("held_on", ""))
    title, place = (" ".join(form.get(name, "").split())[:_LONGEST] for name in ("title", "place"))
    wanted = (("ใส่วันประชุม", held_on), ("ใส่ชื่อการประชุม", title), ("ใส่สถานที่", place))
    missing = [words for words, there in wanted if not there]
    if missing or held_on is None:
        raise BotError(" · ".join(missing))
    return NewMeeting(province, held_on, title, place)


def call(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    new: NewMeeting,
    *,
    once: str,
    now: datetime,
) -> int:
    """Call a meeting and return its id; raises IntegrityError when the form was sent twice."""
    if Act.MEET not in committee_acts(deps, officer, new.province, now=now):
        raise NotAllowed("บัญชีของคุณนัดประชุมของจังหวัดนี้ไม่ได้")
    return committee.call(connection, new, by=officer.name, once=once, now=now)


def change(
    connection: Connection, sitting: Sitting, form: Mapping[str, str], *, once: str
) -> list[str]:
    """Put a meeting right; owners who wait for it hear of another day. Return whom to send to."""
    meeting = sitting.access(connection, Act.MEET)
    new = read_meeting(form, meeting.province)
    committee.change(connection, meeting.id, new)
    if new.held_on == meeting.held_on:
        return []
    undecided = [one for one in committee.agenda(connection, meeting.id) if one.verdict is None]
    return [
        person
        for one in undecided
        for person in _tell_day(connection, sitting, one, new.held_on, once=once)
    ]


def cancel(connection: Connection, sitting: Sitting, *, once: str) -> list[str]:
    """Call a meeting off: its items wait for another one, and their owners hear of it.

    Not once something was decided there. Returns whom to send to.
    """
    meeting = sitting.access(connection, Act.MEET)
    agenda = committee.agenda(connection, meeting.id)
    if any(one.verdict for one in agenda):
        raise BotError("มีมติแล้ว ยกเลิกการประชุมไม่ได้ นำเรื่องที่ยังไม่มีมติออกจากวาระแทน")
    told = [person for one in agenda for person in drop(connection, sitting, one.id, once=once)]
    committee.cancel(connection, meeting.id, now=sitting.now)
    return told


def choose(connection: Connection, sitting: Sitting, item_id: int, *, once: str) -> list[str]:
    """Put a proposal of the province on the agenda, and tell its owner the day."""
    meeting = sitting.access(connection, Act.MEET)
    item = committee.find_item(connection, item_id)
    if item is None or item.case_number is None or item.province != meeting.province:
        raise BotError("ไม่พบข้อเสนอนี้ อาจถูกถอนแล้ว โหลดหน้าใหม่")
    if item.meeting_id is not None:
        raise BotError("ข้อเสนอนี้อยู่ในวาระการประชุมแล้ว โหลดหน้าใหม่")
    committee.place(connection, item.id, meeting.id)
    _note(connection, sitting, item.case_number, "committee_agenda", show_date(meeting.held_on))
    _move(connection, sitting, item.case_number, Status.COMMITTEE)
    return _tell_day(connection, sitting, item, meeting.held_on, once=once)


def add_cluster(connection: Connection, sitting: Sitting, topic: str) -> None:
    """Put a topic that several firms of the province have on the agenda, without names."""
    meeting = sitting.access(connection, Act.MEET)
    if clusters(connection, sitting, meeting).get(topic, 0) < rules.CLUSTER_FROM:
        raise BotError(f"เสนอเป็นกลุ่มได้เมื่อมีผู้ประกอบการตั้งแต่ {rules.CLUSTER_FROM} ราย")
    committee.add_cluster(connection, meeting, topic, by=sitting.officer.name, now=sitting.now)


def clusters(connection: Connection, sitting: Sitting, meeting: Meeting) -> dict[str, int]:
    """Return how many firms of the province had each topic in the quarter before the meeting."""
    window = rules.cluster_window(meeting.held_on, today=sitting.today)
    return committee.firms_by_topic(connection, meeting.province, window)


def drop(connection: Connection, sitting: Sitting, item_id: int, *, once: str) -> list[str]:
    """Take an undecided item off the agenda; the owner of a case hears that it comes later."""
    item = _on_agenda(connection, sitting, item_id)
    if item.verdict is not None:
        raise BotError("เรื่องนี้มีมติแล้ว นำออกจากวาระไม่ได้")
    if item.case_number is None:
        committee.drop_cluster(connection, item.id)
        return []
    committee.place(connection, item.id, None)
    _note(connection, sitting, item.case_number, "committee_dropped")
    _move(connection, sitting, item.case_number, Status.ADVISING)
    if item.held_on is None or item.held_on < sitting.today:
        return []
    return tell(
        connection,
        sitting.deps,
        item.case_number,
        "committee_postponed",
        once=once,
        now=sitting.now,
    )


def resolve(
    connection: Connection, sitting: Sitting, item_id: int, form: Mapping[str, str], *, once: str
) -> list[str]:
    """Note what was decided, give the agency its task, and tell the owner in neutral words.

    A resolution that was noted wrongly is noted anew; the new one stands.
    """
    item = _on_agenda(connection, sitting, item_id)
    topic = sitting.deps.topic(item.topic, item.category or "")
    resolution = rules.read_resolution(form, duty=f"ดำเนินการตามมติ เรื่อง{topic}")
    committee.resolve(connection, item.id, resolution, by=sitting.officer.name, now=sitting.now)
    committee_tasks.drop_undone_of_verdict(connection, item.id)
    if resolution.duty:
        committee_tasks.add(connection, item.id, resolution.duty, once=once, from_verdict=True)
    if item.case_number is None:
        return []
    _note(connection, sitting, item.case_number, "committee_resolved", in_words(resolution))
    _move(connection, sitting, item.case_number, Status.ADVISING)
    return _tell_resolution(connection, sitting, item.case_number, resolution, once=once)


def in_words(resolution: Resolution) -> str:
    """Return a resolution as the history of a case and the agenda show it."""
    duty = resolution.duty
    told = (
        rules.VERDICTS[resolution.verdict],
        f"{duty.agency} ภายใน {show_date(duty.due_on)}" if duty else "",
        resolution.note,
    )
    return " · ".join(one for one in told if one)


def add_task(
    connection: Connection, sitting: Sitting, item_id: int, form: Mapping[str, str], *, once: str
) -> None:
    """Give an agency something more to do after a resolution."""
    item = _on_agenda(connection, sitting, item_id)
    if item.verdict is None:
        raise BotError("บันทึกมติก่อน แล้วจึงเพิ่มงาน")
    committee_tasks.add(connection, item.id, rules.read_duty(form), once=once)


def mark_task(connection: Connection, sitting: Sitting, task_id: int, *, done: bool) -> None:
    """Note that a task of this meeting is done, or that it is not."""
    meeting = sitting.access(connection, Act.MEET)
    if task_id not in {one.id for one in committee_tasks.of_meeting(connection, meeting.id)}:
        raise BotError("ไม่พบงานนี้ในการประชุมนี้ โหลดหน้าใหม่")
    by, at = (sitting.officer.name, sitting.now) if done else (None, None)
    committee_tasks.mark(connection, task_id, by=by, done_at=at)


def _on_agenda(connection: Connection, sitting: Sitting, item_id: int) -> Item:
    meeting = sitting.access(connection, Act.MEET)
    item = committee.find_item(connection, item_id)
    if item is None or item.meeting_id != meeting.id:
        raise BotError("เรื่องนี้ไม่อยู่ในวาระแล้ว โหลดหน้าใหม่")
    return item


def _note(
    connection: Connection, sitting: Sitting, number: str, what: str, told: str | None = None
) -> None:
    cases.add_history(
        connection,
        number,
        what=what,
        by=sitting.officer.name,
        now=sitting.now,
        detail={"text": told} if told else None,
    )


def _move(connection: Connection, sitting: Sitting, number: str, to: Status) -> None:
    """Show the owner where the case is, as far as its state allows; an ended one stays so."""
    standing = cases.find_standing(connection, number)
    leaving = to is Status.COMMITTEE or (standing and standing.status is Status.COMMITTEE)
    if standing and leaving and may_move(standing.status, to):
        cases.set_status(connection, number, to, by=sitting.officer.name, now=sitting.now)


def _tell_day(
    connection: Connection, sitting: Sitting, item: Item, day: date, *, once: str
) -> list[str]:
    if item.case_number is None or day < sitting.today:
        return []
    return tell(
        connection,
        sitting.deps,
        item.case_number,
        "committee_agenda",
        once=once,
        now=sitting.now,
        date=day,
    )


def _tell_resolution(
    connection: Connection, sitting: Sitting, number: str, resolution: Resolution, *, once: str
) -> list[str]:
    say = partial(tell, connection, sitting.deps, number, once=once, now=sitting.now)
    duty = resolution.duty
    if duty is None:
        return say("committee_declined")
    due = duty.due_on
    if resolution.verdict is Verdict.APPROVED:
        told = say("committee_approved", agency=duty.agency, date=due)
    else:
        told = say("committee_more_info", date=due)
    if told:
        cases.note_told(connection, number, promised=duty.due_on, now=sitting.now)
    return told
