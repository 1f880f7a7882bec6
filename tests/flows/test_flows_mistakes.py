"""flows.yaml with mistakes in it: each is told with its line and its cure, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.flows import BadFlows, load
from bot.flows.book import SetStep
from tests.flows.flows_stage import BOOK, ROOT

TEXT = (ROOT / "flows.yaml").read_text(encoding="utf-8")


def told(text: str) -> str:
    with pytest.raises(BadFlows) as caught:
        load(text, name="flows.yaml")
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert old in TEXT, old
    return TEXT.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


MISTAKES: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_cure(name: str) -> None:
    mistake = MISTAKES[name]

    assert mistake["told"] in told(changed(mistake["old"], mistake["new"]))


def test_a_mistake_is_told_with_its_line() -> None:
    text = changed("do: alert_crisis", "do: alert_crises")

    assert f"flows.yaml:{line_of(text, 'alert_crises')}:" in told(text)


def test_a_mistake_in_a_phrase_is_told_with_its_line() -> None:
    text = changed("แก้{label}", "แก้{lable}")

    assert f"flows.yaml:{line_of(text, '{lable}')}:" in told(text)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = TEXT
    for name in ("unknown key", "dead link", "unknown action", "wrong ka", "unknown intent"):
        text = text.replace(MISTAKES[name]["old"], MISTAKES[name]["new"], 1)

    lines = told(text).splitlines()[1:]

    for name in ("unknown key", "dead link", "unknown action", "wrong ka", "unknown intent"):
        assert any(MISTAKES[name]["told"] in line for line in lines), name
    numbers = [int(line.split(":")[1]) for line in lines]
    assert numbers == sorted(numbers)


def test_a_yaml_mistake_is_told_with_its_line() -> None:
    text = TEXT.replace("phrases:", "phrases: [", 1)

    assert "YAML cannot be read" in told(text)


def test_an_empty_file_and_a_file_that_is_no_text_are_told() -> None:
    assert "The file is empty" in told("")
    assert "Save the file as UTF-8" in told("a: \x00")


def test_a_file_of_another_kind_is_told() -> None:
    assert "The file should be keys with values" in told("- a\n- b\n")


def test_sections_of_the_wrong_kind_are_told() -> None:
    said = told("version: 1\nslots: 3\nflows: {a: {steps: 4}}\npatterns: []\nmenu: x\n")

    assert "slots should be keys with values" in said
    assert "steps should be a list" in said


def test_a_slot_of_the_wrong_kind_is_told() -> None:
    assert "The slot 'sub_intent' should be keys" in told(
        changed(
            "  sub_intent:\n    type: code\n    label: {th: หัวข้อย่อย, en: Topic}\n",
            "  sub_intent: x\n",
        )
    )


def test_words_may_be_put_into_slots() -> None:
    text = changed("set: {consent: true}", "set: {consent: true, track: export}")

    step = load(text, name="flows.yaml").step("consent", "given")

    assert isinstance(step, SetStep)
    assert step.values == {"consent": True, "track": "export"}


def test_more_buttons_than_line_shows_are_told() -> None:
    extra = "".join(f"      - {{label: ก{n}, value: '{n}-'}}\n" for n in range(12))
    text = changed("      - {label: {th: ไม่เกิน 1 แสน", extra + "      - {label: {th: ไม่เกิน 1 แสน")

    assert "buttons; LINE shows 13" in told(text)


def test_an_unknown_word_without_a_neighbour_lists_what_is_known() -> None:
    assert "Known here: all, back" in told(
        changed("{id: quiet, end: quiet}", "{id: quiet, end: ฯ}")
    )


def test_the_file_of_the_project_has_no_mistake() -> None:
    assert BOOK.step("financing", "consent") is not None
    assert BOOK.step("financing", "gone") is None
    assert BOOK.step("gone", "gone") is None


def test_a_word_that_begins_like_a_particle_is_none() -> None:
    text = changed("นี่เป็นข้อแรกแล้วค่ะ", "นี่เป็นคะแนนของคุณค่ะ ไม่ต้องตอบก็ได้นะคะ")

    assert load(text, name="flows.yaml").step("cannot_go_back", "say") is not None


def test_a_question_and_its_politeness_may_stand_apart() -> None:
    text = changed("นี่เป็นข้อแรกแล้วค่ะ", '"ให้เจ้าหน้าที่ที่ไหนโทรกลับดีคะ\\nเลือกได้เลยค่ะ"')

    assert load(text, name="flows.yaml").step("cannot_go_back", "say") is not None


def test_a_step_after_a_notice_that_is_known_needs_no_second_one() -> None:
    text = changed(
        "  pin_unknown:",
        """  telephone:
    words: [เบอร์ของฉัน]
    steps:
      - id: known
        when:
          - {if: consent, go: ask}
          - {else: done}
      - {id: ask, ask: phone, go: done, give_up: done}
      - {id: done, end: back}
  pin_unknown:""",
    )

    assert load(text, name="flows.yaml").step("telephone", "ask") is not None
