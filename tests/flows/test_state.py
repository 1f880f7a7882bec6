"""A dialogue state is changed as any dataclass is, only faster."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from bot.flows.state import DialogueState, Frame

BEFORE = DialogueState(frames=(Frame("financing", "amount"),), slots={"need": "financing"}, turn=3)


@pytest.mark.parametrize("name", [field.name for field in fields(DialogueState)])
def test_a_change_is_what_replace_would_make_of_it(name: str) -> None:
    other: dict[str, Any] = {name: "other"}
    assert BEFORE.changed(**other) == replace(BEFORE, **other)


def test_what_was_there_before_stays_as_it_was() -> None:
    BEFORE.changed(turn=4, frames=())
    assert BEFORE.turn == 3
    assert BEFORE.frames == (Frame("financing", "amount"),)


def test_a_field_that_a_state_does_not_have_is_an_error() -> None:
    with pytest.raises(TypeError, match="no trun"):
        BEFORE.changed(trun=4)


def test_nobody_changes_a_state_itself() -> None:
    with pytest.raises(FrozenInstanceError):
        BEFORE.changed(turn=4).turn = 5  # type: ignore[misc]
