"""Texts of flows.yaml: known placeholders, LINE's limits in LINE's units, particles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.flows.book import Book, ChooseStep, HandOffStep, Option, SayStep, Step
from bot.flows.sheet import Mistake, did_you_mean
from bot.flows.texts import PLACEHOLDER
from bot.flows.vocabulary import PHRASE_PLACEHOLDERS, PLACEHOLDERS
from bot.model.limits import LABEL, QUICK_REPLIES, TEXT, grapheme_length, utf16_length

_CARD_TITLE = 60
_WRONG_KA = re.compile(r"(ไหม|ใช่ไหม|หรือยัง|เท่าไร|อะไร|ที่ไหน|อย่างไร)ค่ะ")
_WRONG_KHA = re.compile(r"(แล้ว|รับทราบ|ขอบคุณ|สวัสดี|ได้เลย|เรียบร้อย)คะ")
_MALE = re.compile(r"(ครับ|ผม)(?=[\s.”]|$)")


def written(book: Book) -> Iterator[tuple[int, str]]:
    """Yield every text a person may read, with its line."""
    for slot in book.slots.values():
        for text in (slot.ask, slot.echo, slot.unsaid, *slot.again, *slot.problems.values()):
            if text:
                yield slot.line, text
    for flow in book.flows.values():
        for step in flow.steps.values():
            for text in _texts(step):
                yield step.line, text


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
    for line, text in written(book):
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                yield _unknown(line, name, known)
        rest = PLACEHOLDER.sub("", text)
        if "{" in rest or "}" in rest:
            yield Mistake(line, f"'{text[:30]}' has a lone brace.", "Write {name} or no brace.")
    for key, text in book.phrases.items():
        for name in PLACEHOLDER.findall(text):
            if name not in {*PHRASE_PLACEHOLDERS.get(key, ()), "office.phone"}:
                known_here = PHRASE_PLACEHOLDERS.get(key, ()) or ("office.phone",)
                yield _unknown(book.line(f"phrases.{key}"), name, known_here)


def _unknown(line: int, name: str, known: set[str] | tuple[str, ...]) -> Mistake:
    return Mistake(line, f"The placeholder {{{name}}} is not known.", did_you_mean(name, known))


def options(book: Book) -> Iterator[tuple[int, tuple[Option, ...], int]]:
    """Yield each list of options with its line and how many more buttons stand beside it."""
    yield book.line("menu"), book.menu, 0
    for slot in book.slots.values():
        yield slot.line, slot.choices, int(slot.skippable) + int(slot.location)
    for flow in book.flows.values():
        for step in flow.steps.values():
            if isinstance(step, ChooseStep):
                yield step.line, step.options, 0


def too_long(book: Book) -> Iterator[Mistake]:
    """Texts and labels keep LINE's limits, counted as LINE counts."""
    for line, text in written(book):
        if utf16_length(text) > TEXT // 2:
            yield Mistake(
                line, f"A text has {utf16_length(text)} letters.", f"Keep it under {TEXT // 2}."
            )
    for line, found, _ in options(book):
        for option in found:
            yield from _label(line, option.label)
    for slot in book.slots.values():
        if slot.skip_label:
            yield from _label(slot.line, slot.skip_label)


def _label(line: int, label: str) -> Iterator[Mistake]:
    letters = grapheme_length(label)
    if letters > LABEL:
        yield Mistake(
            line,
            f"The button '{label}' has {letters} letters; LINE shows {LABEL}.",
            "Say it shorter.",
        )


def too_many(book: Book) -> Iterator[Mistake]:
    """LINE shows thirteen quick replies and no more."""
    for line, found, beside in options(book):
        count = len(found) + beside
        if count > QUICK_REPLIES:
            yield Mistake(
                line,
                f"{count} buttons; LINE shows {QUICK_REPLIES}.",
                "Offer fewer, the rest in words.",
            )


def particles(book: Book) -> Iterator[Mistake]:
    """ค่ะ closes a statement, คะ a question; one particle set throughout."""
    for line, text in written(book):
        for wrong, cure in (
            (_WRONG_KA, "A question ends in คะ."),
            (_WRONG_KHA, "A statement ends in ค่ะ."),
            (_MALE, "Use ค่ะ and คะ throughout."),
        ):
            found = wrong.search(text)
            if found:
                yield Mistake(line, f"'{found.group(0)}' is the wrong particle.", cure)
