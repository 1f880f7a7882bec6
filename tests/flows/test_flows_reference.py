"""The reference names everything that flows.yaml may hold."""

from __future__ import annotations

from itertools import chain

import pytest

from bot.flows import loader, steps, vocabulary
from bot.flows.actions import ACTIONS
from tests.flows.flows_stage import BOOK, ROOT

REFERENCE = (ROOT / "docs" / "flows-reference.md").read_text(encoding="utf-8")
WORDS = sorted(
    {
        *loader.SECTIONS,
        *loader.POLICY,
        *loader.SLOT,
        *loader.FLOW,
        *steps.ALLOWED,
        *chain.from_iterable(steps.ALLOWED.values()),
        *ACTIONS,
        *vocabulary.CONDITION_NAMES,
        *vocabulary.PLACEHOLDERS,
        *vocabulary.PHRASES,
        *vocabulary.SLOT_TYPES,
        *vocabulary.SOURCES,
        *vocabulary.STARTS,
        *vocabulary.CARDS,
        *vocabulary.ENDINGS,
        *vocabulary.CATEGORIES,
    }
)


@pytest.mark.parametrize("word", WORDS)
def test_the_reference_names_it(word: str) -> None:
    assert word in REFERENCE


def test_every_pattern_the_engine_plays_is_there() -> None:
    assert set(vocabulary.REQUIRED_PATTERNS) <= set(BOOK.flows)
