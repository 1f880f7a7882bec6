"""Choices as numbers, and back."""

from __future__ import annotations

import pytest

from bot.model.firms import TOPICS, needs_mask, topics_mask, topics_of


@pytest.mark.parametrize(
    ("topics", "number"),
    [((), 0), (("financing",), 1), (("market",), 4), (("financing", "training"), 17)],
)
def test_topics_are_one_number(topics: tuple[str, ...], number: int) -> None:
    assert topics_mask(topics) == number
    assert topics_of(number) == topics


def test_without_a_number_it_is_all_there_are() -> None:
    assert topics_of(None) == tuple(TOPICS)


def test_needs_are_numbered_as_they_are_listed() -> None:
    assert [needs_mask([one]) for one in ("financing", "technology", "market", "rescue")] == [
        1,
        2,
        4,
        8,
    ]
