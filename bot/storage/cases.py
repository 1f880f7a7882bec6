"""Cases: opened with a receiving number, changed only together with their history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    func,
    select,
    text,
    tuple_,
    update,
)

from bot.cases.record import CaseRecord, Contact, Desk, Details, HistoryEntry
from bot.cases.states import ENDED, reopen_until
from bot.model.cases import CaseBrief, Category, Status
from bot.model.centres import Assignment
from bot.model.heard import Amount
from bot.model.thai import BANGKOK
from bot.storage import menus, news
from bot.storage.prepared import Prepared, insert_of
from bot.storage.tables import case, case_history

# One statement both makes a series and draws its next number, on SQLite and on PostgreSQL; the
# row stays locked until commit, so numbers have no gaps and no doubles.
_DRAW = text("""
    INSERT INTO case_counter (series, last) VALUES (:series, 1)
    ON CONFLICT (series) DO UPDATE SET last = case_counter.last + 1
    RETURNING last
""")
_NEW = (
    "number",
    "person",
    "status",
    "category",
    "sub_intent",
    "track",
    "priority",
    "province",
    "district",
    "centre_code",
    "centre_name",
    "helpers",
    "why_centre",
    "contact_name",
    "phone",
    "email",
    "juristic_id",
    "amount_min",
    "amount_max",
    "details",
    "summary",
    "opened_at",
    "last_action_at",
    "next_contact",
)
_ADD = Prepared(insert_of(case, _NEW))
_ADD_HISTORY = Prepared(insert_of(case_history, ("case_number", "at", "what", "by", "detail")))

AT_THE_DESK = "desk:"
"""Stands before the key of an owner who is not on LINE."""
_PAGE = 500
_OPENS_OR_ENDS = ENDED | {Status.NEW}
"""A case that goes anywhere else has been open before, and stays so."""
_SLOT_COLUMNS = {
    "name": "contact_name",
    "phone": "phone",
    "email": "email",
    "juristic_id": "juristic_id",
    "province": "province",
    "district": "district",
    "summary": "summary",
    "priority": "priority",
    "sub_intent": "sub_intent",
    "track": "track",
}


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it is opened. `details` holds the slots that have no column of their own."""

    number: str
    person: str
    category: str
    sub_intent: str | None
    track: str | None
    priority: str
    centre_code: str
    centre_name: str
    helpers: tuple[str, ...]
    why_centre: str
    summary: str
    next_contact: date
    province: str | None = None
    district: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    juristic_id: str | None = None
    amount_min: int | None = None
    amount_max: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    understood: Mapping[str, object] = field(default_factory=dict)
    """What the bot guessed and how surely, for its history."""


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a case before it was entered here."""

    status: Status
    received_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None


def draw_number(connection: Connection, series: str) -> int:
    """Return the next running number of a series such as «30-69»."""
    return int(connection.execute(_DRAW, {"series": series}).scalar_one())


def add(connection: Connection, new: NewCase, *, now: datetime, by: str = "owner") -> None:
    """Open a case; its history begins with it."""
    _ADD.run(
        connection,
        number=new.number,
        person=new.person,
        status=Status.NEW,
        category=new.category,
        sub_intent=new.sub_intent,
        track=new.track,
        priority=new.priority,
        province=new.province,
        district=new.district,
        centre_code=new.centre_code,
        centre_name=new.centre_name,
        helpers=_json(list(new.helpers)),
        why_centre=new.why_centre,
        contact_name=new.name,
        phone=new.phone,
        email=new.email,
        juristic_id=new.juristic_id,
        amount_min=new.amount_min,
        amount_max=new.amount_max,
        details=_json(dict(new.details)),
        summary=new.summary,
        opened_at=now,
        last_action_at=now,
        next_contact=new.next_contact,
    )
    add_history(connection, new.number, what="opened", by=by, now=now, detail=new.understood)
    news.note_on_desk(connection, new.centre_code)
    menus.note(connection, new.person, now=now)


def add_history(
    connection: Connection,
    number: str,
    *,
    what: str,
    by: str,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line of a case's history; nothing in it is ever changed."""
    told = _json(detail) if detail else None
    _ADD_HISTORY.run(connection, case_number=number, at=now, what=what, by=by, detail=told)
    news.note(connection, number)


_OF_PERSON = Prepared(
    select(case).where(case.c.person == bindparam("who")).order_by(case.c.opened_at, case.c.number)
)


def briefs(connection: Connection, person: str) -> tuple[CaseBrief, ...]:
    """Return what a person may be told about their cases, oldest first."""
    return tuple(_brief(row._asdict()) for row in _OF_PERSON.all(connection, who=person))


def brief(connection: Connection, number: str) -> CaseBrief | None:
    """Return what its owner may be told about a case."""
    row = connection.execute(select(case).where(case.c.number == number)).mappings().first()
    return _brief(row) if row else None


