from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import bot.nlu
from bot.learning.lines import HEADER, BadLines, Line, read_lines
from bot.model.heard import INTENTS
from bot.nlu import concepts
from bot.nlu.concepts import BadLexicon
from bot.nlu.normalise import squeeze

DATA = Path(bot.nlu.__file__).parent / "data"
LINES = read_lines(DATA)
FEWEST = dict.fromkeys(("financing", "technology", "market", "rescue", "programme"), 350)
LARGEST_SHARE = 0.02
"""Of an intent's lines, the most that may follow one skeleton."""
FAMILIES = {
    "financing": ("fin.",),
    "technology": ("prod.", "std.", "mgmt.digital"),
    "market": ("mkt.", "intl."),
    "rescue": ("rescue.", "disaster.", "legal."),
    "programme": ("start.", "programme_info"),
    "human": ("mgmt.", "other", "centre_info", "complaint"),
    "status": ("case_status", "case_add"),
    "cancel": ("back", "cancel", "skip", "menu"),
    "smalltalk": ("greet", "thanks_bye"),
    "out_of_scope": ("",),
}


def of(intent: str) -> list[Line]:
    return [line for line in LINES if line.intent == intent]


def skeleton(text: str) -> str:
    """The frame of a sentence: what is left when its nouns are swapped out, first and last part."""
    squeezed = re.sub(r"\d+", "0", squeeze(text))
    return f"{squeezed[:10]}…{squeezed[-10:]}"


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_enough_lines(intent: str) -> None:
    fewest = 800 if intent == "out_of_scope" else FEWEST.get(intent, 150)

    assert len(of(intent)) >= fewest


def test_no_line_stands_twice() -> None:
    met = Counter(squeeze(line.text) for line in LINES)

    assert [text for text, times in met.items() if times > 1] == []


@pytest.mark.parametrize("intent", INTENTS)
def test_no_frame_with_swapped_nouns_fills_an_intent(intent: str) -> None:
    lines = [line for line in of(intent) if len(line.text) > 20]
    frames = Counter(skeleton(line.text) for line in lines)
    openings = Counter(squeeze(line.text)[:12] for line in lines)

    assert all(times <= max(2, LARGEST_SHARE * len(lines)) for times in frames.values())
    assert all(times <= max(5, LARGEST_SHARE * len(lines)) for times in openings.values())


@pytest.mark.parametrize("intent", INTENTS)
def test_sub_intents_belong_to_their_intent(intent: str) -> None:
    strays = {
        line.sub_intent for line in of(intent) if not line.sub_intent.startswith(FAMILIES[intent])
    }

    assert strays == set()
    assert intent == "technology" or "mgmt.digital" not in {line.sub_intent for line in of(intent)}


def test_a_group_stays_within_one_intent() -> None:
    owners: dict[str, set[str]] = {}
    for line in LINES:
        owners.setdefault(line.group, set()).add(line.intent)

    assert all(len(intents) == 1 for intents in owners.values())


@pytest.mark.parametrize("tag", ["isan", "northern", "southern", "typo", "voice", "negation"])
def test_lines_are_written_in_many_voices(tag: str) -> None:
    assert sum(tag in line.tags for line in LINES) >= 10


def test_a_line_with_too_few_columns_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "intents"
    folder.mkdir()
    for intent in INTENTS:
        (folder / f"{intent}.tsv").write_text(f"{HEADER}\nคำ\tsub\tg1\tplain\n", encoding="utf-8")
    (folder / "market.tsv").write_text(f"{HEADER}\nขายของ\tmkt.buyer\n", encoding="utf-8")

    with pytest.raises(BadLines, match=r"market\.tsv:2"):
        read_lines(tmp_path)


def test_the_lexicon_gives_each_word_one_concept() -> None:
    assert concepts.read("# note\n\nLOAN: กู้ ยืม\n") == {"กู้": "LOAN", "ยืม": "LOAN"}


def test_every_mistake_in_the_lexicon_is_told_at_once() -> None:
    with pytest.raises(BadLexicon) as caught:
        concepts.read("LOAN: กู้\nDEBT: กู้\nno colon here\n")

    assert "line 2" in str(caught.value)
    assert "line 3" in str(caught.value)
