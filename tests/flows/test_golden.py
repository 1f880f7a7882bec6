"""The golden dialogues: whole conversations as an officer would read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rehearsal import coverage, dialogue
from bot.rehearsal.rehearse import play
from tests.flows.flows_stage import BOOK, ROOT

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.yaml"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(path: Path) -> None:
    script = dialogue.read(path.read_text(encoding="utf-8"), name=path.stem)

    told = play(BOOK, script)

    assert "\n".join(told.differences) == ""


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_conversation_is_written_as_it_is_kept(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert dialogue.write(dialogue.read(text, name=path.stem)) == text


def test_the_golden_dialogues_are_there() -> None:
    assert len(GOLDEN) >= 60


def test_every_step_is_reached_in_some_conversation() -> None:
    scripts = [dialogue.read(path.read_text(encoding="utf-8"), name="") for path in GOLDEN]
    reached = {step for script in scripts for step in play(BOOK, script).reached}

    assert [one for one in coverage.of(BOOK, reached) if one.missed] == []


SHOWN = {
    "a matter in plain words becomes a case": "loan",
    "a place by the name people use": "place_from_afar",
    "«เลย» is a province only where it is one": "loei_or_not",
    "a wrong place is put right by a word": "correct_on_the_way",
    "what somebody does not want to say is left open": "skip_what_may_be_skipped",
    "photos, voice, stickers, a place": "sticker_and_media",
    "where a matter stands": "status",
    "a number that was forgotten": "status_number_forgotten",
    "more about a matter that was sent": "attach",
    "a flood": "flood",
    "a person, at once and midway": "human_midway",
    "one's own data": "my_data",
    "a market abroad": "market_abroad",
    "an answer can be put right": "put_right",
    "also at the summary": "correct_at_summary",
    "a talk can be taken up again": "resume",
    "the service starts anew and nothing is lost": "revised_meanwhile",
    "nobody is left in silence": "nothing_understood",
    "a button of last week changes nothing": "button_of_last_week",
    "nor does it file a second case": "button_after_filing",
}
"""What owners were promised, and what they complain of elsewhere: a conversation shows each."""


def test_every_promise_is_shown_in_a_conversation() -> None:
    assert set(SHOWN.values()) <= {path.stem for path in GOLDEN}
