"""What a committee reads before it meets: the agenda, with what may be told of each item."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases import annex as rules
from bot.cases import committee as committee_rules
from bot.cases.annex import Annex
from bot.cases.rights import Act
from bot.handlers.meetings import Sitting, clusters
from bot.model.thai import show_baht, show_date
from bot.storage import access_log, board_consents, cases, committee, committee_tasks
from bot.storage.committee import Item
from bot.storage.committee_tasks import Task


def annex(connection: Connection, sitting: Sitting) -> Annex:
    """Return the annex to a meeting's agenda. Whoever is named in it was looked at: on record."""
    meeting = sitting.access(connection, Act.MEET)
    counted = clusters(connection, sitting, meeting)
    tasks = committee_tasks.of_meeting(connection, meeting.id)
    items = tuple(
        _of_case(connection, sitting, item, item.case_number, tasks)
        if item.case_number
        else _of_cluster(sitting, item, counted, tasks)
        for item in committee.agenda(connection, meeting.id)
    )
    return rules.draw_up(
        title=meeting.title,
        place=meeting.place,
        held_on=meeting.held_on,
        province=sitting.deps.province(meeting.province),
        items=items,
    )


def is_named(connection: Connection, item: Item) -> bool:
    """Tell whether the committee may know whose case it is, as of now."""
    number = item.case_number
    return bool(item.named and number and board_consents.stands(connection, number, "committee"))


def resolution_of(item: Item, tasks: list[Task]) -> str | None:
    """Return what was decided about an item, and who does what, in words."""
    if item.verdict is None:
        return None
    duties = [
        f"{one.agency} {one.what} ภายใน {show_date(one.due_on)}"
        for one in tasks
        if one.item_id == item.id
    ]
    lines = (committee_rules.VERDICTS[item.verdict], item.note, *duties)
    return "\n".join(line for line in lines if line)


def _of_case(
    connection: Connection, sitting: Sitting, item: Item, number: str, tasks: list[Task]
) -> rules.Item:
    record = cases.find_record(connection, number)
    named = is_named(connection, item)
    if named:
        name = sitting.officer.name
        access_log.note(connection, number, staff_name=name, act=Act.REVEAL, now=sitting.now)
    amount = record.details.amount_baht if record else None
    sum_ = (amount.max or amount.min) if amount else None
    return rules.Item(
        topic=sitting.deps.topic(item.topic, item.category or ""),
        reason=f"{committee_rules.REASONS[item.reason or '']}: {item.words}",
        amount=show_baht(sum_) if sum_ else None,
        name=record.contact.name if record else None,
        business=record.details.business if record else None,
        number=number,
        named=named,
        resolution=resolution_of(item, tasks),
    )


def _of_cluster(
    sitting: Sitting, item: Item, counted: dict[str, int], tasks: list[Task]
) -> rules.Item:
    firms = counted.get(item.topic or "", 0)
    days = committee_rules.CLUSTER_WITHIN.days
    return rules.Item(
        topic=sitting.deps.topic(item.topic, ""),
        reason=f"ผู้ประกอบการ {firms} รายในจังหวัดขอความช่วยเหลือเรื่องเดียวกันภายใน {days} วัน",
        firms=firms,
        resolution=resolution_of(item, tasks),
    )
