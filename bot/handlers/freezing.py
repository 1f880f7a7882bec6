"""Freezing whom an approved announcement is meant for, chunk by chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from bot.broadcasts.audience import CHUNK
from bot.handlers import broadcasts
from bot.handlers.deps import StaffDeps
from bot.storage import audience, broadcast_told, chunks
from bot.storage import broadcasts as stored
from bot.storage.audience import Place
from bot.storage.broadcasts import Broadcast
from bot.storage.chunks import Frozen

_CHUNKS_AT_ONCE = 8
_AT_ONCE = CHUNK * _CHUNKS_AT_ONCE
"""People."""


@dataclass(frozen=True, slots=True)
class Step:
    """Whom the next chunks are meant for; not written down yet."""

    number: int
    seen: str | None
    """How far freezing had come when they were looked for."""
    made: Sequence[Frozen]
    noted: Mapping[str, object]
    """What is noted of the announcement with them; its `bound` with the last."""


def look(connection: Connection, deps: StaffDeps, number: int) -> Step | None:
    """Find whom the next chunks are meant for; None where nothing is left to freeze.

    Who is in the audience is asked as of the approval, so that however long this takes nobody
    comes in who was not meant. To look takes long and may be done while others write.
    """
    one = broadcasts.find(connection, number)
    if one.bound is not None or one.approved_at is None:
        return None
    if one.draft.free:
        bound = (one.matched or 0) - sum(one.left_out.values())
        return Step(number, one.frozen_upto, (), {"bound": bound})
    if one.corrects is None:
        return _audience(connection, deps, one, one.approved_at)
    if broadcasts.find(connection, one.corrects).draft.free:
        return _riders(connection, deps, one, one.corrects)
    return _receivers(connection, deps, one, one.corrects)


def keep(connection: Connection, step: Step) -> bool:
    """Write down what was found, unless somebody else was first; return whether all is frozen."""
    stored.lock(connection, step.number)
    one = broadcasts.find(connection, step.number)
    if one.bound is not None or one.frozen_upto != step.seen:
        return one.bound is not None
    chunks.add(connection, step.number, step.made)
    stored.change(connection, step.number, **step.noted)
    return "bound" in step.noted


def _audience(
    connection: Connection, deps: StaffDeps, one: Broadcast, approved_at: datetime
) -> Step:
    upto = _upto(one)
    place = Place(upto["province"], upto["person"]) if "person" in upto else None
    n, frozen, pilot = upto.get("n", 0), upto.get("frozen", 0), one.pilot
    wanted = broadcasts.rules(deps, one.draft, approved_at, capped=False)
    meant = pilot is not None and (not wanted.provinces or pilot in wanted.provinces)
    first = upto.get("first", meant)  # the pilot's people come first, in chunks of their own
    if pilot is not None:
        wanted = replace(wanted, provinces=(pilot,)) if first else replace(wanted, but=pilot)
    found = audience.after(connection, wanted, place, most=_AT_ONCE)
    made = _chunked(deps, n, found)
    frozen += len(found)
    done = len(found) < _AT_ONCE
    if done and not first:
        return Step(one.id, one.frozen_upto, made, {"bound": frozen, "frozen_upto": None})
    further = {"n": n + len(made), "frozen": frozen, "first": first and not done}
    if not done:
        further |= {"province": found[-1].province, "person": found[-1].person}
    return _going_on(one, made, further)


def _receivers(connection: Connection, deps: StaffDeps, one: Broadcast, wrong: int) -> Step:
    """Mean a correction for exactly those to whom the wrong announcement went."""
    upto = _upto(one)
    found = chunks.sent_to(connection, wrong, after=upto.get("n", -1), most=_CHUNKS_AT_ONCE)
    made = [Frozen(part.n, part.people, part.provinces, deps.new_key()) for part in found]
    frozen = upto.get("frozen", 0) + sum(len(part.people) for part in made)
    if len(found) < _CHUNKS_AT_ONCE:
        return _ended(one, made, frozen)
    return _going_on(one, made, {"n": found[-1].n, "frozen": frozen})


def _riders(connection: Connection, deps: StaffDeps, one: Broadcast, wrong: int) -> Step:
    """Do the same where it went to each with an answer of their own."""
    upto = _upto(one)
    n, after = upto.get("n", 0), upto.get("after", "")
    found = broadcast_told.riders(connection, wrong, after=after, most=_AT_ONCE)
    made = _chunked(deps, n, found)
    frozen = upto.get("frozen", 0) + len(found)
    if len(found) < _AT_ONCE:
        return _ended(one, made, frozen)
    return _going_on(one, made, {"n": n + len(made), "frozen": frozen, "after": found[-1].person})


def _upto(one: Broadcast) -> dict[str, Any]:
    return orjson.loads(one.frozen_upto) if one.frozen_upto else {}


def _going_on(one: Broadcast, made: Sequence[Frozen], upto: Mapping[str, object]) -> Step:
    return Step(one.id, one.frozen_upto, made, {"frozen_upto": orjson.dumps(upto).decode()})


def _ended(one: Broadcast, made: Sequence[Frozen], frozen: int) -> Step:
    noted = {"bound": frozen, "matched": frozen, "frozen_upto": None}
    return Step(one.id, one.frozen_upto, made, noted)


def _chunked(deps: StaffDeps, n: int, found: Sequence[Place]) -> list[Frozen]:
    parts = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]
    return [_frozen(deps, n + i, part) for i, part in enumerate(parts)]


def _frozen(deps: StaffDeps, n: int, part: Sequence[Place]) -> Frozen:
    there = Counter(place.province for place in part)
    return Frozen(n, [place.person for place in part], list(there), deps.new_key())
