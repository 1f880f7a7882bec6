"""Filing a matter: the office that takes it, its number, its first line of history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import orjson
from sqlalchemy import Connection

from bot.cases.categories import more_urgent, priority_of, track_of
from bot.cases.states import Actor, may_move
from bot.handlers import promises
from bot.handlers.deps import StaffDeps
from bot.model.cases import CaseBrief, Priority, Status
from bot.model.effects import ChangeCase, OpenCase
from bot.model.receiving_number import make, series
from bot.model.thai import BANGKOK, buddhist_year
from bot.routing.centres import choose_centre
from bot.storage import cases, friends, inbox, passing_on
from bot.storage.cases import NewCase
from bot.storage.messages import Message

_OF_THE_CONVERSATION = frozenset({"consent", "need", "sub_intent", "summary"})
_WITH_COLUMNS = frozenset({"name", "phone", "province", "district", "email", "juristic_id"})


def open_case(
    connection: Connection, deps: StaffDeps, person: str, wanted: OpenCase, *, now: datetime
) -> CaseBrief:
    """Open a case at the office that the map names today, and return what its owner is told."""
    today = now.astimezone(BANGKOK).date()
    slots = wanted.slots
    province = _text(slots, "province")
    assigned = choose_centre(
        deps.map,
        province=province,
        sub_intent=wanted.sub_intent,
        category=wanted.category,
        on=today,
    )
    priority = _priority(wanted, today=today)
    number = _draw(connection, province, now=now)
    promised = promises.day(connection, deps, assigned.owner.code, priority, now=now)
    low, high = _amount(slots)
    new = NewCase(
        number=number,
        person=person,
        category=wanted.category,
        sub_intent=wanted.sub_intent,
        track=_text(slots, "track") or track_of(wanted.sub_intent),
        priority=priority,
        centre_code=assigned.owner.code,
        centre_name=assigned.owner.name_th,
        helpers=tuple(helper.code for helper in assigned.helpers),
        why_centre=assigned.why,
        summary=_text(slots, "summary") or "-",
        next_contact=promised,
        amount_min=low,
        amount_max=high,
        details=_details(slots),
        understood=_guessed(wanted),
        **{name: _text(slots, name) for name in sorted(_WITH_COLUMNS)},
    )
    cases.add(connection, new, now=now)
    friends.note_need(connection, person, new.category, province=new.province)
    return next(brief for brief in cases.briefs(connection, person) if brief.number == number)


def _guessed(wanted: OpenCase) -> dict[str, object]:
    read = [name for name in wanted.read if name not in _OF_THE_CONVERSATION]
    guessed: dict[str, object] = {"understood": wanted.understood, "read": read}
    return {name: value for name, value in guessed.items() if value}


def change_case(
    connection: Connection, deps: StaffDeps, person: str, wanted: ChangeCase, *, now: datetime
) -> None:
    """Put right, or add to, a case of this person; a case of somebody else is left alone.

    While nobody has accepted it, a case whose place was put right moves to the right office.
    """
    if not cases.change_slots(connection, person, wanted.number, wanted.slots, now=now):
        return
    if wanted.note:
        detail = {"text": wanted.note}
        cases.add_history(
            connection, wanted.number, what="note", by="owner", now=now, detail=detail
        )
        cases.touch(connection, wanted.number, now=now)
    if {"province", "priority", "sub_intent"} & wanted.slots.keys():
        _assign_again(connection, deps, wanted.number, now=now)


def _assign_again(connection: Connection, deps: StaffDeps, number: str, *, now: datetime) -> None:
    standing = cases.find_standing(connection, number)
    if standing is None or standing.status is not Status.NEW:
        return
    if passing_on.was_transferred(connection, number):
        return  # officers have decided whose it is; the map would send it back
    assigned = choose_centre(
        deps.map,
        province=standing.province,
        sub_intent=standing.sub_intent,
        category=standing.category,
        on=now.astimezone(BANGKOK).date(),
    )
    promised = promises.day(connection, deps, assigned.owner.code, standing.priority, now=now)
    cases.assign(connection, standing, assigned, next_contact=promised, now=now)


def cancel_case(connection: Connection, person: str, number: str, *, now: datetime) -> None:
    """Withdraw a case of this person, where its state still allows it."""
    for brief in cases.briefs(connection, person):
        if brief.number == number and may_move(brief.status, Status.CANCELLED, by=Actor.OWNER):
            cases.set_status(connection, number, Status.CANCELLED, by="owner", now=now)


def words_before_consent(connection: Connection, person: str) -> list[Message]:
    """Return what the person wrote before acknowledging the notice, as messages to keep."""
    kept = []
    for row in inbox.unconsented_words(connection, person):
        event = orjson.loads(row.raw)
        content = event.get("message") or {}
        if content.get("type") == "text":
            kept.append(
                Message("in", "text", content.get("text"), row.received_at, content.get("id"))
            )
    return kept


def _priority(wanted: OpenCase, *, today: date) -> Priority:
    """Return what the flow asks for, or more where the matter's own rules demand it."""
    deadline = _text(wanted.slots, "deadline")
    by_rule = priority_of(
        wanted.category,
        wanted.sub_intent,
        today=today,
        deadline=date.fromisoformat(deadline) if deadline else None,
    )
    return more_urgent(Priority(wanted.priority), by_rule)


def _draw(connection: Connection, province: str | None, *, now: datetime) -> str:
    year = buddhist_year(now.astimezone(BANGKOK).date())
    running = cases.draw_number(connection, series(province, year))
    return make(province, year, running)


def _amount(slots: Mapping[str, object]) -> tuple[int | None, int | None]:
    amount = slots.get("amount_baht")
    if not isinstance(amount, dict):
        return None, None
    return amount.get("min"), amount.get("max")


def _details(slots: Mapping[str, object]) -> dict[str, object]:
    elsewhere = _OF_THE_CONVERSATION | _WITH_COLUMNS | {"amount_baht", "track"}
    return {name: value for name, value in slots.items() if name not in elsewhere and value}


def _text(slots: Mapping[str, object], name: str) -> str | None:
    value = slots.get(name)
    if not isinstance(value, str):
        return None
    return value.replace("\0", "") or None  # PostgreSQL keeps no NUL
