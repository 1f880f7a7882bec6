"""The golden dialogues once more, each word of the person read by the real understanding.

What is compared is what a person and an office would notice: the same questions are waited for
in the same order, and the same cases are opened. Wording that depends on the finer topic may
differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.flows import Words
from bot.model.effects import OpenCase
from bot.nlu import pipeline
from bot.rehearsal.world import of
from tests.flows.flows_stage import ROOT, Stage

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.yaml"))

HEARD_BY_HAND: dict[str, str] = {
    "unsure": "shows what happens while the understanding is unsure: put on by hand",
    "cancel": "packaging is heard as technology or market, so it is asked about first",
    "complaint": "«ไม่มีใครรับสายเลย» after the question for the place is heard as a market matter",
    "crisis": "«กู้เงินมาปิดหนี้» may be financing or rescue, so it is asked about first",
    "cancel_check": "shows what half a wish to cancel does: how sure it is, is put on by hand",
    "which_need_tiles": "shows what happens where nothing is understood: put on by hand",
    "nothing_understood": "likewise",
    "nothing_understood_again": "likewise",
    "check_waiting": "likewise",
    "consent_waiting": "likewise",
    "status_one_case": "likewise",
}
"""Goldens whose `heard` is put on purpose; why the real understanding need not agree."""


@cache
def _understanding() -> pipeline.Understanding:
    return pipeline.load(files("bot") / "nlu" / "data")


class RealStage(Stage):
    """The stage, with real ears: what a golden says was understood is not used."""

    def say(self, text: str, **_form: Any) -> tuple[Any, ...]:  # type: ignore[explicit-override]  # noqa: ANN401 - as Stage.say; `override` needs 3.12
        heard = _understanding().understand(text, asking=self.asking, today=self.now.date())
        return self.give(Words(heard))


def _script(path: Path) -> dict[str, Any]:
    script: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return script


def _waited_and_opened(stage: Stage, talk: list[dict[str, Any]]) -> Iterator[tuple[str, Any, Any]]:
    for line in talk:
        stage.act(line)
        opened = [
            (e.category, e.priority, e.slots.get("province"))
            for e in stage.effects
            if isinstance(e, OpenCase)
        ]
        yield str(line.get("person", "")), stage.asking, opened


def _written(line: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    found = re.findall(r"open_case: (\w+) \S+ (\w+)(.*)", "\n".join(line["bot"]), re.DOTALL)
    return [(category, priority, _province(slots)) for category, priority, slots in found]


def _province(slots: str) -> str | None:
    found = re.search(r"- province: ([\w-]+)", slots)
    return found[1] if found else None


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_same_is_asked_and_opened_with_real_ears(path: Path) -> None:
    if path.stem in HEARD_BY_HAND:
        pytest.skip(HEARD_BY_HAND[path.stem])
    script = _script(path)
    stage = RealStage(facts=of(script.get("world", {})))

    real = list(_waited_and_opened(stage, script["talk"]))

    written = [
        (str(line.get("person", "")), line["asking"], _written(line)) for line in script["talk"]
    ]
    assert real == written


def test_every_exception_is_a_golden() -> None:
    assert HEARD_BY_HAND.keys() <= {path.stem for path in GOLDEN}
