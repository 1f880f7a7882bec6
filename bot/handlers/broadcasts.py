"""What headquarters does with announcements: write, check, approve, send, hold, stop, correct.

Each is one function in the caller's transaction; nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import Connection

from bot.broadcasts import states, wording
from bot.broadcasts.audience import Audience, LeftOut, requests
from bot.broadcasts.budget import Budget
from bot.broadcasts.draft import Draft, Known
from bot.broadcasts.states import NotYours, State, WrongState
from bot.cases import duties
from bot.cases.duties import Duty
from bot.errors import BotError
from bot.handlers import clocks
from bot.handlers.broadcast_month import TooExpensive
from bot.handlers.broadcast_month import check as check_month
from bot.handlers.deps import StaffDeps
from bot.handlers.forgetting_recipients import check_correctable
from bot.model.limits import BUBBLES_PER_REQUEST
from bot.model.staff import Officer
from bot.model.thai import BANGKOK
from bot.programmes.catalogue import Catalogue, open_on
from bot.render import messages as render_messages
from bot.routing.centres import chain
from bot.storage import admin_log, audience, broadcasts, chunks
from bot.storage.audience import Rules
from bot.storage.broadcasts import Broadcast


class NoSuchBroadcast(BotError):
    """There is no announcement of this number."""


class WrongMoment(BotError):
    """An announcement cannot go out then."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many an announcement would reach now."""

    matched: int
    left_out: Mapping[str, int]

    @property
    def recipients(self) -> int:
        """How many are left."""
        return self.matched - sum(self.left_out.values())

    def as_json(self) -> dict[str, object]:
        """Return what operators and tests read."""
        return {
            "matched": self.matched,
            "excluded": {str(why): self.left_out.get(why, 0) for why in LeftOut},
            "recipients": self.recipients,
            "requests": requests(self.recipients),
        }


def known(deps: StaffDeps, catalogue: Catalogue, now: datetime) -> Known:
    """Return what an announcement may name on this day."""
    today = now.astimezone(BANGKOK).date()
    regions = {
        code: rows[-1].centre.name_th
        for code, rows in deps.map.units.items()
        if rows[-1].kind == "ipc"
    }
    return Known(
        provinces=deps.map.province_names,
        regions=regions,
        flows=deps.book.flows,
        programmes=[one.code for one in open_on(catalogue, today)],
    )


def rules(deps: StaffDeps, draft: Draft, now: datetime, *, capped: bool) -> Rules:
    """Return whom an announcement may reach at this moment."""
    places = provinces(deps, draft.audience, now)
    return Rules(draft.audience, places, draft.topic, now, capped)


def provinces(deps: StaffDeps, wished: Audience, now: datetime) -> frozenset[str]:
    """Return the provinces of an audience; none for the whole country."""
    today = now.astimezone(BANGKOK).date()
    behind = {
        province
        for province in deps.map.province_names
        if wished.region
        and any(unit.code in wished.region for unit in chain(deps.map, province, today))
    }
    return frozenset(wished.province) | behind


def reach(connection: Connection, wanted: Rules) -> Reach:
    """Count whom an announcement would reach now."""
    counted = audience.count(connection, wanted)
    left_out = {why: count for why, count in counted.items() if why}
    return Reach(sum(counted.values()), left_out)


def reach_of(
    connection: Connection, deps: StaffDeps, one: Broadcast, now: datetime, *, capped: bool
) -> Reach:
    """Count whom an announcement would reach now: a correction, whoever received the wrong one."""
    if one.corrects is not None:
        sent = chunks.received(connection, one.corrects)
        return Reach(sent + broadcasts.rides(connection, one.corrects), {})
    return reach(connection, rules(deps, one.draft, now, capped=capped))


def create(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    draft: Draft,
    *,
    now: datetime,
    corrects: int | None = None,
) -> int:
    """Keep a new draft and return its number; raises TooLateToCorrect."""
    check_duty(officer)
    if corrects is not None:
        find(connection, corrects)
        check_correctable(connection, corrects)
        draft = replace(draft, free=False)  # whoever got the wrong one does not wait for an answer
    number = broadcasts.add(connection, draft, author=officer.name, corrects=corrects, now=now)
    broadcasts.set_messages(connection, number, messages_of(deps, draft, number))
    admin_log.note(connection, "broadcast_written", draft.title, by=officer.name, now=now)
    return number


