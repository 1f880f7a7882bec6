"""Texts of flows.yaml: known placeholders, LINE's limits in LINE's units, particles."""

from __future__ import annotations

from collections.abc import Iterator

from bot.flows.book import Book, ChooseStep, HandOffStep, SayStep, Step
from bot.flows.option_checks import written_labels
from bot.flows.particles import wrong
from bot.flows.sheet import Mistake, did_you_mean
from bot.flows.texts import PLACEHOLDER
from bot.flows.vocabulary import PHRASE_PLACEHOLDERS, PLACEHOLDERS
from bot.model.limits import TEXT, utf16_length


def written(book: Book) -> Iterator[tuple[int, str]]:
    """Yield every text a person may read, with its line; labels of buttons are with the options."""
    yield from filled(book)
    for name, text in book.phrases.items():
        yield book.line(f"phrases.{name}"), text
    yield from fixed(book)


def filled(book: Book) -> Iterator[tuple[int, str]]:
    """Yield the texts in which the engine fills placeholders."""
    for slot in book.slots.values():
        for text in (slot.ask, slot.echo, slot.unsaid, *slot.again, *slot.problems.values()):
            if text:
                yield slot.line, text
    for flow in book.flows.values():
        for step in flow.steps.values():
            for text in _texts(step):
                yield step.line, text


def fixed(book: Book) -> Iterator[tuple[int, str]]:
    """Yield the texts that are read as they stand."""
    for section in ("statuses", "topics"):
        for text in getattr(book, section).values():
            yield book.line(section), text
    for slot in book.slots.values():
        yield slot.line, slot.label
    for flow in book.flows.values():
        for step in flow.steps.values():
            for row in step.rows if isinstance(step, SayStep) else ():
                yield step.line, row.label


def _texts(step: Step) -> tuple[str, ...]:
    match step:
        case SayStep(text=text, rows=rows, note=note):
            return (text, *(row.value for row in rows), *((note,) if note else ()))
        case ChooseStep(text=text, again=again):
            return (text, *again)
        case HandOffStep(reason=reason):
            return (reason,)
        case _:
            asked = getattr(step, "text", None)
            return (asked,) if asked else ()


def placeholders(book: Book) -> Iterator[Mistake]:
    """Every {placeholder} is a slot or one of the engine's own."""
    known = {*book.slots, *PLACEHOLDERS}
    for line, text in filled(book):
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                yield _unknown(line, name, known)
    for key, text in book.phrases.items():
        for name in PLACEHOLDER.findall(text):
            if name not in {*PHRASE_PLACEHOLDERS.get(key, ()), "office.phone"}:
                known_here = PHRASE_PLACEHOLDERS.get(key, ()) or ("office.phone",)
                yield _unknown(book.line(f"phrases.{key}"), name, known_here)


def braces(book: Book) -> Iterator[Mistake]:
    """No brace stands alone, and none where nothing is filled in."""
    for line, text in fixed(book):
        for name in PLACEHOLDER.findall(text):
            yield Mistake(line, f"'{text[:30]}' is shown as it is.", f"Take {{{name}}} out of it.")
    for line, text in written(book):
        rest = PLACEHOLDER.sub("", text)
        if "{" in rest or "}" in rest:
            yield Mistake(line, f"'{text[:30]}' has a lone brace.", "Write {name} or no brace.")


def _unknown(line: int, name: str, known: set[str] | tuple[str, ...]) -> Mistake:
    return Mistake(line, f"The placeholder {{{name}}} is not known.", did_you_mean(name, known))


def too_long(book: Book) -> Iterator[Mistake]:
    """Texts keep LINE's limits, counted as LINE counts."""
    for line, text in written(book):
        if utf16_length(text) > TEXT // 2:
            yield Mistake(
                line, f"A text has {utf16_length(text)} letters.", f"Keep it under {TEXT // 2}."
            )


def particles(book: Book) -> Iterator[Mistake]:
    """ค่ะ closes a statement, คะ a question; one particle set throughout, on buttons too."""
    for line, text in (*written(book), *written_labels(book)):
        for found, cure in wrong(text):
            yield Mistake(line, f"'{found}' is the wrong particle.", cure)
