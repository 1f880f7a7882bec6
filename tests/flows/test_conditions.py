"""The tiny language of `when:`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.conditions import Kind, NotUnderstood, Value, holds, parse
from bot.flows.wording import written

NAMES: dict[str, Kind] = {"cases": "number", "need": "text", "open": "flag", "days": "number"}
VALUES: dict[str, Value] = {"cases": 2, "need": "rescue", "open": True, "days": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cases == 2", True),
        ("cases != 2", False),
        ("cases < 3", True),
        ("cases > 3", False),
        ("cases >= 2 and cases <= 2", True),
        ("days <= 14", False),
        ("need in [market, rescue]", True),
        ("need is known", True),
        ("days is missing", True),
        ("not open", False),
        ("open == true", True),
        ("open == false or need == market", False),
        ("not (open and need == market)", True),
        ("cases == -1", False),
        ("need == market or open and cases == 2", True),
    ],
)
def test_a_condition_holds_or_not(text: str, *, expected: bool) -> None:
    assert holds(parse(text, NAMES), VALUES.get) is expected


@pytest.mark.parametrize(
    "text",
    [
        "cases == 2",
        "cases != 2",
        "days <= 14",
        "need in [market, rescue]",
        "not need in [market, rescue]",
        "need is known",
        "days is missing",
        "open",
        "not open",
        "open == false",
        "not (open and need == market)",
        "not (open or need == market)",
        "(need == market or open) and cases == 2",
        "open and (cases == 2 or cases == 3)",
        "need == market or open and cases == 2",
    ],
)
def test_a_condition_is_written_as_it_stood(text: str) -> None:
    assert written(parse(text, NAMES)) == text


def test_no_condition_is_written_as_the_last_way() -> None:
    assert written(None) == "else"


def test_no_condition_always_holds() -> None:
    assert holds(None, VALUES.get)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cases =", "cannot read"),
        ("cases", "needs ==, in or 'is known'"),
        ("unknown == 1", "does not know the name 'unknown'"),
        ("cases == many", "is a number"),
        ("open == maybe", "is true or false"),
        ("need < 3", "can order numbers only"),
        ("open < true", "can order numbers only"),
        ("need is nice", "expects 'known' or 'missing'"),
        ("need in market", "expects '['"),
        ("need in [market", "ends too early"),
        ("(open", "ends too early"),
        ("open open", "does not expect 'open'"),
        ("", "ends too early"),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(NotUnderstood, match=r".") as caught:
        parse(text, NAMES)

    assert sentence in str(caught.value)


@given(st.text(alphabet="abcdenopsu =!<>()[],0 ", max_size=30))
def test_any_text_is_read_or_explained(text: str) -> None:
    try:
        condition = parse(text, NAMES)
    except NotUnderstood:
        return
    assert holds(condition, VALUES.get) in {True, False}