def rewrite(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    number: int,
    draft: Draft,
    *,
    now: datetime,
) -> None:
    """Put other words in the place of a draft's; whoever agreed to the old ones is asked anew."""
    check_duty(officer)
    one = find(connection, number)
    states.check_move(one.state, State.APPROVED)
    broadcasts.rewrite(connection, number, draft, now=now)
    broadcasts.set_messages(connection, number, messages_of(deps, draft, number))
    admin_log.note(connection, "broadcast_written", draft.title, by=officer.name, now=now)


def reach_at_most(connection: Connection, deps: StaffDeps, number: int, now: datetime) -> Reach:
    """Count whom a draft may reach, for `approve`.

    Among a million that takes a second: count before the transaction that approves, in which
    nobody else can write.
    """
    return reach_of(connection, deps, find(connection, number), now, capped=False)


def approve(
    connection: Connection,
    officer: Officer,
    number: int,
    counted: Reach,
    budget: Budget,
    *,
    now: datetime,
) -> int:
    """Agree to a draft, and return how many must still agree; with the last one it is approved.

    Raises NotYours for its author and who has agreed already, TooExpensive where the month's
    messages would not last for it, TooLateToCorrect where those who received what it corrects
    are known no more.
    """
    check_duty(officer)
    one = find(connection, number)
    states.check_move(one.state, State.APPROVED)
    by = {approval.by for approval in broadcasts.approvals(connection, number)}
    states.check_approver(officer.name, author=one.author, approved_by=by)
    if one.corrects is not None:
        broadcasts.lock(connection, one.corrects)
        check_correctable(connection, one.corrects)
    if not one.draft.free:
        check_month(budget.seen_by(urgent=one.draft.urgent), counted.recipients)
    broadcasts.approve(connection, number, by=officer.name, now=now)
    admin_log.note(connection, "broadcast_approved", one.draft.title, by=officer.name, now=now)
    needed = states.approvals_needed(nationwide=one.draft.audience.nationwide)
    missing = needed - len(by) - 1
    if missing <= 0:
        broadcasts.move(
            connection,
            number,
            State.DRAFT,
            State.APPROVED,
            approved_at=now,
            matched=counted.matched,
            left_out=orjson.dumps(dict(counted.left_out)).decode(),
        )
    return max(missing, 0)


def schedule(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    number: int,
    at: datetime | None,
    *,
    now: datetime,
) -> None:
    """Let an approved announcement go out by itself in office hours, from now or from `at` on.

    What travels on free answers begins at once. Raises WrongMoment for what is past, outside
    office hours, or after its closing day.
    """
    check_duty(officer)
    one = find(connection, number)
    if one.state is not State.APPROVED:
        raise WrongState(f"ประกาศนี้{states.name(one.state)} จึงตั้งเวลาส่งไม่ได้")
    if at is not None and at <= now:
        raise WrongMoment("เลือกวันและเวลาที่ยังมาไม่ถึง หรือเลือกส่งเลย")
    if at is not None and not clocks.office_is_open(deps, now=at):
        raise WrongMoment("ส่งประกาศได้เฉพาะวันและเวลาราชการ เลือกเวลาใหม่")
    if (at or now).astimezone(BANGKOK).date() > one.draft.closes:
        raise WrongMoment("เลยวันปิดรับของประกาศนี้แล้ว เลือกวันก่อนหน้านั้น หรือเขียนประกาศใหม่")
    broadcasts.change(connection, number, send_after=at or now)
    if one.draft.free:
        start(connection, number, at_once=False, now=now)
    admin_log.note(connection, "broadcast_scheduled", one.draft.title, by=officer.name, now=now)


def start(connection: Connection, number: int, *, at_once: bool, now: datetime) -> Broadcast:
    """Let an approved announcement, or one that was held or paused, go out."""
    one = find(connection, number)
    states.check_move(one.state, State.SENDING)
    broadcasts.move(
        connection,
        number,
        one.state,
        State.SENDING,
        at_once=at_once or one.at_once,
        started_at=one.started_at or now,
        reason=None,
    )
    chunks.all_due_now(connection, number, now=now)
    return find(connection, number)