def give_to(connection: Connection, number: str, person: str, *, now: datetime) -> None:
    """Make a case from the counter this person's, who has its slip."""
    connection.execute(update(case).where(case.c.number == number).values(person=person))
    add_history(connection, number, what="tied", by="owner", now=now)
    menus.note(connection, person, now=now)


def change_slots(
    connection: Connection, person: str, number: str, slots: Mapping[str, object], *, now: datetime
) -> bool:
    """Put new values into a person's own case; what they replace stays in its history.

    False when the case is not theirs, and then nothing is changed.
    """
    row = (
        connection.execute(select(case).where(case.c.number == number, case.c.person == person))
        .mappings()
        .first()
    )
    if row is None:
        return False
    values, before = _changes(row, slots)
    if values:
        connection.execute(
            update(case).where(case.c.number == number).values(last_action_at=now, **values)
        )
        detail = {"before": before, "after": dict(slots)}
        add_history(connection, number, what="changed", by="owner", now=now, detail=detail)
    return True


def _changes(
    row: RowMapping, slots: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    details: dict[str, object] = orjson.loads(row["details"])
    values: dict[str, object] = {}
    before: dict[str, object] = {}
    for slot, value in slots.items():
        column = _SLOT_COLUMNS.get(slot)
        if column is not None:
            before[slot] = row[column]
            values[column] = value
        elif slot == "amount_baht" and isinstance(value, dict):
            before[slot] = {"min": row["amount_min"], "max": row["amount_max"]}
            values["amount_min"], values["amount_max"] = value.get("min"), value.get("max")
        else:
            before[slot] = details.get(slot)
            details[slot] = value
            values["details"] = _json(details)
    return values, before


def is_being_rescued(connection: Connection, person: str) -> bool:
    """Tell whether a case of theirs about rescue is open."""
    open_ones = select(case.c.number).where(case.c.person == person, case.c.ended_at.is_(None))
    return (
        connection.execute(open_ones.where(case.c.category == Category.RESCUE)).first() is not None
    )


def owner_key(connection: Connection, number: str) -> str:
    """Return whose a case is: a LINE user, or somebody `AT_THE_DESK`."""
    return str(
        connection.execute(select(case.c.person).where(case.c.number == number)).scalar_one()
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides on which desk a case lies, and how soon it is looked at."""

    number: str
    status: Status
    category: str
    sub_intent: str | None
    priority: str
    province: str | None
    centre_code: str
    next_contact: date | None


def find_standing(connection: Connection, number: str) -> Standing | None:
    """Return where a case stands, if there is one of this number."""
    row = connection.execute(select(case).where(case.c.number == number)).mappings().first()
    if row is None:
        return None
    return Standing(
        number=number,
        status=Status(row["status"]),
        category=row["category"],
        sub_intent=row["sub_intent"],
        priority=row["priority"],
        province=row["province"],
        centre_code=row["centre_code"],
        next_contact=row["next_contact"],
    )


def assign(
    connection: Connection,
    standing: Standing,
    assigned: Assignment,
    *,
    next_contact: date,
    now: datetime,
) -> None:
    """Lay a case on another desk; a promise once made may become earlier, never later."""
    earlier = standing.next_contact is not None and standing.next_contact < next_contact
    connection.execute(
        update(case)
        .where(case.c.number == standing.number)
        .values(
            centre_code=assigned.owner.code,
            centre_name=assigned.owner.name_th,
            helpers=_json([helper.code for helper in assigned.helpers]),
            why_centre=assigned.why,
            next_contact=standing.next_contact if earlier else next_contact,
        )
    )
    if assigned.owner.code != standing.centre_code:
        detail = {"before": standing.centre_code, "after": assigned.owner.code}
        add_history(connection, standing.number, what="moved", by="system", now=now, detail=detail)
        news.note_on_desk(connection, assigned.owner.code)


def set_status(
    connection: Connection, number: str, status: Status, *, by: str, now: datetime
) -> None:
    """Move a case to another state; whether the move is legal is `bot.cases.states`' to say."""
    ended_at = now if status in ENDED else None
    person = connection.execute(
        update(case)
        .where(case.c.number == number)
        .values(status=status, last_action_at=now, ended_at=ended_at)
        .returning(case.c.person)
    ).scalar_one()
    add_history(connection, number, what=status.value, by=by, now=now)
    if status in _OPENS_OR_ENDS:
        menus.note(connection, person, now=now)


def begin_again(
    connection: Connection, number: str, *, next_contact: date, by: str, now: datetime
) -> None:
    """Take an ended case up again: it lies on the desk as new, and its clock starts afresh."""
    set_status(connection, number, Status.NEW, by=by, now=now)
    unit = connection.execute(
        update(case)
        .where(case.c.number == number)
        .values(
            next_contact=next_contact,
            outcome=None,
            owner_told_at=now,
            reminded_at=None,
            escalated_to=None,
            escalations=0,
            clock_at=None,
        )
        .returning(case.c.centre_code)
    ).scalar_one()
    news.note_on_desk(connection, unit)


def set_past(connection: Connection, number: str, past: Past) -> None:
    """Put a case that was just entered into the days when it was received, and perhaps ended."""
    connection.execute(
        update(case)
        .where(case.c.number == number)
        .values(
            status=past.status,
            opened_at=past.received_at,
            first_contact_at=past.received_at,
            ended_at=past.ended_at,
            outcome=past.outcome,
        )
    )


def take_up(connection: Connection, number: str, *, by: str, now: datetime) -> None:
    """Note whose a case is from now on."""
    connection.execute(
        update(case).where(case.c.number == number).values(assigned_to=by, last_action_at=now)
    )


def note_contact(connection: Connection, number: str, *, now: datetime) -> None:
    """Note that the office spoke with the owner; the first time is kept."""
    connection.execute(
        update(case)
        .where(case.c.number == number)
        .values(
            first_contact_at=func.coalesce(case.c.first_contact_at, now),
            owner_told_at=now,
            last_action_at=now,
        )
    )


def move(
    connection: Connection,
    number: str,
    *,
    before: str,
    to: str,
    name: str,
    by: str,
    now: datetime,
) -> None:
    """Lay a case on another office's desk by hand; nobody is asked to help any more."""
    connection.execute(
        update(case)
        .where(case.c.number == number)
        .values(
            centre_code=to,
            centre_name=name,
            escalated_to=None,
            assigned_to=None,
            last_action_at=now,
        )
    )
    detail = {"before": before, "after": to}
    add_history(connection, number, what="moved", by=by, now=now, detail=detail)
    news.note_on_desk(connection, to)


def open_with_phone(connection: Connection, phone: str, *, unit: str | None) -> list[str]:
    """Return the open cases with this telephone number at a unit, or anywhere."""
    query = select(case.c.number).where(case.c.phone == phone, case.c.ended_at.is_(None))
    if unit is not None:
        query = query.where(case.c.centre_code == unit)
    return list(connection.scalars(query.order_by(case.c.number)))


def open_of_officer(connection: Connection, officer: str) -> list[str]:
    """Return the open cases that are in this officer's hands."""
    query = select(case.c.number).where(case.c.assigned_to == officer, case.c.ended_at.is_(None))
    return list(connection.scalars(query.order_by(case.c.number)))


def clocks_due(connection: Connection, *, now: datetime, most: int) -> list[str]:
    """Return open cases whose clock is to be looked at, those that were never looked at first."""
    never = select(case.c.number).where(case.c.ended_at.is_(None), case.c.clock_at.is_(None))
    found = list(connection.scalars(never.limit(most)))
    if len(found) < most:
        late = select(case.c.number).where(case.c.ended_at.is_(None), case.c.clock_at <= now)
        found += connection.scalars(late.order_by(case.c.clock_at).limit(most - len(found)))
    return found


def set_clock(connection: Connection, number: str, *, at: datetime) -> None:
    """Say when this case's clock is to be looked at next."""
    connection.execute(update(case).where(case.c.number == number).values(clock_at=at))


def note_reminder(
    connection: Connection, number: str, *, now: datetime, what: str = "reminded"
) -> None:
    """Note that the office was reminded, and of what."""
    connection.execute(update(case).where(case.c.number == number).values(reminded_at=now))
    add_history(connection, number, what=what, by="system", now=now)


def escalate(
    connection: Connection, number: str, *, to: str, why: str, count: int, now: datetime
) -> None:
    """Ask another office to help; the case stays whose it is."""
    connection.execute(
        update(case).where(case.c.number == number).values(escalated_to=to, escalations=count)
    )
    detail = {"to": to, "text": why}
    add_history(connection, number, what="escalated", by="system", now=now, detail=detail)
    news.note_on_desk(connection, to)


def promise(connection: Connection, number: str, day: date) -> None:
    """Note by when the owner hears next."""
    connection.execute(update(case).where(case.c.number == number).values(next_contact=day))


def note_told(connection: Connection, number: str, *, promised: date, now: datetime) -> None:
    """Note that the owner was told that it takes longer, and by when they hear again."""
    connection.execute(
        update(case).where(case.c.number == number).values(owner_told_at=now, next_contact=promised)
    )
    detail = {"promised": promised.isoformat()}
    add_history(connection, number, what="told_owner", by="system", now=now, detail=detail)


def sort(
    connection: Connection,
    number: str,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
    by: str,
    now: datetime,
) -> None:
    """Put right what a case is about, or how it is to be handled; the old stays in its history."""
    connection.execute(
        update(case).where(case.c.number == number).values(last_action_at=now, **after)
    )
    detail = {"before": dict(before), "after": dict(after)}
    add_history(connection, number, what="sorted", by=by, now=now, detail=detail)


def set_outcome(connection: Connection, number: str, outcome: str | None) -> None:
    """Note how a case ended; None once it is taken up again."""
    connection.execute(update(case).where(case.c.number == number).values(outcome=outcome))


def touch(connection: Connection, number: str, *, now: datetime) -> None:
    """Note that something was done about a case."""
    connection.execute(update(case).where(case.c.number == number).values(last_action_at=now))


def find_record(connection: Connection, number: str) -> CaseRecord | None:
    """Return one case with its history."""
    row = connection.execute(select(case).where(case.c.number == number)).mappings().first()
    return _record(row, _histories(connection, [number]).get(number, [])) if row else None


def find_as_it_stands(connection: Connection, number: str) -> CaseRecord | None:
    """Return one case with an empty history: the clocks look at every open one all day long."""
    row = connection.execute(select(case).where(case.c.number == number)).mappings().first()
    return _record(row, []) if row else None


def records(connection: Connection, *, person: str | None = None) -> Iterator[CaseRecord]:
    """Return all cases with their history, oldest first; with `person`, those of one owner.

    Read in pages, so that memory stays flat however many there are.
    """
    after = ("", "")
    while page := _page(connection, person, after):
        numbers = [row["number"] for row in page]
        histories = _histories(connection, numbers)
        for row in page:
            yield _record(row, histories.get(row["number"], []))
        after = (page[-1]["opened_at"], page[-1]["number"])


def _page(
    connection: Connection, person: str | None, after: tuple[object, str]
) -> Sequence[RowMapping]:
    query = select(case).order_by(case.c.opened_at, case.c.number).limit(_PAGE)
    if after[1]:
        query = query.where(tuple_(case.c.opened_at, case.c.number) > after)
    if person is not None:
        query = query.where(case.c.person == person)
    return connection.execute(query).mappings().all()


def _histories(connection: Connection, numbers: Sequence[str]) -> dict[str, list[HistoryEntry]]:
    query = (
        select(case_history)
        .where(case_history.c.case_number.in_(numbers))
        .order_by(case_history.c.id)
    )
    found: dict[str, list[HistoryEntry]] = {}
    for row in connection.execute(query).mappings():
        detail = orjson.loads(row["detail"]) if row["detail"] else {}
        entry = HistoryEntry(at=row["at"], what=row["what"], by=row["by"], detail=detail)
        found.setdefault(row["case_number"], []).append(entry)
    return found


def _record(row: RowMapping, history: Sequence[HistoryEntry]) -> CaseRecord:
    details: dict[str, Any] = orjson.loads(row["details"])
    low, high = row["amount_min"], row["amount_max"]
    return CaseRecord(
        number=row["number"],
        status=Status(row["status"]),
        category=row["category"],
        sub_intent=row["sub_intent"],
        track=row["track"],
        priority=row["priority"],
        province=row["province"],
        district=row["district"],
        centre_code=row["centre_code"],
        centre_name_th=row["centre_name"],
        contact=Contact(row["contact_name"], row["phone"], row["email"], row["juristic_id"]),
        details=Details(
            amount_baht=None if low is None and high is None else Amount(low, high),
            business=details.pop("business", None),
            deadline=details.pop("deadline", None),
            more=details,
        ),
        summary=row["summary"],
        line_user_id=None if row["person"].startswith(AT_THE_DESK) else row["person"],
        opened_at=row["opened_at"],
        history=tuple(history),
        desk=_desk(row),
    )


def _desk(row: RowMapping) -> Desk:
    return Desk(
        helpers=tuple(orjson.loads(row["helpers"])),
        why_centre=row["why_centre"],
        next_contact=row["next_contact"],
        last_action_at=row["last_action_at"],
        assigned_to=row["assigned_to"],
        triage=row["triage"],
        first_contact_at=row["first_contact_at"],
        owner_told_at=row["owner_told_at"],
        reminded_at=row["reminded_at"],
        escalated_to=row["escalated_to"],
        escalations=row["escalations"] or 0,
        ended_at=row["ended_at"],
        outcome=row["outcome"],
    )


def _brief(row: RowMapping) -> CaseBrief:
    ended = row["ended_at"]
    return CaseBrief(
        number=row["number"],
        category=row["category"],
        status=Status(row["status"]),
        centre_code=row["centre_code"],
        centre_name=row["centre_name"],
        opened_at=row["opened_at"],
        last_action_at=row["last_action_at"],
        next_contact=row["next_contact"],
        summary=row["summary"],
        reopen_until=reopen_until(ended.astimezone(BANGKOK).date()) if ended else None,
    )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
