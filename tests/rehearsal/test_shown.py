"""Deeds of the bot as an officer reads them, and what was understood as people write it."""

from __future__ import annotations

import pytest

from bot.model.effects import (
    ChangeCase,
    Choice,
    Effect,
    Feedback,
    OpenCase,
    Say,
    SettleReferral,
    TieCase,
)
from bot.model.heard import Amount, Entities, Guess, Heard, Place
from bot.rehearsal.hearing import heard, written
from bot.rehearsal.shown import shown


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        (Say("ก", (Choice("ใช่", None), Choice("ไม่", None))), "say: ก [ใช่ | ไม่]"),
        (
            OpenCase("market", None, "high", {"need": "market", "phone": "1", "consent": True}),
            "open_case: market - high\n- phone: 1",
        ),
        (
            ChangeCase("30-1", {"amount_baht": {"min": None, "max": 500}}, "ด่วน"),
            "change_case: 30-1\n- amount_baht: -500\n- note: ด่วน",
        ),
        (
            ChangeCase("30-1", {"amount_baht": {"min": 7, "max": 7}}),
            "change_case: 30-1\n- amount_baht: 7",
        ),
        (TieCase("BCDF"), "tie_case: BCDF"),
        (Feedback("30-1", "rating", "5"), "feedback: 30-1 rating 5"),
        (SettleReferral(3, given=True), "SettleReferral(question=3, given=True)"),
    ],
)
def test_a_deed_is_told_in_words(effect: Effect, text: str) -> None:
    assert shown(effect) == text


def test_what_was_understood_is_written_and_read_back() -> None:
    found = Heard(
        text="ก",
        intent="rescue",
        confidence=0.91,
        sub_intent="disaster.flood",
        alternatives=(Guess("financing", 0.06), Guess("market", 0.01)),
        signals=("danger",),
        entities=Entities(
            amount_baht=Amount(None, 5),
            place_doubts=(Place("TH-30", None),),
            problems=("phone_hotline",),
        ),
        assent="no",
        correcting=True,
    )

    form = written(found)

    assert form["or"] == [["financing", 0.06]], "what is unlikely is left out"
    back = heard("ก", form)
    assert written(back) == form
    assert back.entities == found.entities


def test_what_was_not_understood_is_not_written() -> None:
    assert written(Heard("ก", "out_of_scope", 0.5)) == {"intent": "out_of_scope", "sure": 0.5}
