"""Choices kept as one number each, and read back."""

from __future__ import annotations

from bot.model.firms import TOPICS, needs_mask, needs_of, topics_mask, topics_of


def test_needs_come_back_as_they_were_kept() -> None:
    assert needs_of(needs_mask(["rescue", "financing"])) == ("financing", "rescue")
    assert needs_of(0) == ()


def test_topics_come_back_as_they_were_kept_and_without_a_number_are_all() -> None:
    assert topics_of(topics_mask(["training", "market"])) == ("market", "training")
    assert topics_of(None) == tuple(TOPICS)
