"""Plain questions from the approved list: fees, papers, hours. Told apart from answers here.

The words are in flows.yaml (`about:` of a pattern); a question is answered, and whatever waited
is asked again.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.flows import filling
from bot.flows.answers import label_plain, plain
from bot.flows.book import Book, Question
from bot.flows.run import play
from bot.flows.talk import Talk
from bot.model.heard import NEEDS, Heard
from bot.model.limits import grapheme_length

_NOBODY = re.compile("ไม่(?:มี|เห็น)(?:ใคร|อะไร)")
"""«ไม่มีใครโทรมา» asks nothing, for all its «ใคร»."""
_LONGEST_QUESTION = 60
_LONG_WORD = 4


def is_question(book: Book, text: str) -> bool:
    """Say whether words ask something, by the words of asking in flows.yaml."""
    return _says_one_of(book.policy.question_words, text, _NOBODY.sub("", plain(text)))


def plainly_asks(book: Book, text: str) -> bool:
    """Say whether words ask something by a word that is nobody's name («ไหม» is a name)."""
    words = tuple(word for word in book.policy.question_words if len(word) >= _LONG_WORD)
    return _says_one_of(words, text, plain(text))


def known_question(talk: Talk, heard: Heard) -> str | None:
    """Return the pattern of the approved list that answers these words."""
    text, said = heard.text, plain(heard.text)
    if grapheme_length(said) > _LONGEST_QUESTION or not is_question(talk.book, text):
        return None
    for flow in talk.book.flows.values():
        if any(_all_in(topic, text, said) for topic in flow.about):
            return flow.name
    return None


def _all_in(topic: str, text: str, said: str) -> bool:
    """«ทำไม + เบอร์» wants both words."""
    return all(_says(word, text, said) for word in topic.split("+"))


def _says(word: str, text: str, said: str) -> bool:
    """Say whether a text holds a word: Thai wherever it stands, Latin letters as a whole word.

    «ai» is not said in «Chiang Mai». `said` is the plain text, in which Thai is looked for.
    """
    latin = _latin_word(word)
    return bool(latin.search(text)) if latin else label_plain(word) in said


def _says_one_of(words: tuple[str, ...], text: str, said: str) -> bool:
    """Say whether a text holds one of these words, as `_says` does for each."""
    thai, latin = _by_letters(words)
    return any(word in said for word in thai) or any(word.search(text) for word in latin)


@lru_cache(maxsize=8)
def _by_letters(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...]]:
    """Return the Thai words, plain, and what finds the Latin ones."""
    latin = {word: _latin_word(word) for word in words}
    thai = tuple(label_plain(word) for word, found in latin.items() if found is None)
    return thai, tuple(found for found in latin.values() if found is not None)


@lru_cache(maxsize=2048)
def _latin_word(word: str) -> re.Pattern[str] | None:
    plainly = " ".join(word.split())
    if not plainly.isascii() or not any(map(str.isalpha, plainly)):
        return None
    return re.compile(rf"(?<![a-z]){re.escape(plainly)}(?![a-z])", re.IGNORECASE)


def informed(talk: Talk, step: Question | None, heard: Heard) -> bool:
    """Answer a question of the list; False when the words are more than that question."""
    flow = known_question(talk, heard)
    if flow is None or _more_than_asking(talk, step, heard):
        return False
    if step is not None:
        filling.absorb(talk, filling.without_words(heard))
    play(talk, flow)
    return True


def _more_than_asking(talk: Talk, step: Question | None, heard: Heard) -> bool:
    """News of one's own matter, a complaint, and a need told for the first time come first."""
    policy = talk.book.policy
    sure = heard.confidence >= policy.sure
    if heard.sub_intent == "complaint":  # «when will you call back?» only sounds like one
        return heard.confidence >= policy.switch
    if heard.intent == "status":
        return sure
    return step is None and sure and heard.intent in NEEDS
