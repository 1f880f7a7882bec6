"""Texts in both languages: none without English, no Thai in it, the same placeholders filled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from bot.flows.sheet import Mistake, Wording
from bot.flows.texts import PLACEHOLDER
from bot.model.languages import has_thai

_SHOWN = 30


def all_mistakes(wordings: Iterable[Wording], languages: Collection[str]) -> Iterator[Mistake]:
    """Yield what is wrong with the texts of a file that speaks these languages."""
    rules = _IN_BOTH if "en" in languages else (_english_undeclared,)
    for wording in wordings:
        for rule in rules:
            yield from rule(wording)


def _english_undeclared(wording: Wording) -> Iterator[Mistake]:
    if wording.english is not None:
        yield Mistake(
            wording.line,
            f"'{wording.what}' has English, but this file is said to speak Thai only.",
            "Add `languages: [th, en]` at its top.",
        )


def _missing(wording: Wording) -> Iterator[Mistake]:
    if wording.english is None and has_thai(wording.thai):
        yield Mistake(
            wording.line,
            f"'{wording.what}' has no English: '{wording.thai[:_SHOWN]}'.",
            "Write {th: …, en: …}.",
        )


def _thai_in_it(wording: Wording) -> Iterator[Mistake]:
    if wording.english is not None and has_thai(wording.english):
        yield Mistake(
            wording.line,
            f"The English of '{wording.what}' has Thai letters: '{wording.english[:_SHOWN]}'.",
            "Write all of it in English.",
        )


def _filled_alike(wording: Wording) -> Iterator[Mistake]:
    thai, english = ({*PLACEHOLDER.findall(text or "")} for text in (wording.thai, wording.english))
    if wording.english is None:
        return
    for name in sorted(thai - english):
        yield Mistake(
            wording.line,
            f"The English of '{wording.what}' lacks {{{name}}}, which the Thai has.",
            "Fill in the same in both.",
        )
    for name in sorted(english - thai):
        yield Mistake(
            wording.line,
            f"The English of '{wording.what}' has {{{name}}}, which the Thai lacks.",
            "Fill in the same in both.",
        )


_IN_BOTH: tuple[Callable[[Wording], Iterator[Mistake]], ...] = (
    _missing,
    _thai_in_it,
    _filled_alike,
)
