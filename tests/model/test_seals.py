"""The seal of a button: whoever is to press it may, nobody else, and nobody else's button."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.buttons import LONGEST_SEAL, MENU, Button, unpack
from bot.model.effects import Card, Carousel, Choice, Row, Say
from bot.model.seals import Seals

OURS = Seals.of([b"the channel's secret"])
BUTTON = Button("financing", "ask_amount", 4, "500000")
ANN, BOB = "Uann", "Ubob"


@given(st.text(), st.text(), st.integers(0, 999_999_999), st.text(), st.text(min_size=1))
def test_what_is_sealed_for_a_person_is_opened_by_them(
    flow: str, step: str, turn: int, value: str, person: str
) -> None:
    button = Button(flow, step, turn, value)

    assert OURS.opened(OURS.seal(button, person).pack(), person) == button


def test_a_button_sent_to_one_person_is_nobody_else_s() -> None:
    assert OURS.opened(OURS.seal(BUTTON, ANN).pack(), BOB) is None


def test_a_button_that_many_are_shown_is_everybody_s() -> None:
    assert OURS.opened(OURS.seal(BUTTON).pack(), BOB) == BUTTON


@pytest.mark.parametrize(
    "data",
    [
        "",
        "buy&item=1",
        BUTTON.pack(),
        OURS.seal(BUTTON, ANN).pack().replace("500000", "900000"),
        OURS.seal(BUTTON, ANN).pack() + "x",
        Seals.of([b"another installation"]).seal(BUTTON, ANN).pack(),
        BUTTON.pack() + "&g=\ud800",
    ],
)
def test_what_is_not_ours_is_not_opened(data: str) -> None:
    assert OURS.opened(data, ANN) is None


def test_a_tile_of_the_menu_is_taken_without_a_seal() -> None:
    tile = Button(MENU, "tile", 0, "financing")

    assert OURS.opened(tile.pack(), ANN) == tile


def test_buttons_outlive_the_change_of_the_secret_while_both_are_set() -> None:
    changed = Seals.of([b"the next one", b"the channel's secret"])

    assert changed.opened(OURS.seal(BUTTON, ANN).pack(), ANN) == BUTTON
    assert changed.seal(BUTTON, ANN) != OURS.seal(BUTTON, ANN)


def test_every_button_of_what_is_said_is_sealed() -> None:
    choices = (Choice("ไป", BUTTON), Choice("แชร์ตำแหน่ง", None, "location"))
    told = Row("ชื่อ", "มา")
    card = Card("summary", "สรุป", (Row("จังหวัด", "สงขลา", BUTTON), told), choices, choices)

    said = OURS.sealed([Say("คะ", choices), card, Carousel((card,), choices)], ANN)

    ours = OURS.seal(BUTTON, ANN)
    sealed = (Choice("ไป", ours), choices[1])
    rows = (Row("จังหวัด", "สงขลา", ours), told)
    shown = replace(card, rows=rows, buttons=sealed, choices=sealed)
    assert said == [Say("คะ", sealed), shown, Carousel((shown,), sealed)]


def test_a_seal_has_the_length_that_is_kept_free_for_it() -> None:
    sealed = unpack(OURS.seal(BUTTON, ANN).pack())

    assert sealed is not None
    assert len(sealed.seal) == len(LONGEST_SEAL)
