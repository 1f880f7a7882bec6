"""Freezing whom an approved announcement is meant for, chunk by chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

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


def some(connection: Connection, deps: StaffDeps, number: int) -> bool:
    """Write down whom the next chunks are meant for; return whether that was the last of them.

    Who is in the audience is asked as of the approval, so that however long this takes nobody
    comes in who was not meant.
    """
    stored.lock(connection, number)
    one = broadcasts.find(connection, number)
    if one.bound is not None or one.approved_at is None:
        return True
    if one.draft.free:
        stored.change(connection, number, bound=(one.matched or 0) - sum(one.left_out.values()))
        return True
    if one.corrects is not None:
        return _freeze_correction(connection, deps, one)
    upto = orjson.loads(one.frozen_upto) if one.frozen_upto else {}
    place = Place(upto["province"], upto["person"]) if "person" in upto else None
    n, frozen, pilot = upto.get("n", 0), upto.get("frozen", 0), one.pilot
    wanted = broadcasts.rules(deps, one.draft, one.approved_at, capped=False)
    meant = pilot is not None and (not wanted.provinces or pilot in wanted.provinces)
    first = upto.get("first", meant)  # the pilot's people come first, in chunks of their own
    if pilot is not None:
        wanted = replace(wanted, provinces=(pilot,)) if first else replace(wanted, but=pilot)
    found = audience.after(connection, wanted, place, most=_AT_ONCE)
    made = _chunked(deps, n, found)
    chunks.add(connection, number, made)
    frozen += len(found)
    done = len(found) < _AT_ONCE
    if done and not first:
        stored.change(connection, number, bound=frozen, frozen_upto=None)
        return True
    upto = {"n": n + len(made), "frozen": frozen, "first": first and not done}
    if not done:
        upto |= {"province": found[-1].province, "person": found[-1].person}
    stored.change(connection, number, frozen_upto=orjson.dumps(upto).decode())
    return False


def _frozen(deps: StaffDeps, n: int, part: Sequence[Place]) -> Frozen:
    there = Counter(place.province for place in part)
    return Frozen(n, [place.person for place in part], list(there), deps.new_key())


def _freeze_correction(connection: Connection, deps: StaffDeps, one: Broadcast) -> bool:
    """Mean a correction for exactly those to whom the wrong announcement went."""
    if broadcasts.find(connection, one.corrects or 0).draft.free:
        return _freeze_riders(connection, deps, one)
    upto = orjson.loads(one.frozen_upto) if one.frozen_upto else {"n": -1, "frozen": 0}
    found = chunks.sent_to(connection, one.corrects or 0, after=upto["n"], most=_CHUNKS_AT_ONCE)
    made = [Frozen(part.n, part.people, part.provinces, deps.new_key()) for part in found]
    chunks.add(connection, one.id, made)
    frozen = upto["frozen"] + sum(len(part.people) for part in made)
    if len(found) < _CHUNKS_AT_ONCE:
        stored.change(connection, one.id, bound=frozen, matched=frozen, frozen_upto=None)
        return True
    further = orjson.dumps({"n": found[-1].n, "frozen": frozen}).decode()
    stored.change(connection, one.id, frozen_upto=further)
    return False


def _freeze_riders(connection: Connection, deps: StaffDeps, one: Broadcast) -> bool:
    """Do the same where it went to each with an answer of their own."""
    upto = orjson.loads(one.frozen_upto) if one.frozen_upto else {}
    n, frozen, after = upto.get("n", 0), upto.get("frozen", 0), upto.get("after", "")
    found = broadcast_told.riders(connection, one.corrects or 0, after=after, most=_AT_ONCE)
    made = _chunked(deps, n, found)
    chunks.add(connection, one.id, made)
    frozen += len(found)
    if len(found) < _AT_ONCE:
        stored.change(connection, one.id, bound=frozen, matched=frozen, frozen_upto=None)
        return True
    further = {"n": n + len(made), "frozen": frozen, "after": found[-1].person}
    stored.change(connection, one.id, frozen_upto=orjson.dumps(further).decode())
    return False


def _chunked(deps: StaffDeps, n: int, found: Sequence[Place]) -> list[Frozen]:
    parts = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]
    return [_frozen(deps, n + i, part) for i, part in enumerate(parts)]
