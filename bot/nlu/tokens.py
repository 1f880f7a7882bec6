"""Thai words, by PyThaiNLP's newmm over its own dictionary and the words of the trade.

The only module that knows PyThaiNLP's tokeniser. Nothing is downloaded: the
word list ships with the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pythainlp.corpus import thai_words
from pythainlp.tokenize import Tokenizer

Words = Callable[[str], list[str]]
"""Cuts text into words, in order, blanks left out."""


def load(trade_words: Iterable[str]) -> Words:
    """Build the tokeniser and warm it, so that the first message is not the slow one."""
    tokenizer = Tokenizer(
        custom_dict={*thai_words(), *trade_words}, engine="newmm", keep_whitespace=False
    )

    def words(text: str) -> list[str]:
        return [str(word) for word in tokenizer.word_tokenize(text)]

    words("อยากกู้เงินมาซื้อเครื่องจักร")
    return words
