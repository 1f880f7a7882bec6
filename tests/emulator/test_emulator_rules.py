from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator.faults import BadFault, Fault, fault_from
from bot.emulator.feed import Feed, lines
from bot.emulator.quota import Rates
from bot.emulator.rules import Refused, grapheme_length, is_chat_id, utf16_length
from bot.emulator.tokens import ReplyTokens
from bot.emulator.webhooks import redelivered, sign

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "units", "letters"),
    [
        ("abc", 3, 3),
        ("กี่", 3, 1),
        ("น้ำ", 3, 1),
        ("สวัสดีค่ะ", 9, 6),
        ("🍎", 2, 1),
        ("👨‍👩‍👧", 8, 1),
        ("👍🏽", 4, 1),
        ("🇹🇭", 4, 1),
        ("🇹🇭🇱🇦", 8, 2),
        ("e\u0301", 2, 1),
        ("\r\n", 2, 1),
        ("a\n\u0301", 3, 3),
        ("\ud83c", 1, 1),
        ("", 0, 0),
    ],
)
def test_texts_are_measured_in_lines_two_units(text: str, units: int, letters: int) -> None:
    assert (utf16_length(text), grapheme_length(text)) == (units, letters)


@given(st.text())
def test_a_text_never_has_more_letters_than_units(text: str) -> None:
    assert grapheme_length(text) <= utf16_length(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x0E00, max_codepoint=0x0E7F)))
def test_thai_marks_never_count_as_letters_of_their_own(text: str) -> None:
    marks = sum(unicodedata.category(one) == "Mn" or one == "\u0e33" for one in text)
    leads = bool(text) and (unicodedata.category(text[0]) == "Mn" or text[0] == "\u0e33")

    assert grapheme_length(text) == len(text) - marks + leads


def test_ids_are_told_apart_by_their_first_letter() -> None:
    user, group = "U" + "0" * 32, "C" + "0" * 32

    assert is_chat_id(user)
    assert is_chat_id(group)
    assert not is_chat_id(group, "U")
    assert not is_chat_id(user[:-1])
    assert not is_chat_id(None)


def test_the_signature_agrees_with_lines_published_example() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'

    signature = sign("8c570fa6dd201bb328f1c1eac23a96d8", body)

    assert signature == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_a_redelivered_event_differs_only_in_its_mark() -> None:
    event = {"webhookEventId": "E", "replyToken": "t", "deliveryContext": {"isRedelivery": False}}

    again = redelivered([event])[0]

    assert again["deliveryContext"] == {"isRedelivery": True}
    assert again | {"deliveryContext": 0} == event | {"deliveryContext": 0}


def test_a_redelivered_token_lives_another_minute_unless_the_event_is_old() -> None:
    tokens = ReplyTokens()
    token = tokens.issue("U1", NOON)
    late, too_late = NOON + timedelta(minutes=19), NOON + timedelta(minutes=25)

    tokens.renew(token, late)
    assert tokens.chat_of(token, late + timedelta(seconds=59)) == "U1"

    tokens.renew(token, too_late)
    assert tokens.chat_of(token, too_late) is None


def test_a_spent_token_is_not_revived_by_redelivery() -> None:
    tokens = ReplyTokens()
    token = tokens.issue("U1", NOON)
    tokens.spend(token)

    tokens.renew(token, NOON)

    assert tokens.chat_of(token, NOON) is None


def test_a_bucket_fills_up_again_with_time() -> None:
    rates = Rates()
    for _ in range(10):
        rates.take("richmenu-list", 0.0)
    with pytest.raises(Refused, match="rate limit"):
        rates.take("richmenu-list", 0.0)

    rates.take("richmenu-list", 0.1)
    with pytest.raises(Refused, match="rate limit"):
        rates.take("richmenu-list", 0.1)


def test_endpoints_have_buckets_of_their_own() -> None:
    rates = Rates()
    for _ in range(60):
        rates.take("broadcast", 0.0)

    rates.take("push", 0.0)
    with pytest.raises(Refused):
        rates.take("broadcast", 1.0)


def test_a_fault_strikes_so_many_calls_of_its_endpoint() -> None:
    fault = Fault("push", "status", times=2)

    struck = [fault.strikes(one) for one in ("reply", "push", "push", "push")]

    assert struck == [False, True, True, False]


def test_a_fault_by_probability_strikes_the_same_calls_with_the_same_seed() -> None:
    def run(seed: int) -> list[bool]:
        fault = Fault("*", "close", times=None, probability=0.5, seed=seed)
        return [fault.strikes("push") for _ in range(50)]

    assert run(1) == run(1)
    assert run(1) != run(2)
    assert 10 < sum(run(1)) < 40


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"endpoint": "push", "kind": "explode"}, "kind is one of"),
        ({"kind": "close"}, "needs an endpoint"),
        ({"endpoint": "push", "kind": "close", "colour": 1}, "colour"),
    ],
)
def test_a_fault_that_does_not_exist_is_named(wanted: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadFault, match=sentence):
        fault_from(wanted)


def test_the_feed_tells_only_who_listens_and_sends_them_home() -> None:
    feed = Feed()
    feed.tell("entry", {})
    listener = feed.join()
    gone = feed.join()
    feed.leave(gone)
    feed.leave(gone)
    feed.tell("people", None)
    feed.close()

    assert list(lines(listener)) == [": hello\n\n", "event: people\ndata: null\n\n"]
    assert gone.empty()
