"""In which language a person is answered: the one they write in, or the one they ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from bot.flows import Arrived, DialogueState, Pressed, Words, load
from bot.flows.languages import meant
from bot.flows.state import Frame
from bot.model.buttons import Button
from bot.model.effects import Card, Carousel, Say
from tests.flows.flows_stage import BOOK, LOAN, NOON, ROOT, Stage, case, facts, heard

THAI = DialogueState()
ENGLISH = DialogueState(language="en")
ASKED_NAME = (Frame("financing", "contact"),)


def said(stage: Stage) -> str:
    texts = [
        e.text if isinstance(e, Say) else e.title
        for e in stage.effects
        if isinstance(e, Say | Card)
    ]
    return "\n".join(texts)


@pytest.mark.parametrize(
    "text",
    [
        "I need a loan", "we were flooded", "hello", "Hi there", "how do I get FDA approval",
        "my factory is in Chiang Mai", "Where is my case?", "I can\u2019t pay my debt",
        "please help", "English please", "do you speak English", "ขอภาษาอังกฤษ",
    ],
)  # fmt: skip
def test_plain_english_is_answered_in_english(text: str) -> None:
    assert meant(BOOK, THAI, Words(heard(text))) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "ok", "OK thanks", "LINE", "SME", "GMP HACCP", "OTOP", "Somchai Jaidee", "0812345678",
        "somchai.is.the.one@example.com", "www.my-shop.com/about-us", "Chiang Mai", "yes", "cancel",
        "อยากกู้เงินค่ะ", "สนใจ loan ของ SME bank ค่ะ I need it", "123", "The Banana House",
    ],
)  # fmt: skip
def test_a_few_latin_letters_are_no_english(text: str) -> None:
    assert meant(BOOK, THAI, Words(heard(text))) == "th"


def test_what_a_firm_is_called_is_no_english_where_a_name_is_asked_for() -> None:
    asked = replace(THAI, frames=ASKED_NAME)

    assert meant(BOOK, asked, Words(heard("I Am Coffee"))) == "th"
    assert meant(BOOK, asked, Words(heard("hello"))) == "th"
    assert meant(BOOK, asked, Words(heard("why do you need my name?"))) == "en"


@pytest.mark.parametrize(
    "text",
    ["อยู่โคราชค่ะ", "อยากกู้เงินซื้อเครื่องซีล", "ไม่ยินยอม", "ขอภาษาไทย", "in Thai please", "น้ำท่วมโรงงาน",
     "โรงสีข้าวของครอบครัวเครื่องเก่ามาก"],
)  # fmt: skip
def test_a_thai_sentence_is_answered_in_thai_again(text: str) -> None:
    assert meant(BOOK, ENGLISH, Words(heard(text))) == "th"


@pytest.mark.parametrize("text", ["นครราชสีมา", "หาดใหญ่", "800,000", "Somchai", "เครื่องซีล", "ok"])
def test_a_bare_place_or_word_in_thai_changes_nothing(text: str) -> None:
    assert meant(BOOK, ENGLISH, Words(heard(text))) == "en"


def test_a_long_thai_name_is_an_answer_where_a_name_is_asked_for() -> None:
    company = Words(heard("บริษัท ก้าวหน้าอุตสาหกรรมอาหาร จำกัด"))

    assert meant(BOOK, replace(ENGLISH, frames=ASKED_NAME), company) == "en"
    assert meant(BOOK, ENGLISH, company) == "th"


def test_buttons_and_arrivals_change_nothing() -> None:
    for given in (Pressed(Button("menu", "tile", 0, "financing")), Arrived(again=True)):
        assert meant(BOOK, ENGLISH, given) == "en"
        assert meant(BOOK, THAI, given) == "th"


def test_a_file_without_english_answers_in_thai() -> None:
    text = (ROOT / "flows.yaml").read_text(encoding="utf-8")
    thai = replace(load(text, name="flows.yaml"), english=None)

    assert meant(thai, THAI, Words(heard("English please"))) == "th"


def test_a_file_without_patterns_for_it_hears_no_wish_for_a_language() -> None:
    flows = {
        name: flow for name, flow in BOOK.flows.items() if name not in {"in_english", "in_thai"}
    }
    silent = replace(BOOK, flows=flows)

    assert meant(silent, ENGLISH, Words(heard("thai"))) == "en"


def test_the_language_is_kept_in_the_state_and_an_old_state_is_thai() -> None:
    form: dict[str, Any] = orjson.loads(DialogueState(turn=3, language="en").to_json())
    assert DialogueState.from_json(orjson.dumps(form).decode()).language == "en"

    form["language"] = "fr"
    assert DialogueState.from_json(orjson.dumps(form).decode()).language == "th"
    del form["language"]
    assert DialogueState.from_json(orjson.dumps(form).decode()) == DialogueState(turn=3)


def test_the_language_outlives_the_matter_and_its_wiping() -> None:
    stage = Stage()
    stage.say("I need a loan", intent="financing", sure=0.9)
    stage.say("I do not agree", assent="no")

    assert stage.state.refused
    stage.give(Pressed(Button("menu", "tile", 0, "human")))
    assert "Before we take your case" in said(stage) or "Which province" in said(stage)


def test_values_are_shown_in_english() -> None:
    stage = Stage(facts=facts(case()))
    stage.say("where is my case", intent="status", sure=0.9)

    (card,) = [effect for effect in stage.effects if isinstance(effect, Card)]
    shown = {row.label: row.value for row in card.rows}
    assert shown["Responsible office"] == "Nakhon Ratchasima Provincial Industry Office"
    assert shown["Next contact by"] == "Monday 30 November 2026"
    assert shown["Last action"] == "25 November 2026"


def test_a_programme_is_shown_with_english_words_around_it() -> None:
    stage = Stage()
    stage.say("which programmes are there", intent="programme", sure=0.9)

    (shown,) = [effect for effect in stage.effects if isinstance(effect, Carousel)]
    rows = {row.label: row.value for row in shown.cards[0].rows}
    assert rows["Organisation"] == "Department of Industrial Promotion (DIPROM)"
    assert rows["Open until"] == "30 September 2027"
    assert shown.cards[0].note == "As of 1 November 2026"


def test_the_conditions_of_a_programme_are_named_in_english() -> None:
    book = BOOK.in_language("en")
    relief = replace(
        LOAN, code="relief", provinces=("TH-90",), sizes=(), sectors=("manufacture", "farm"),
        legal_forms=(),
    )  # fmt: skip
    stage = Stage(facts=replace(facts(), programmes=(relief,)))
    stage.state = DialogueState(language="en", slots={"province": "TH-30", "sector": "trade"})
    stage.act({"offer": ["eligible", "relief"]})

    assert book.phrases["condition_province"].replace("{accepted}", "Songkhla") in said(stage)
    assert "it is only for businesses of this kind: manufacturing, farm processing" in said(stage)


def test_a_record_that_is_gone_is_named_in_english_too() -> None:
    stage = Stage()
    stage.state = DialogueState(language="en")
    stage.act({"offer": ["papers", "gone"]})

    assert "“this programme” is not open at the moment" in said(stage)
    assert NOON.year == 2026
