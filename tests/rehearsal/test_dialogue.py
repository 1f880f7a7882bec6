"""A dialogue's file: what may stand in it, and slips of the pen told with their line."""

from __future__ import annotations

import pytest

from bot.rehearsal import dialogue
from bot.rehearsal.dialogue import BadDialogue, Dialogue

GOOD = """\
about: ทักทาย
talk:
- person: สวัสดีค่ะ
  heard: {intent: smalltalk, sure: 0.95, sub: greet}
  bot:
  - 'say: สวัสดีค่ะ'
  asking: null
"""


def told(text: str) -> str:
    with pytest.raises(BadDialogue) as caught:
        dialogue.read(text, name="hello.yaml")
    return str(caught.value)


def test_a_dialogue_is_read_and_written_as_it_was() -> None:
    read = dialogue.read(GOOD, name="hello.yaml")

    assert read.about == "ทักทาย"
    assert [line["person"] for line in read.talk] == ["สวัสดีค่ะ"]
    assert dialogue.write(read) == GOOD


def test_answers_of_several_lines_are_written_as_a_block() -> None:
    written = dialogue.write(
        Dialogue("a", "ก", {"open": False}, [{"person": "ข", "bot": ["say: ค\nง"]}])
    )

    assert "world: {open: false}\n" in written
    assert "  - |-\n    say: ค\n    ง\n" in written


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("about", "title", "hello.yaml:1: about: Field required."),
        ("  heard:", "  press: ใช่\n  heard:", "hello.yaml:3: talk.0: Value error, a line has"),
        ("- person: สวัสดีค่ะ", "- said: สวัสดีค่ะ", "hello.yaml:3: talk.0: Value error, a line has"),
        ("sure: 0.95", "sure: 1.5", "hello.yaml:4: talk.0.heard.sure:"),
        ("smalltalk", "small_talk", "hello.yaml:4: talk.0.heard.intent:"),
        ("sub: greet", "subb: greet", "hello.yaml:4: talk.0.heard.subb: Extra inputs"),
        ("sub: greet", "or: [[[], 0.1]]", "hello.yaml:4: talk.0.heard.or.0.0.str:"),
        ("talk:", "world: {moon: full}\ntalk:", "hello.yaml:2: world.moon: Extra inputs"),
        ("- person", "- 3\n- person", "hello.yaml:3: talk.0: Value error, a line has"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_line(old: str, new: str, sentence: str) -> None:
    assert sentence in told(GOOD.replace(old, new, 1))


def test_a_telephone_number_that_yaml_takes_for_a_number_is_told() -> None:
    assert "talk.0.heard.phone: Input should be a valid string" in told(
        GOOD.replace("sub: greet", "phone: 0651122334", 1)
    )


def test_what_is_no_dialogue_at_all_is_told() -> None:
    assert "The file is empty" in told("")
    assert "YAML cannot be read" in told("about: [")
    assert "hello.yaml:1: the file: Input should be" in told("- a\n- b\n")
