from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.corpus import thai_words
from pythainlp.tokenize import Tokenizer, word_tokenize
from pythainlp.util import Trie

from bot.nlu import tokens
from bot.nlu.cutting import Dictionary

TRADE = ["เครื่องจักรซีเอ็นซี", "OTOP", " สินเชื่อ SME ", "ณ", ""]
FULL = {*thai_words(), *TRADE}
OURS = Dictionary(FULL)
CUT = tokens.load(TRADE)
DATA = Path(tokens.__file__).parent / "data"


@pytest.fixture(scope="module")
def theirs() -> Trie:
    """PyThaiNLP's own, with every word."""
    return Trie(FULL)


def test_it_holds_the_words_that_pythainlps_own_tree_holds(theirs: Trie) -> None:
    assert set(OURS) == set(theirs) - {""}
    assert len(OURS) == len(set(OURS))
    assert "สินเชื่อ SME" in OURS
    assert "สินเชื่อ SM" not in OURS


_LONG = sorted(thai_words(), key=len)[-200:]
_TEXTS = st.lists(
    st.sampled_from([*_LONG, *TRADE, "กา", "การเงิน", "อยากกู้", " ", "5,000"]) | st.text(max_size=5)
).map("".join)


@given(_TEXTS)
def test_at_each_place_it_finds_what_pythainlps_own_tree_finds(theirs: Trie, text: str) -> None:
    for start in range(len(text) + 1):
        assert OURS.prefixes(text, start) == theirs.prefixes(text, start)


def test_words_are_cut_as_pythainlp_cuts_them() -> None:
    whole = Tokenizer(custom_dict=FULL, engine="newmm", keep_whitespace=False)
    ours = tokens.load(TRADE)

    for text in (
        "อยากกู้เงินมาซื้อเครื่องจักรซีเอ็นซี 2 ตัว ราคา 1,500,000.50 บาทค่ะ",
        "ร้านอยู่ ณ โคราช ขาย OTOP\nโทร 081-234-5678",
        "",
    ):
        assert ours(text) == whole.word_tokenize(text)


def cut_by_pythainlp(text: str) -> list[str]:
    return word_tokenize(text, custom_dict=OURS, engine="newmm", keep_whitespace=False)


def test_every_line_that_was_written_is_cut_as_pythainlp_cuts_it() -> None:
    for table in sorted((DATA / "intents").glob("*.tsv")):
        for row in table.read_text(encoding="utf-8").splitlines()[1:]:
            text = row.split("\t")[0]
            assert CUT(text) == cut_by_pythainlp(text)


_SYLLABLES = st.text(st.sampled_from("กขคงตนมรลวสอะาิีุเแโไ่้์็ ๆ.,5a"), max_size=60)


@given(_TEXTS | _SYLLABLES | st.lists(st.sampled_from(_LONG[:20]), max_size=12).map("".join))
def test_any_text_is_cut_as_pythainlp_cuts_it(text: str) -> None:
    assert CUT(text) == cut_by_pythainlp(text)
