"""What the bot itself offers as an answer is never heard as despair or danger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bot.nlu
from bot.flows.book import Book, ChooseStep, Option
from bot.nlu import pipeline
from tests.flows.flows_stage import BOOK

EARS = pipeline.load(Path(bot.nlu.__file__).parent / "data")


def offered(book: Book) -> Iterator[Option]:
    yield from (*book.menu, *book.menu_while_open)
    for slot in book.slots.values():
        yield from slot.choices
    for flow in book.flows.values():
        for step in flow.steps.values():
            if isinstance(step, ChooseStep):
                yield from step.options


def typed(book: Book) -> Iterator[str]:
    for option in offered(book):
        yield from (option.label, *option.words)
    for slot in book.slots.values():
        yield from slot.skip_words
    yield from book.policy.cancel_words


def test_no_answer_that_is_offered_raises_an_alarm() -> None:
    english = BOOK.english
    assert english is not None
    words = {*typed(BOOK), *typed(english)}
    said = {*words, *(f"{word}ค่ะ" for word in words if not word.isascii())}

    alarming = [text for text in said if {"crisis", "danger"} & {*EARS.understand(text).signals}]

    assert alarming == []
