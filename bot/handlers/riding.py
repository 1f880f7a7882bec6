"""Announcements that travel on free answers: one more bubble to somebody who writes anyway.

Never where something is being asked, nor to anybody who asks to be rescued or despairs; and to
nobody a second time in a week.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.broadcasts import wording
from bot.flows.state import DialogueState
from bot.handlers import broadcasts
from bot.handlers.deps import Deps
from bot.model.effects import Alert, Bubble, Card, Carousel, Effect, HandOff, OpenCase, Say
from bot.model.limits import BUBBLES_PER_REQUEST
from bot.model.thai import BANGKOK
from bot.storage import audience, cases
from bot.storage import broadcasts as stored
from bot.storage.broadcasts import Broadcast

_RESCUE = "rescue"


def along(
    connection: Connection,
    deps: Deps,
    person: str,
    state: DialogueState,
    answer: tuple[Effect, ...],
    *,
    now: datetime,
) -> tuple[Bubble, ...]:
    """Return what is announced to a person along with this answer; mostly nothing.

    That they are told is noted in the same transaction.
    """
    if state.frames or _grave(state, answer):
        return ()
    said = sum(isinstance(effect, Say | Card | Carousel) for effect in answer)
    for one in deps.riding():
        told = wording.bubbles(one.draft, one.id, deps.book.phrases)
        room = 0 < said <= BUBBLES_PER_REQUEST - len(told)
        if room and _may(connection, deps, person, one, now):
            audience.note_announced(connection, [person], now=now)
            return told
    return ()


def _grave(state: DialogueState, answer: tuple[Effect, ...]) -> bool:
    """Tell whether this is no moment for news."""
    rescued = any(isinstance(e, OpenCase) and e.category == _RESCUE for e in answer)
    grave = any(isinstance(effect, Alert | HandOff) for effect in answer)
    return grave or rescued or state.slots.get("need") == _RESCUE


def _may(connection: Connection, deps: Deps, person: str, one: Broadcast, now: datetime) -> bool:
    if now.astimezone(BANGKOK).date() > one.draft.closes or cases.is_being_rescued(
        connection, person
    ):
        return False
    rules = broadcasts.rules(deps, one.draft, now, capped=True)
    return audience.has(connection, rules, person) and stored.note_ride(
        connection, one.id, person, now=now
    )
