"""Owning up: who was kept waiting is told so, honestly and once, where the answer begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.flows.book import Book
from bot.model.effects import Card, Carousel, Effect, Say
from bot.model.limits import TEXT, utf16_length
from bot.model.showing import SHOWING, Showing
from bot.model.thai import BANGKOK
from bot.storage.outages import OWNED_UP_FOR, Outage

LATE = timedelta(minutes=5)
"""Whoever waited longer is owed a word about it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of the person who is answered now."""

    since: datetime | None
    """When the oldest message answered now was written; None when nothing was written."""
    known_since: datetime | None = None
    """When their conversation began; None when it begins now."""
    touched_at: datetime | None = None
    """When the conversation last moved on, before now."""


def own_up(
    book: Book,
    effects: Sequence[Effect],
    waiting: Waiting,
    outages: Sequence[Outage],
    *,
    now: datetime,
) -> tuple[Effect, ...]:
    """Return the effects, the first thing said beginning with an apology where one is due.

    `outages` are recent ones, the latest first.
    """
    spoken = next(
        (index for index, one in enumerate(effects) if isinstance(one, Say | Card | Carousel)), None
    )
    line = None if spoken is None else apology(book, waiting, outages, now=now)
    if spoken is None or line is None:
        return tuple(effects)
    return begin_with(line, effects, at=spoken)


def begin_with(line: str, effects: Sequence[Effect], *, at: int = 0) -> tuple[Effect, ...]:
    """Put a line before what is said at a place: into its text, or as a bubble before a card."""
    first = effects[at]
    if isinstance(first, Say) and utf16_length(first.text) + utf16_length(line) + 2 <= TEXT:
        joined = replace(first, text=f"{line}\n\n{first.text}")
        return (*effects[:at], joined, *effects[at + 1 :])
    return (*effects[:at], Say(line), *effects[at:])


def apology(
    book: Book, waiting: Waiting, outages: Sequence[Outage], *, now: datetime
) -> str | None:
    """Return what is owed to this person before the answer; None when nothing is."""
    if waiting.since is None:
        return None
    owed = next((one for one in outages if _owed(waiting, one, now=now)), None)
    if owed is not None:
        since, until = (_shown(book, at, now=now) for at in (owed.began_at, owed.ended_at))
        return book.phrases["outage"].replace("{since}", since).replace("{until}", until)
    just_told = waiting.touched_at is not None and waiting.touched_at > now - LATE
    if now - waiting.since <= LATE or just_told:
        return None
    return book.phrases["late"].replace("{since}", _shown(book, waiting.since, now=now))


def show(moment: datetime, *, now: datetime, showing: Showing = SHOWING["th"]) -> str:
    """Return the time of day in Bangkok, with its date unless that is today's."""
    today = moment.astimezone(BANGKOK).date() == now.astimezone(BANGKOK).date()
    return showing.time(moment) if today else showing.moment(moment)


def _shown(book: Book, moment: datetime, *, now: datetime) -> str:
    return show(moment, now=now, showing=SHOWING[book.language])


def _owed(waiting: Waiting, outage: Outage, *, now: datetime) -> bool:
    """Tell whether this person may have met the outage and was not answered since."""
    if now - outage.ended_at > OWNED_UP_FOR:
        return False
    if waiting.touched_at is not None and waiting.touched_at >= outage.ended_at:
        return False
    wrote_then = waiting.since is not None and waiting.since < outage.ended_at
    knew_us = waiting.known_since is not None and waiting.known_since < outage.began_at
    return knew_us or (wrote_then and now - (waiting.since or now) > LATE)
