"""What the account tells a centre's group by itself: new cases, and in the morning what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection

from bot.cases.cards import may_tell_of_new
from bot.cases.desk import Pile, show_count
from bot.handlers.deps import StaffDeps
from bot.handlers.group import short
from bot.model.cases import Priority
from bot.model.effects import Say
from bot.model.thai import BANGKOK, show_date
from bot.render import messages as render_messages
from bot.routing.hours import is_working_day, office_hours
from bot.storage import desk, groups, outbox, referrals, tokens
from bot.storage.desk import View
from bot.storage.groups import Fresh, Group
from bot.storage.outbox import NewLetter

_LISTED = 8
_MORNING = timedelta(hours=1)
_PILES = {
    Pile.LATE: "เกินกำหนด",
    Pile.NEW: "ใหม่",
    Pile.TODAY: "ครบกำหนดวันนี้",
    Pile.WAITING: "รอเจ้าของเรื่อง",
}
_ASK = "พิมพ์ รับ ตามด้วยเลข เพื่อรับเรื่อง"


def tell(connection: Connection, deps: StaffDeps, group: Group, *, now: datetime) -> bool:
    """Put into the outbox what this group is to be told now, if anything; tell whether it was.

    All of it is one message, free when somebody has just spoken there.
    """
    fresh, late = _worth_a_card(connection, deps, group, now=now)
    morning = _morning(connection, deps, group, now=now)
    parts = [part for part in (morning, _cards(deps, fresh), _reminder(late)) if part]
    if not parts:
        return False
    until = fresh[-1].opened_at if fresh else group.told_until
    digest = now.astimezone(BANGKOK).date() if morning else None
    card_at = now if fresh or late else None
    if not groups.note_told(connection, group, until=until, card_at=card_at, digest=digest):
        return False
    letter = NewLetter(
        person=group.group_id,
        messages=orjson.dumps(render_messages([Say("\n\n".join(parts))])).decode(),
        cause=f"news/{group.group_id}/{now.isoformat()}",
        retry_key=deps.new_key(),
        ticket=tokens.take(connection, group.group_id, now=now),
        lane="scheduled",
    )
    outbox.add(connection, letter, now=now)
    return True


def _worth_a_card(
    connection: Connection, deps: StaffDeps, group: Group, *, now: datetime
) -> tuple[list[Fresh], list[str]]:
    """Return new cases, and those that nobody has taken, unless it is not the time for a card."""
    fresh, late = groups.untold(connection, group), groups.reminded(connection, group)
    if not fresh and not late:
        return [], []
    told = may_tell_of_new(
        urgent=any(one.priority == Priority.URGENT for one in fresh),
        open_now=office_hours(deps.calendar.at(group.unit), now).open_now,
        last_card_at=group.last_card_at,
        now=now,
    )
    return (fresh, late) if told else ([], [])


def _reminder(late: list[str]) -> str:
    if not late:
        return ""
    names = " ".join(f"#{short(number)}" for number in late)
    return f"ยังไม่มีผู้รับ {len(late)} เรื่อง: {names}\n{_ASK}"


def _cards(deps: StaffDeps, fresh: list[Fresh]) -> str:
    if not fresh:
        return ""
    shown = "\n".join(_card(deps, one) for one in fresh[:_LISTED])
    more = f"\nและอีก {len(fresh) - _LISTED} เรื่อง พิมพ์ งาน เพื่อดู" if len(fresh) > _LISTED else ""
    return f"เรื่องใหม่ {len(fresh)} เรื่อง\n{shown}{more}\n{_ASK}"


def _card(deps: StaffDeps, one: Fresh) -> str:
    urgent = "ด่วน " if one.priority == Priority.URGENT else ""
    province = deps.province(one.province)
    due = f" · ติดต่อภายใน {show_date(one.next_contact)}" if one.next_contact else ""
    about = deps.topic(one.sub_intent, one.category)
    return f"{urgent}#{short(one.number)} {about} · {province}{due}"


def _morning(connection: Connection, deps: StaffDeps, group: Group, *, now: datetime) -> str | None:
    """Return how many cases wait: once, in the first hour of a working day; None otherwise."""
    local = now.astimezone(BANGKOK)
    today, calendar = local.date(), deps.calendar.at(group.unit)
    if group.digest_on == today or not is_working_day(calendar, today):
        return None
    opens = datetime.combine(today, calendar.opens(today), BANGKOK)
    if not opens <= local < opens + _MORNING:
        return None
    counts = desk.count_piles(connection, View([group.unit], today))
    owed = referrals.reminded(connection, group.unit)
    if not any(counts.values()):
        return None
    return (
        f"งานวันนี้ {show_date(today)}\n"
        f"{' · '.join(f'{name} {show_count(counts[pile])}' for pile, name in _PILES.items())}\n"
        "พิมพ์ งาน เพื่อดูรายการ"
        f"{_owed(owed)}"
    )


def _owed(owed: list[tuple[str, str]]) -> str:
    if not owed:
        return ""
    shown = " · ".join(f"#{short(number)} {agency}" for number, agency in owed[:_LISTED])
    return f"\nติดตามหน่วยงานที่ยังไม่ตอบ {len(owed)} เรื่อง: {shown}"
