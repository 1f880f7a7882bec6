"""Talks that nobody wrote, by the thousand: random moves, every turn judged, failures shrunk.

A talk is told apart by its seed and its number, and goes the same way every time. What fails is
shortened to the fewest moves that still fail, and told as a talk that people can read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.flows import Book, TimedOut
from bot.flows.state import Frame
from bot.model.effects import Effect
from bot.rehearsal.invariants import CHECKS, Court, broken
from bot.rehearsal.moves import Dice, Move, Sayings, draw
from bot.rehearsal.shown import shown
from bot.rehearsal.visit import Moment, Visit

EXCEPTION = "ends_without_an_exception"
"""The check that no function makes: it is seen to while playing."""
MOVES_OF_A_TALK = 60
MOVES_OF_A_LONG_TALK = 600
_LONG_ONE_IN = 50
_MOST_TRIES = 400
_NO_LIMIT = 1_000_000_000
_ENOUGH = 12
"""Different failures after which a run ends."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One promise broken, and the fewest moves found that break it."""

    check: str
    said: str
    talk: int
    moves: tuple[Move, ...]
    story: str
    """The talk as it was seen, line by line."""


@dataclass
class Tally:
    """What a run came to."""

    talks: int = 0
    turns: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """How many turns each kind of move led to; what a timer led to is counted as «timer»."""
    reached: set[Frame] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Broken:
    check: str
    said: str
    after: int
    """How many moves had been made."""


def fuzz(
    court: Court,
    sayings: Sayings,
    dice: Callable[[int], Dice],
    *,
    turns: int,
    first: int = 0,
    progress: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Play talks, from the `first` on, until so many turns were taken or enough failed.

    `dice(n)` are those of talk `n`, always the same ones for it.
    """
    tally = Tally()
    while tally.turns < turns and len(tally.failures) < _ENOUGH:
        number = first + tally.talks
        moves = talk(dice(number), sayings)
        found = _play(court, moves, tally, limit=turns)
        if found is not None and found.check not in {one.check for one in tally.failures}:
            tally.failures.append(_told(court, moves, found, number))
        tally.talks += 1
        progress(tally)
    return tally


def talk(dice: Dice, sayings: Sayings) -> tuple[Move, ...]:
    """Draw the moves of one talk; one in fifty is long."""
    count = MOVES_OF_A_TALK if dice.randrange(_LONG_ONE_IN) else MOVES_OF_A_LONG_TALK
    return tuple(draw(dice, sayings) for _ in range(count))


def _play(court: Court, moves: Sequence[Move], tally: Tally, *, limit: int) -> _Broken | None:
    """Play a talk into the tally; return what broke first, where the talk ends."""
    visit = Visit(court.book, court.ears)
    for made, move in enumerate(moves, start=1):
        try:
            for moment in visit.make(move):
                _count(tally, moment)
                for check, said in broken(court, moment):
                    return _Broken(check, said, made)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what is looked for
            return _Broken(EXCEPTION, f"{type(error).__name__}: {error}", made)
        if tally.turns >= limit:
            break
    return None


def _count(tally: Tally, moment: Moment) -> None:
    tally.turns += 1
    tally.kinds["timer" if isinstance(moment.given, TimedOut) else moment.move.kind] += 1
    tally.reached.update(moment.steps)


def _told(court: Court, moves: Sequence[Move], found: _Broken, number: int) -> Failure:
    fewest, said = _shrunk(court, moves[: found.after], found)
    return Failure(found.check, said, number, fewest, "\n".join(_story(court, fewest)))


def _shrunk(court: Court, moves: Sequence[Move], found: _Broken) -> tuple[tuple[Move, ...], str]:
    """Leave out halves, quarters, ... single moves, as long as the same promise is broken."""
    kept, said = tuple(moves), found.said
    size, tries = len(kept) // 2, 0
    while size and tries < _MOST_TRIES:
        at = 0
        while at < len(kept) and tries < _MOST_TRIES:
            tries += 1
            fewer = (*kept[:at], *kept[at + size :])
            still = _play(court, fewer, Tally(), limit=_NO_LIMIT)
            if still is not None and still.check == found.check:
                kept, said = fewer[: still.after], still.said
            else:
                at += size
        size //= 2
    return kept, said


def _story(court: Court, moves: Sequence[Move]) -> Iterator[str]:
    visit = Visit(court.book, court.ears)
    for move in moves:
        yield f"> {move.told()}"
        try:
            for moment in visit.make(move):
                if isinstance(moment.given, TimedOut):
                    yield f"  ({moment.given.kind} fires)"
                yield from (f"  {line}" for one in moment.effects for line in _lines(one))
        except Exception as error:  # noqa: BLE001 -- the story ends as it did
            yield f"  {type(error).__name__}: {error}"


def _lines(effect: Effect) -> list[str]:
    return shown(effect).splitlines()


def table(tally: Tally, book: Book) -> str:
    """Return what a run came to, as lines: turns, kinds of moves, steps covered, failures."""
    width = max(map(len, tally.kinds), default=0)
    steps = sum(len(flow.steps) for flow in book.flows.values())
    kinds = [f"  {kind:<{width}} {count:>8,}" for kind, count in tally.kinds.most_common()]
    return "\n".join(
        [
            f"{tally.turns:,} turns in {tally.talks:,} talks:",
            *kinds,
            f"{len(tally.reached)} of {steps} steps were reached.",
            f"{len(CHECKS) + 1} promises, {len(tally.failures)} broken.",
        ]
    )
