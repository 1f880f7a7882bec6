from __future__ import annotations

from pathlib import Path

import pytest

from bot.learning import promotion
from bot.learning.promotion import SHIPPED, NothingBefore, compare


def test_a_model_that_loses_more_than_chance_explains_is_worse() -> None:
    before = [True] * 10 + [False] * 10
    now = [False] * 8 + [True] * 3 + [False] * 9

    found = compare(before, now)

    assert (found.right_before, found.right_now, found.gained, found.lost) == (10, 3, 1, 8)
    assert found.p_worse == pytest.approx(10 / 512)
    assert found.worse


def test_a_little_loss_is_chance_and_no_loss_is_none() -> None:
    assert not compare([True, True, False], [True, False, False]).worse
    same = compare([True, False], [True, False])
    assert (same.p_worse, same.worse) == (1.0, False)
    assert not compare([False] * 9, [True] * 9).worse


def test_models_are_taken_over_and_given_back(tmp_path: Path) -> None:
    room = promotion.folder(tmp_path)
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    first.write_bytes(b"first")
    second.write_bytes(b"second")
    assert promotion.serving(room) is None

    one = promotion.promote(first, room)
    two = promotion.promote(second, room)

    assert promotion.history(room) == [SHIPPED, one, two]
    serving = promotion.serving(room)
    assert serving is not None
    assert serving.read_bytes() == b"second"
    assert promotion.rollback(room) == one
    assert promotion.rollback(room) == SHIPPED
    assert promotion.serving(room) is None
    with pytest.raises(NothingBefore):
        promotion.rollback(room)
