"""Playing a dialogue, and telling where the bot does something else than is written."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.flows import Book
from bot.flows.state import Frame
from bot.model.heard import Heard
from bot.rehearsal.dialogue import Dialogue
from bot.rehearsal.forms import KINDS
from bot.rehearsal.hearing import written
from bot.rehearsal.shown import shown
from bot.rehearsal.stage import NoSuchButton, Stage
from bot.rehearsal.world import of

Ears = Callable[[str, str | None, date], Heard]
"""(words, the slot asked for, the day) -> what is understood."""


@dataclass(frozen=True)
class Played:
    """A dialogue after its rehearsal."""

    dialogue: Dialogue
    """As it goes now."""
    reached: frozenset[Frame]
    """The steps that were taken."""
    differences: tuple[str, ...]
    """One text for each line that went another way; empty when all is as written."""
    stopped: bool
    """Whether it could not be played to its end."""


def play(book: Book, dialogue: Dialogue, ears: Ears | None = None) -> Played:
    """Play a dialogue. Words of a new line without `heard` are understood by `ears`, if given.

    A button that is not there stops the rehearsal; its sentence is the last difference.
    """
    stage = Stage(book, facts=of(dialogue.world))
    told: list[Mapping[str, Any]] = []
    different: list[str] = []
    for line in dialogue.talk:
        said = _heard(stage, line, ears)
        try:
            stage.act(said)
        except NoSuchButton as missing:
            different.append(f"{_deed(len(told), line)}\n  {missing}")
            break
        now = {**said, "bot": [shown(e) for e in stage.effects], "asking": stage.asking}
        told.append(now)
        if (change := "\n".join(_changed(line, now))) or "bot" not in line:
            different.append(f"{_deed(len(told) - 1, line)}\n{change}")
    went = replace(dialogue, talk=(*told, *dialogue.talk[len(told) :]))
    stopped = len(told) < len(dialogue.talk)
    return Played(went, frozenset(stage.reached), tuple(different), stopped)


def _heard(stage: Stage, line: Mapping[str, Any], ears: Ears | None) -> Mapping[str, Any]:
    if ears is None or "bot" in line or "heard" in line or "person" not in line:
        return line
    found = ears(line["person"], stage.asking, stage.now.date())
    return {**line, "heard": written(found)}


def _deed(at: int, line: Mapping[str, Any]) -> str:
    kind = next(key for key in line if key in KINDS)
    return f"  line {at + 1}, {kind}: {line[kind]}"


def _changed(line: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that are no longer said (-), are new (+), and stand around them."""
    before, after = (_answer(one) for one in (line, now))
    if before != after:
        for part in difflib.ndiff(before, after):
            if not part.startswith("?"):
                yield f"    {part}"


def _answer(line: Mapping[str, Any]) -> list[str]:
    done = [text for deed in line.get("bot") or () for text in str(deed).splitlines()]
    return [*done, f"asking: {line.get('asking')}"]