def end_free(connection: Connection, number: int, *, now: datetime) -> None:
    """End an announcement that travelled on free answers until its last day."""
    broadcasts.move(connection, number, State.SENDING, State.SENT, finished_at=now)


def pause(connection: Connection, officer: Officer, number: int, *, now: datetime) -> None:
    """Let nothing more of it go out until it is resumed."""
    _turn(connection, officer, number, State.PAUSED, "broadcast_paused", now=now)


def resume(connection: Connection, officer: Officer, number: int, *, now: datetime) -> None:
    """Let a paused or held announcement go on."""
    _turn(connection, officer, number, State.SENDING, "broadcast_resumed", now=now)


def stop(connection: Connection, officer: Officer, number: int, *, now: datetime) -> None:
    """Let nothing more of it go out, ever."""
    _turn(connection, officer, number, State.STOPPED, "broadcast_stopped", now=now)


def find(connection: Connection, number: int) -> Broadcast:
    """Return an announcement; raises NoSuchBroadcast."""
    one = broadcasts.find(connection, number)
    if one is None:
        raise NoSuchBroadcast(f"ไม่พบประกาศเลขที่ {number}")
    return one


def approved_by(connection: Connection, number: int) -> tuple[str, ...]:
    """Return who has agreed to an announcement, first one first."""
    return tuple(approval.by for approval in broadcasts.approvals(connection, number))


@dataclass(frozen=True, slots=True)
class Cut:
    """Which provinces are left of an audience that was too large for the month, and which not."""

    kept: Mapping[str, int]
    """How many recipients each has."""
    left_out: Mapping[str, int]


def count_by_province(
    connection: Connection, deps: StaffDeps, number: int, now: datetime
) -> Mapping[str, int]:
    """Count a draft's recipients by province, for `cut`, and before its transaction as well."""
    draft = find(connection, number).draft
    return audience.count_by_province(connection, rules(deps, draft, now, capped=False))


def cut(
    connection: Connection,
    deps: StaffDeps,
    officer: Officer,
    number: int,
    budget: Budget,
    *,
    counted: Mapping[str, int],
    now: datetime,
) -> Cut:
    """Narrow a draft down to provinces that the month's messages last for, and name them.

    The provinces with most recipients come first; those of whom no province is known are left
    out. Nobody is chosen by chance, and whoever approves it sees the list.
    """
    one = find(connection, number)
    left, kept = budget.seen_by(urgent=one.draft.urgent).left, dict[str, int]()
    for province, people in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        if province and (left is None or sum(kept.values()) + people <= left):
            kept[province] = people
    if not kept:
        raise TooExpensive("ไม่มีจังหวัดใดที่ข้อความของเดือนนี้พอส่ง รอเดือนหน้า หรือให้ข่าวไปกับคำตอบที่ไม่เสียโควตา")
    wished = replace(one.draft.audience, province=tuple(sorted(kept)), region=())
    narrowed = replace(one.draft, audience=wished)
    rewrite(connection, deps, officer, number, narrowed, now=now)
    return Cut(kept, {name: n for name, n in counted.items() if name not in kept})


def check_duty(officer: Officer) -> None:
    """Raise NotYours unless this officer looks after announcements."""
    if not duties.has(officer.role, Duty.ANNOUNCE):
        raise NotYours("ประกาศข่าวได้เฉพาะส่วนกลางและผู้ดูแลประกาศ")


def _turn(
    connection: Connection, officer: Officer, number: int, to: State, what: str, *, now: datetime
) -> None:
    check_duty(officer)
    one = find(connection, number)
    states.check_move(one.state, to)
    finished = now if to in states.FINISHED else None
    broadcasts.move(connection, number, one.state, to, reason=None, finished_at=finished)
    if to is State.SENDING:
        chunks.all_due_now(connection, number, now=now)
    admin_log.note(connection, what, one.draft.title, by=officer.name, now=now)


def messages_of(deps: StaffDeps, draft: Draft, number: int) -> str:
    """Return the final message objects; their number was checked when the draft was read."""
    bubbles = wording.bubbles(draft, number, deps.book.phrases)
    ours = render_messages(deps.seals.sealed(bubbles))
    return orjson.dumps([*wording.objects(draft), *ours][:BUBBLES_PER_REQUEST]).decode()
