"""Codes on receiving slips are found again in what people send."""

from __future__ import annotations

import pytest

from bot.model.slips import code_from, find, link, message_with


def test_a_code_is_found_in_the_message_that_its_qr_types() -> None:
    code = code_from("a fresh key")

    assert find(message_with(code)) == code
    assert code != code_from("another key")


@pytest.mark.parametrize(
    "text",
    [
        "ใบรับเรื่อง BCDF-GHJK-LMNP",
        "สวัสดีค่ะ ใบรับเรื่อง: bcdf ghjk lmnp ค่ะ",
        "ใบรับเรื่องBCDFGHJKLMNP",
    ],
)
def test_a_code_may_be_typed_as_people_type(text: str) -> None:
    assert find(text) == "BCDF-GHJK-LMNP"


@pytest.mark.parametrize(
    "text",
    [
        "BCDF-GHJK-LMNP",
        "ใบรับเรื่อง BCDF-GHJK",
        "ใบรับเรื่อง BCDF-GHJK-LMNPQ",
        "ใบรับเรื่อง 30-69-00001-1",
        "หาใบรับเรื่อง",
    ],
)
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert find(text) is None


def test_the_qr_opens_the_chat_with_the_message_typed_in() -> None:
    assert link("@frontdoor", "BCDF-GHJK-LMNP").startswith(
        "https://line.me/R/oaMessage/%40frontdoor/?%E0%B9%83"
    )
