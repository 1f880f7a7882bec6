"""Text is found by its words, and by numbers however they are written."""

from __future__ import annotations

import pytest

from bot.nlu import tokens
from bot.nlu.findable import findable
from bot.nlu.tokens import Words, parts_of


@pytest.fixture(scope="module")
def words() -> Words:
    return tokens.load(["เครื่องซีล"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ซื้อเครื่องซีล 2 เครื่อง", ("ซื้อ", "เครื่องซีล", "2", "เครื่อง")),
        ("โทร 081-234 5678 นะคะ", ("0812345678", "โทร", "นะคะ")),
        ("เรื่อง 30-69-00012-4", ("3069000124", "เรื่อง")),
        ("เรื่อง 30-69-00012", ("306900012", "เรื่อง")),
        ("นิติบุคคล 0305566001234", ("0305566001234", "นิติบุคคล")),
        ("SME ๆ 🙏 QR_code", ("sme", "qr", "code")),
        ("", ()),
    ],
)
def test_what_a_text_is_found_by(words: Words, text: str, found: tuple[str, ...]) -> None:
    assert findable(words, text) == found


def test_a_citizens_number_is_not_among_the_words(words: Words) -> None:
    assert not any("110170" in word for word in findable(words, "เลขบัตร 1101700207030 ค่ะ"))


def test_a_word_made_of_two_is_found_by_either(words: Words) -> None:
    assert parts_of("ธนาคารออมสิน") == ("ธนาคาร", "ออมสิน")
    assert parts_of("บ้าน") == ()
    assert "ออมสิน" in findable(words, "รอธนาคารออมสิน", parts=True)
    assert "ออมสิน" not in findable(words, "รอธนาคารออมสิน")
