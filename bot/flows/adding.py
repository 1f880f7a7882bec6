"""Adding to an open case at its owner's wish, at any time after it was opened."""

from __future__ import annotations

from collections.abc import Callable

from bot.flows.talk import Talk
from bot.model.effects import ChangeCase

_SLOT = "more"


def _begin(talk: Talk) -> None:
    """Talk about the newest open case."""
    _end(talk)
    case = talk.newest_open()
    talk.become(number=case.number if case else None)


def _add(talk: Talk) -> None:
    case, words = talk.newest_open(), talk.slot(_SLOT)
    if case is not None and words is not None:
        talk.do(ChangeCase(case.number, note=str(words)))


def _end(talk: Talk) -> None:
    """Let go of what was added, so that it is asked for the next time, and is in no other case."""
    slots = {name: value for name, value in talk.state.slots.items() if name != _SLOT}
    skipped = tuple(name for name in talk.state.skipped if name != _SLOT)
    talk.become(slots=slots, skipped=skipped, number=None)


ACTIONS: dict[str, Callable[[Talk], None]] = {
    "begin_adding": _begin,
    "add_more": _add,
    "end_adding": _end,
}
