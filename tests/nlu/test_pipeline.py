from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.nlu
from bot.model.heard import INTENTS, Amount
from bot.nlu.pipeline import DOUBT, SECOND, SURE, Understanding, load

DATA = Path(bot.nlu.__file__).parent / "data"
UNDERSTANDING: Understanding = load(DATA)


def test_one_message_gives_need_sub_need_and_entities_together() -> None:
    heard = UNDERSTANDING.understand("อยากกู้เงิน 5 แสนมาซื้อเครื่องจักรค่ะ อยู่โคราช 0812345678")

    assert (heard.intent, heard.sub_intent) == ("financing", "fin.invest")
    assert heard.entities.province == "TH-30"
    assert heard.entities.amount_baht == Amount(500_000, 500_000)
    assert heard.entities.phone == "0812345678"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("เครื่องบดพริกเสียครับ ซ่อมไม่ได้", "technology"),
        ("ไม่ได้จะกู้ แค่อยากหาลูกค้า", "market"),
        ("ออเดอร์เข้ามาจนทำไม่ทัน", "technology"),
        ("ไม่กู้เพิ่มแล้วค่ะ ขอลดค่างวด", "rescue"),
        ("ติดต่อใครคะถ้าอยากเอาของไปขายที่ห้าง", "market"),
        ("ดีพร้อมเปย์ยังเปิดอยู่ไหม", "programme"),
        ("กู้บ้านดอกเท่าไหร่", "out_of_scope"),
        ("ลูกค้าไม่จ่ายเงิน", "rescue"),
        ("ลูกค้าไม่มา ร้านเงียบ", "market"),
        ("หาโรงงานผลิตครีม", "technology"),
        ("น้ำท่วมผ่อนไม่ไหว", "rescue"),
        ("อยากจดทะเบียนบริษัท", "human"),
        ("อยากจดทะเบียนแบรนด์", "technology"),
        ("vpkdd^hg'boค่ะ", "financing"),
    ],
)
def test_needs_that_resemble_one_another_are_told_apart(text: str, intent: str) -> None:
    assert UNDERSTANDING.understand(text).intent == intent


def test_a_control_word_is_certain() -> None:
    heard = UNDERSTANDING.understand("ยกเลิกค่ะ")

    assert (heard.intent, heard.sub_intent, heard.confidence) == ("cancel", "cancel", SURE)
    assert sum(heard.scores.values()) == pytest.approx(1)


def test_a_signal_stands_beside_a_sensible_intent() -> None:
    heard = UNDERSTANDING.understand("หนี้ท่วมร้าน ไม่อยากอยู่แล้วค่ะ")

    assert heard.signals == ("crisis",)
    assert heard.intent == "rescue"


@pytest.mark.parametrize(
    "text",
    ["ไม่ต้องการแล้ว", "ไม่ต้องโทรมาแล้วนะคะ", "ไม่อยากได้แล้วค่ะ", "ไม่ขายแล้วค่ะ", "ไม่ต้องมาแล้ว", "ไม่กู้แล้ว"],
)
def test_who_needs_a_thing_no_longer_is_not_heard_as_despairing(text: str) -> None:
    assert UNDERSTANDING.understand(text).signals == ()


@pytest.mark.parametrize(
    "text",
    ["ไม่อยากทำอะไรแล้ว", "ไม่เอาอะไรแล้วในชีวิต", "ไม่เหลืออะไรแล้ว", "ไม่ต้องช่วยแล้ว มันจบแล้ว", "ไม่ไหวแล้วชีวิต"],
)
def test_who_has_nothing_left_is(text: str) -> None:
    assert "crisis" in UNDERSTANDING.understand(text).signals


def test_a_citizens_number_is_never_shown() -> None:
    heard = UNDERSTANDING.understand("เลขบัตร 1-1037-00123-45-6 ค่ะ")

    assert "1037" not in heard.text
    assert heard.entities.juristic_id is None


def test_yes_and_corrections_are_noticed() -> None:
    assert UNDERSTANDING.understand("ตกลงค่ะ").assent == "yes"
    assert UNDERSTANDING.understand("ไม่ใช่โคราช เป็นขอนแก่น").correcting


def test_an_answer_to_a_question_is_not_surely_foreign() -> None:
    free = UNDERSTANDING.understand("หวยออกอะไรงวดนี้")
    asked = UNDERSTANDING.understand("หวยออกอะไรงวดนี้", asking="summary")

    assert free.intent == "out_of_scope"
    assert free.confidence > DOUBT >= asked.confidence
    assert UNDERSTANDING.understand("เลย", asking="province").entities.province == "TH-42"


def test_the_reference_day_reaches_the_dates() -> None:
    heard = UNDERSTANDING.understand("ศาลนัดวันที่ 20 ธันวาคม 2569", today=date(2026, 11, 25))

    assert heard.entities.deadline == "2026-12-20"


def test_a_pin_is_located_by_its_address() -> None:
    located = UNDERSTANDING.locate("ปากช่อง นครราชสีมา 30130", 14.7, 101.4)

    assert located.place is not None
    assert located.place.province == "TH-30"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_understood_somehow(text: str) -> None:
    heard = UNDERSTANDING.understand(text)

    ranked = [guess.confidence for guess in heard.alternatives]
    assert heard.intent in INTENTS
    assert 0 <= heard.confidence <= 1
    assert sum(heard.scores.values()) == pytest.approx(1, abs=1e-4)
    assert ranked == sorted(ranked, reverse=True)
    assert {guess.intent for guess in heard.alternatives} | {heard.intent} == set(INTENTS)


@pytest.mark.parametrize("text", ["ขอร้องเรียนเจ้าหน้าที่ค่ะ พูดจาไม่ดี", "อยากร้องเรียนค่ะ"])
def test_a_wish_to_complain_is_a_complaint(text: str) -> None:
    heard = UNDERSTANDING.understand(text)

    assert (heard.intent, heard.sub_intent) == ("human", "complaint")


@pytest.mark.parametrize(
    "text", ["โคราช", "อยู่ขอนแก่นค่ะ", "จ.ภูเก็ต", "จังหวัดเลยครับ", "หาดใหญ่", "081-234-5678", "0812345678"]
)
def test_a_place_or_a_number_alone_tells_no_need(text: str) -> None:
    assert UNDERSTANDING.understand(text).confidence < 0.4


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("อยากกู้เงินซื้อเครื่องจักร และหาตลาดด้วย", "financing", "market"),
        ("อยากได้เงินทุนหมุนเวียน แล้วก็อยากขอ อย. ด้วยค่ะ", "financing", "technology"),
        ("น้ำท่วมร้าน อยากพักหนี้ และขอกู้เงินซ่อมด้วย", "rescue", "financing"),
    ],
)
def test_the_wish_of_another_clause_is_told_beside(text: str, first: str, second: str) -> None:
    heard = UNDERSTANDING.understand(text)

    assert heard.intent == first
    assert heard.alternatives[0].intent == second
    assert heard.alternatives[0].confidence >= SECOND


@pytest.mark.parametrize(
    "text",
    [
        "ขอกู้เงินมาซื้อวัตถุดิบและจ่ายค่าแรงคนงาน",
        "อยากขายออนไลน์และออกบูธด้วยค่ะ",
        "น้ำท่วมเครื่องจักรกับวัตถุดิบเสียหายหมด",
        "หาลูกค้าโรงแรมกับร้านอาหารด้วยครับ",
    ],
)
def test_two_things_of_one_wish_are_one_need(text: str) -> None:
    assert UNDERSTANDING.understand(text).alternatives[0].confidence < SECOND
