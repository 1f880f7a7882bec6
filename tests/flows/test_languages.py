"""flows.yaml in two languages: one reading each, the same flows and steps."""

from __future__ import annotations

import yaml

from bot.flows import load
from bot.flows.book import ChooseStep, SayStep
from tests.flows.flows_stage import BOOK, ROOT

TEXT = (ROOT / "flows.yaml").read_text(encoding="utf-8")


def test_the_english_book_has_the_same_flows_and_steps_and_other_words() -> None:
    english = BOOK.in_language("en")

    assert english is BOOK.english
    assert BOOK.in_language("th") is BOOK
    assert english.language == "en"
    assert {flow: [*steps.steps] for flow, steps in english.flows.items()} == {
        flow: [*steps.steps] for flow, steps in BOOK.flows.items()
    }
    said = english.step("thanks", "short")
    assert isinstance(said, SayStep)
    assert said.text == "You are welcome."


def test_a_label_may_be_typed_in_either_language() -> None:
    for book, label, other in (
        (BOOK, "ถูกต้อง ส่งเรื่อง", "Correct, send it"),
        (BOOK.in_language("en"), "Correct, send it", "ถูกต้อง ส่งเรื่อง"),
    ):
        step = book.step("check", "look")

        assert isinstance(step, ChooseStep)
        assert step.options[0].label == label
        assert other in step.options[0].words


def test_a_file_of_one_language_answers_everybody_in_it() -> None:
    thai = load(_thai_alone(TEXT), name="flows.yaml")

    assert thai.english is None
    assert thai.in_language("en") is thai


def _thai_alone(text: str) -> str:
    """Return the file as it would be without its English."""

    def thai(part: object) -> object:
        if isinstance(part, dict):
            return part["th"] if "th" in part else {key: thai(one) for key, one in part.items()}
        return [thai(one) for one in part] if isinstance(part, list) else part

    root = yaml.safe_load(text)
    return yaml.safe_dump(thai({**root, "languages": ["th"]}), allow_unicode=True)
