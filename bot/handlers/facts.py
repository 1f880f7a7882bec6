"""What a turn of the dialogue may know about the world, read before it begins."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.flows.inputs import Facts, Slip
from bot.handlers.deps import Deps
from bot.model import slips as slip_codes
from bot.model.cases import Status
from bot.model.thai import BANGKOK
from bot.programmes.catalogue import open_on
from bot.routing.centres import public_centres
from bot.routing.hours import next_contact, office_hours
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
    catalogue = deps.catalogue()
    briefs = cases.briefs(connection, conversation.person)
    merged = merges.survivors(
        connection, [one.number for one in briefs if one.status is Status.CLOSED]
    )
    return Facts(
        cases=tuple(one for one in briefs if one.number not in merged),
        centres=public_centres(deps.map, on=today),
        office=office_hours(deps.calendar, now),
        next_contact=next_contact(deps.calendar, now, "normal"),
        programmes=open_on(catalogue, today),
        other_programmes=tuple(one for one in catalogue.programmes if not one.is_open(today)),
        firm=friends.firm_of(connection, conversation.person),
        province_names=deps.map.province_names,
        english_names=ChainMap({**deps.map.english_names}, {**deps.understanding.english_names}),
        slip=_slip(connection, words, now=now),
        merged=merged,
    )


def _slip(connection: Connection, words: Iterable[str], *, now: datetime) -> Slip | None:
    code = next(filter(None, map(slip_codes.find, words)), None)
    return Slip(code, slips.find(connection, code, now=now)) if code else None
