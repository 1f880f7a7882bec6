"""In which language a person is answered: the one they write in, or the one they ask for.

English is heard only where it is plain: Thais write «ok», «LINE», a name or an e-mail in Latin
letters too. Thai is heard in a sentence, not in a bare name of a place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.flows.answers import label_plain, plain
from bot.flows.book import AskStep, Book
from bot.flows.inputs import Input, Words
from bot.flows.state import DialogueState
from bot.model.languages import Language, has_thai

ASKED_FOR: tuple[tuple[str, Language], ...] = (("in_english", "en"), ("in_thai", "th"))
"""Patterns whose words ask for a language."""

_NO_PROSE = re.compile(r"\S*[@/]\S*|\S+\.\S+")
"""E-mail addresses and pages."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_THAI_LETTER = re.compile("[ก-ฮ]")
_ENOUGH = 2
_ENOUGH_FOR_NAMES = 3
"""«I Am Coffee» may be what a firm is called."""
_SHORT = 2
_LONG = 20


def meant(book: Book, state: DialogueState, given: Input) -> Language:
    """Return the language to answer in; only words change it."""
    if book.english is None or not isinstance(given, Words):
        return state.language
    text = given.heard.text
    wished = _asked_for(book, text)
    if wished is not None:
        return wished
    if state.language == "th":
        return "en" if _plainly_english(book, state, text) else "th"
    return "th" if _plainly_thai(book, state, text) else "en"


def _asked_for(book: Book, text: str) -> Language | None:
    said = plain(text)
    for flow, language in ASKED_FOR:
        words = book.flows[flow].words if flow in book.flows else ()
        if said in map(label_plain, words):
            return language
    return None


def _plainly_english(book: Book, state: DialogueState, text: str) -> bool:
    """Say whether enough words of English are among words without a Thai letter."""
    if has_thai(text):
        return False
    words = _WORD.findall(_NO_PROSE.sub(" ", text.casefold().replace("\u2019", "'")))
    found = sum(word in _english_words(book) for word in words)
    if _any_words_asked(book, state):
        return found >= _ENOUGH_FOR_NAMES
    greeted = bool(found) and len(words) <= _SHORT and not state.frames
    return found >= _ENOUGH or greeted


@lru_cache(maxsize=8)
def _english_words(book: Book) -> frozenset[str]:
    return frozenset(word.casefold() for word in book.policy.english_words)


def _plainly_thai(book: Book, state: DialogueState, text: str) -> bool:
    """Say whether a Thai sentence was written; a long name is none."""
    if any(word in text for word in book.policy.thai_words):
        return True
    return len(_THAI_LETTER.findall(text)) >= _LONG and not _any_words_asked(book, state)


def _any_words_asked(book: Book, state: DialogueState) -> bool:
    """Say whether any words may answer the question that waits: a name, a firm's name."""
    step = book.step(state.frames[-1].flow, state.frames[-1].step) if state.frames else None
    slots = step.slots if isinstance(step, AskStep) else ()
    return any(book.slots[name].type in {"text", "name"} for name in slots if name in book.slots)
