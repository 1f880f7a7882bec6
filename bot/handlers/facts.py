"""What a turn of the dialogue may know about the world, read before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from bot.flows.inputs import Facts, Slip
from bot.handlers.deps import Deps
from bot.model import slips as slip_codes
from bot.model.cases import Status
from bot.model.thai import BANGKOK
from bot.nlu.pipeline import Understanding
from bot.programmes.catalogue import parted_on
from bot.routing.centres import public_centres
from bot.routing.hours import next_contact, office_hours
from bot.routing.map import Map
from bot.storage import cases, friends, merges, slips
from bot.storage.conversations import Conversation


def facts_for(
    connection: Connection,
    deps: Deps,
    conversation: Conversation,
    words: Iterable[str],
    *,
    now: datetime,
) -> Facts:
    """Gather the person's own cases, the offices, their hours, and the programmes open today.

    `words` is what the person wrote this turn: a slip's code among it is looked up.
    """
    today = now.astimezone(BANGKOK).date()
    shown, others = parted_on(deps.catalogue(), today)
    briefs = cases.briefs(connection, conversation.person)
    merged = merges.survivors(
        connection, [one.number for one in briefs if one.status is Status.CLOSED]
    )
    return Facts(
        cases=tuple(one for one in briefs if one.number not in merged),
        centres=public_centres(deps.map, on=today),
        office=office_hours(deps.calendar, now),
        next_contact=next_contact(deps.calendar, now, "normal"),
        programmes=shown,
        other_programmes=others,
        firm=friends.firm_of(connection, conversation.person),
        province_names=deps.map.province_names,
        english_names=_english_names(deps.map, deps.understanding),
        slip=_slip(connection, words, now=now),
        merged=merged,
    )


@lru_cache(maxsize=4)
def _english_names(map_: Map, understanding: Understanding) -> Mapping[str, str]:
    """Return the English names of offices and places: thousands, and the same for every message."""
    return {**understanding.english_names, **map_.english_names}


def _slip(connection: Connection, words: Iterable[str], *, now: datetime) -> Slip | None:
    code = next(filter(None, map(slip_codes.find, words)), None)
    return Slip(code, slips.find(connection, code, now=now)) if code else None
