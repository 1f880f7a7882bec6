"""Which cases an officer finds by which words: the question put to the index, and its answers.

The index keeps one document a case. Each word stands in it as it is; a word of what anybody sees
who may open the case stands there a second time, marked. So who may uncover its owner asks for
words as they are, and who may only open it asks for marked ones: what is covered cannot answer
them. Where a case lies stands in the document as places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.cases import rights
from bot.cases.rights import Act, Relation
from bot.model.staff import Officer

MOST_WORDS = 12
"""Words of one question; who asks for more is asked to be brief."""
_SHORT_NUMBER = 5
_UNITS = (Relation.OWN, Relation.ASKED, Relation.HELPED)


@dataclass(frozen=True, slots=True)
class Word:
    """A document with this word."""

    text: str


@dataclass(frozen=True, slots=True)
class All:
    """A document that answers each of these."""

    parts: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """A document that answers one of these."""

    parts: tuple[Question, ...]


Question = Word | All | Either


@dataclass(frozen=True, slots=True)
class Document:
    """What of a case the index keeps."""

    number: str
    places: tuple[str, ...]
    """Codes of the offices it lies with, was sent to for help, or is asked about; its province."""
    shown: tuple[str, ...]
    """Words of what everybody sees who may open the case."""
    covered: tuple[str, ...]
    """Words of what stays covered: who its owner is, and what they wrote."""

    def words(self) -> list[str]:
        """Return the words as the index keeps them, each once."""
        shown = [*self.shown, *_numbers(self.number)]
        marked = [shown_word(word) for word in shown]
        places = [place(code) for code in self.places]
        return list(dict.fromkeys([*places, *shown, *marked, *self.covered]))


def _numbers(number: str) -> tuple[str, ...]:
    """Return what a receiving number is found by: all of it, most of it, the running number."""
    digits = number.replace("-", "")
    return (digits, digits[:-1], *(f"#{int(one)}" for one in number.split("-")[2:3]))


def place(code: str) -> str:
    """Return how an office's or a province's code stands in the index."""
    return f"@{code.lower()}"


def shown_word(word: str) -> str:
    """Return how a word of what everybody sees stands in the index."""
    return f"={word}"


def question(officer: Officer, words: Sequence[str], area: Collection[str]) -> Question | None:
    """Return what to ask the index in the name of this officer; None when there is nothing to ask.

    `area` holds the provinces behind which their unit stands. The table of rights is asked again
    for each case that is found: offices change sooner than the index.
    """
    whole, marked = _all(words, shown=False), _all(words, shown=True)
    elsewhere = rights.acts(officer.role, Relation.ELSEWHERE)
    if Act.VIEW in elsewhere:
        return whole if Act.REVEAL in elsewhere else marked
    roads: list[Question] = []
    units = sorted(rights.units_of(officer))
    at_a_unit = [rights.acts(officer.role, standing) for standing in _UNITS]
    if all(Act.VIEW in acts for acts in at_a_unit):
        may_reveal = all(Act.REVEAL in acts for acts in at_a_unit)
        roads.append(All((_anywhere(units), whole if may_reveal else marked)))
    if area and Act.VIEW in rights.acts(officer.role, Relation.AREA):
        roads.append(All((_anywhere(sorted(area)), marked)))
    if not roads:
        return None
    return roads[0] if len(roads) == 1 else Either(tuple(roads))


def in_what_is_shown(words: Sequence[str]) -> Question:
    """Return a question that a case answers by what everybody sees alone."""
    return _all(words, shown=True)


def _all(words: Iterable[str], *, shown: bool) -> Question:
    mark = shown_word if shown else str
    return All(
        tuple(
            Either(tuple(Word(mark(form)) for form in forms))
            if len(forms) > 1
            else Word(mark(word))
            for word in words
            for forms in [_forms(word)]
        )
    )


def _forms(word: str) -> tuple[str, ...]:
    """Return what a word may stand for: a short number may be a case's running number."""
    if len(word) <= _SHORT_NUMBER and word.isascii() and word.isdecimal():
        return (word, f"#{int(word)}")
    return (word,)


def _anywhere(codes: Iterable[str]) -> Question:
    return Either(tuple(Word(place(code)) for code in codes))
