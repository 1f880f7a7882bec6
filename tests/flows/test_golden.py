"""The golden dialogues: whole conversations as an officer would read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.flows.book import Question
from tests.flows.flows_stage import BOOK, ROOT, play

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.yaml"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(path: Path, request: pytest.FixtureRequest) -> None:
    script = yaml.safe_load(path.read_text(encoding="utf-8"))

    told = play(script)

    if request.config.getoption("--update-golden", default=False):
        path.write_text(_dump({**script, "talk": told}), encoding="utf-8")
        return
    assert told == script["talk"]


def test_the_golden_dialogues_are_there() -> None:
    assert len(GOLDEN) >= 15


def test_every_question_of_the_four_needs_is_on_stage_somewhere() -> None:
    asked = {line.get("asking") for path in GOLDEN for line in _talk(path)}
    wanted = {
        name
        for need in ("financing", "technology", "market", "rescue")
        for step in BOOK.flows[need].steps.values()
        if isinstance(step, Question)
        for name in getattr(step, "slots", ())
    }

    assert wanted <= asked | {"email"}


def _talk(path: Path) -> list[dict[str, Any]]:
    talk: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["talk"]
    return talk


class _Dumper(yaml.SafeDumper):
    """Block texts for several lines, one line for what was understood."""


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _mapping(dumper: _Dumper, mapping: dict[str, Any]) -> yaml.Node:
    flat = not {"talk", "bot", "heard"} & mapping.keys()
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=flat)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)


def _dump(script: dict[str, Any]) -> str:
    return yaml.dump(script, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
