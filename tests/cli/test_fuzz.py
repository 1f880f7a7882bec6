"""`bot flows fuzz`, as it is run before a release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Ran

Bot = Callable[..., Ran]


def test_some_thousand_random_turns_break_no_promise(bot: Bot) -> None:
    ran = bot("flows", "fuzz", "--turns", "2500", "--seed", "2569")

    assert ran.code == 0, ran.out
    assert "14 promises, 0 broken." in ran.out
    assert "of 2,500 turns, 0 failures" in ran.err


def test_a_broken_promise_is_told_with_the_talk_and_fails(bot: Bot, tmp_path: Path) -> None:
    text = Path("flows.yaml").read_text(encoding="utf-8")
    file = tmp_path / "flows.yaml"
    file.write_text(text.replace("1323", "1300"), encoding="utf-8")

    ran = bot("flows", "fuzz", "--turns", "600", "--seed", "1", "--flows", str(file))

    assert ran.code == 1
    assert "meets_despair: despair is not met by 1323" in ran.out
    assert "1300" in ran.out
    assert "Some promises were broken" in ran.err
