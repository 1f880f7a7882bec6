"""English messages: what they are about, what they signal, what is read out of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.app import packaged
from bot.model.heard import INTENTS, SIGNALS, Amount, Place
from bot.nlu import english
from bot.nlu.english import BadEnglish
from bot.nlu.pipeline import load

EARS = load(packaged("nlu"))
TODAY = date(2026, 11, 29)
CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "english.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("text", "intent", "sub_intent"), CASES)
def test_an_english_need_is_understood(text: str, intent: str, sub_intent: str) -> None:
    heard = EARS.understand(text)

    assert (heard.intent, heard.sub_intent or "") == (intent, sub_intent)
    assert heard.confidence >= 0.85
    assert sum(heard.scores.values()) == pytest.approx(1)
    assert set(heard.scores) == {*INTENTS}


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I want to die", "crisis"),
        ("I'm going to kill myself", "crisis"),
        ("i have been thinking about suicide", "crisis"),
        ("I don't want to live anymore", "crisis"),
        ("there's no reason to go on, my family is better off without me", "crisis"),
        ("I can\u2019t take it any more", "crisis"),
        ("i wish i was dead", "crisis"),
        ("Two workers are trapped inside, the water is rising", "danger"),
        ("our factory is on fire!", "danger"),
        ("someone is injured, need an ambulance", "danger"),
        ("Is this page real? They asked me to transfer a fee", "fraud_alert"),
        ("an officer told me to pay 3,000 baht before the loan", "fraud_alert"),
        ("are you a scam?", "fraud_alert"),
        ("please delete all my data", "consent_manage"),
        ("I want to withdraw my consent", "consent_manage"),
        ("stop sending me news", "news_stop"),
        ("there is a bad smell from the factory next to my house", "factory_complaint"),
    ],
)
def test_an_english_signal_is_heard(text: str, signal: str) -> None:
    assert signal in EARS.understand(text).signals


@pytest.mark.parametrize(
    "text",
    [
        "I want to export to Japan",
        "I want to talk to a real person",
        "how do I get FDA approval",
        "my machine died",
        "I need a loan of 800,000 baht for my skincare factory",
        "The deadline is killing our schedule",
        "please call me back tomorrow",
        "my factory is in Chiang Mai",
        "we pay our workers every month",
    ],
)
def test_an_ordinary_english_message_raises_no_signal(text: str) -> None:
    assert EARS.understand(text).signals == ()


@pytest.mark.parametrize(
    ("text", "assent"),
    [
        ("yes please", "yes"), ("I agree", "yes"), ("Correct, send it", "yes"),
        ("Go ahead!", "yes"),
        ("that's right", "yes"), ("I do not agree", "no"), ("I don't agree", "no"),
        ("no thanks", "no"), ("not now", "no"), ("that is wrong", "no"), ("where is my case", None),
        ("not sure", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_heard(text: str, assent: str | None) -> None:
    assert EARS.understand(text).assent == assent


@pytest.mark.parametrize(
    "text",
    ["change province to Songkhla", "actually it's in Rayong", "no, my name is Peter",
     "the phone number is wrong"],
)  # fmt: skip
def test_a_correction_is_heard(text: str) -> None:
    assert EARS.understand(text).correcting


def test_two_needs_of_one_message_are_both_told() -> None:
    heard = EARS.understand("I need a loan and also want to find buyers and a new machine")

    assert (heard.intent, heard.confidence) == ("financing", english.MET_BESIDE)
    assert heard.alternatives[0].confidence == english.SECOND
    assert heard.alternatives[0].intent in {"market", "technology"}


def test_english_that_says_nothing_known_is_no_guess() -> None:
    for text in ("my sister and I were there", "skincare factory", "next Friday"):
        heard = EARS.understand(text)

        assert heard.intent == "out_of_scope"
        assert heard.confidence < 0.6


def test_a_message_told_in_one_go_is_read_whole() -> None:
    heard = EARS.understand(
        "I need a loan of 800,000 baht for my skincare factory in Klong Luang, Pathum Thani, "
        "my name is Karn Dee, call me at 065 112 2334 before 15 December",
        today=TODAY,
    )

    read = heard.entities
    assert (heard.intent, read.amount_baht) == ("financing", Amount(800_000, 800_000))
    assert (read.province, read.district) == ("TH-13", "คลองหลวง")
    assert (read.business, read.name) == ("skincare factory", "Karn Dee")
    assert (read.phone, read.deadline) == ("0651122334", "2026-12-15")


@pytest.mark.parametrize(
    ("text", "baht"),
    [("1.5m", 1_500_000), ("about 300k", 300_000), ("about 50k", 50_000),
     ("2 million baht", 2_000_000), ("500 thousand", 500_000), ("half a million", 500_000),
     ("two hundred thousand", 200_000), ("THB 75,000", 75_000)],
)  # fmt: skip
def test_sums_are_read(text: str, baht: int) -> None:
    assert EARS.understand(text, asking="amount_baht").entities.amount_baht == Amount(baht, baht)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("up to 1 million", None, 1_000_000), ("not more than 500,000", None, 500_000),
     ("at least 2 million", 2_000_000, None), ("between 100,000 and 200,000", 100_000, 200_000),
     ("1-2 million", 1_000_000, 2_000_000), ("100k to 300k", 100_000, 300_000)],
)  # fmt: skip
def test_limits_and_ranges_of_sums_are_read(text: str, low: int | None, high: int | None) -> None:
    assert EARS.understand(text, asking="amount_baht").entities.amount_baht == Amount(low, high)


def test_a_number_of_something_else_is_no_sum() -> None:
    endless = "a loan of " + "1,000," * 300
    for text in ("we have 20 workers and 2500 chickens", "a loan for 2 machines", endless):
        assert EARS.understand(text).entities.amount_baht is None


def test_a_bare_number_beside_a_word_for_money_is_a_sum() -> None:
    read = EARS.understand("change the amount to 500,000").entities

    assert read.amount_baht == Amount(500_000, 500_000)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 December", "2026-12-15"), ("Dec 15, 2026", "2026-12-15"),
        ("the 3rd of January", "2027-01-03"), ("15 December 2569", "2026-12-15"),
        ("30 February", None), ("1 June 2020", None), ("31 December 2026", "2026-12-31"),
        ("tomorrow", "2026-11-30"), ("day after tomorrow", "2026-12-01"), ("today", "2026-11-29"),
        ("next Friday", "2026-12-04"), ("this Wednesday", "2026-12-02"),
        ("in two weeks", "2026-12-13"), ("within 10 days", "2026-12-09"),
        ("in 3 months", "2027-02-28"), ("next month", "2026-12-29"),
        ("end of this month", "2026-11-30"), ("end of the year", "2026-12-31"), ("soon", None),
    ],
)  # fmt: skip
def test_days_are_read(text: str, day: str | None) -> None:
    assert EARS.understand(text, asking="deadline", today=TODAY).entities.deadline == day


def test_a_day_without_urgency_or_a_day_to_count_from_is_none() -> None:
    assert EARS.understand("we opened on 15 December", today=TODAY).entities.deadline is None
    assert EARS.understand("15 December", asking="deadline").entities.deadline is None


@pytest.mark.parametrize(
    ("text", "asking", "name"),
    [
        ("My name is John Smith", None, "John Smith"), ("my name is john", "name", "john"),
        ("Hello, I'm Karn, I make soap", None, "Karn"),
        ("This is Mr. Peter Brown", None, "Peter Brown"),
        ("Khun Somchai called", None, "Somchai"), ("John Smith, no phone", "name", "John Smith"),
        ("call me Tomorrow", None, None), ("I am looking for a loan", None, None),
    ],
)  # fmt: skip
def test_names_are_read(text: str, asking: str | None, name: str | None) -> None:
    assert EARS.understand(text, asking=asking).entities.name == name


@pytest.mark.parametrize(
    ("text", "asking", "business"),
    [
        ("we make chili paste in Rayong", None, "make chili paste"),
        ("we roast coffee at home", None, "roast coffee"),
        ("I run a small bakery", None, "bakery"), ("my business is slow", None, None),
        ("The Banana House", "business", "The Banana House"),
        ("We sell dried fruit", "business", "sell dried fruit"), ("no", "business", None),
        ("why?", "business", None),
    ],
)  # fmt: skip
def test_a_trade_is_read(text: str, asking: str | None, business: str | None) -> None:
    assert EARS.understand(text, asking=asking).entities.business == business


def test_districts_are_read_in_usual_spellings() -> None:
    def place(text: str, asking: str | None = "province") -> tuple[str | None, str | None]:
        read = EARS.understand(text, asking=asking).entities
        return read.province, read.district

    assert place("Khlong Luang") == ("TH-13", "คลองหลวง")
    assert place("we are in Klong Luang district") == ("TH-13", "คลองหลวง")
    assert place("my shop is in Pak Chong, Korat", None) == ("TH-30", "ปากช่อง")
    assert place("Klong Luang or Rayong", None) == ("TH-21", None)
    assert place("nowhere at all") == (None, None)
    assert EARS.english_names["คลองหลวง"] == "Khlong Luang"


@pytest.mark.parametrize(
    ("text", "asking", "province", "district"),
    [
        ("a loan for my skincare factory in Pak Chong, call me", None, "TH-30", "ปากช่อง"),
        ("our shop is near Sam Phran market", None, "TH-73", "สามพราน"),
        ("my factory is in Mae Sai", "province", "TH-57", "แม่สาย"),
        ("we sell in Mae Sai", None, None, None),
        ("we are in trouble at the moment", None, None, None),
    ],
)
def test_a_sentence_tells_the_district_without_its_province(
    text: str, asking: str | None, province: str | None, district: str | None
) -> None:
    found = EARS.understand(text, asking=asking).entities

    assert (found.province, found.district) == (province, district)


def test_a_district_of_several_provinces_is_a_doubt() -> None:
    read = EARS.understand("Chaloem Phra Kiat", asking="province").entities

    assert read.province is None
    assert len(read.place_doubts) > 1
    assert Place("TH-30", "เฉลิมพระเกียรติ") in read.place_doubts


def test_the_shipped_table_is_sound_and_a_broken_one_is_told() -> None:
    text = packaged("nlu").joinpath("english.tsv").read_text(encoding="utf-8")
    kinds = {rule.kind for rule in english.read(text).rules}
    assert {*SIGNALS, *INTENTS, "yes", "no", "correcting"} == kinds

    with pytest.raises(BadEnglish) as told:
        english.read("kind\tpattern\nfinance\t\tloan\ncrisis\t\t(die\n")

    assert "line 1: the columns are kind, sub_intent, pattern" in str(told.value)
    assert "line 2: 'finance' is nothing that can be heard" in str(told.value)
    assert "line 3: '(die' is not a pattern" in str(told.value)
