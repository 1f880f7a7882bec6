"""Answers and buttons: LINE's limits in LINE's units, values that mean something, no two alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from bot.flows.answers import label_plain
from bot.flows.book import Book, ChooseStep, Option
from bot.flows.sheet import Mistake, did_you_mean
from bot.flows.vocabulary import BUTTON_PHRASES
from bot.model.buttons import LONGEST_SEAL, Button
from bot.model.heard import INTENTS, NEEDS
from bot.model.limits import LABEL, POSTBACK_DATA, QUICK_REPLIES, grapheme_length

Listed = tuple[int, str, str, tuple[Option, ...], int]
"""Line, flow and step of a list of answers, the answers, and how many buttons stand beside them."""

_HIGHEST_TURN = 999_999
_MENUS = ("menu", "menu_while_open")
_MOST_TILES = 6
_BAR = 14
_RANGE = re.compile(r"(\d+-\d*|-\d+)")


def options(book: Book) -> Iterator[Listed]:
    """Yield each list of answers."""
    for section in _MENUS:
        yield book.line(section), "menu", "tile", getattr(book, section), 0
    for slot in book.slots.values():
        beside = int(slot.skippable) + int(slot.location)
        yield slot.line, _longest(book), slot.name, slot.choices, beside
    for flow in book.flows.values():
        for step in flow.steps.values():
            if isinstance(step, ChooseStep):
                yield step.line, flow.name, step.id, step.options, 0


def _longest(book: Book) -> str:
    """Return the longest name of a flow: any of them may ask for a slot."""
    return max(book.flows, key=len, default="")


def labels(book: Book) -> Iterator[Mistake]:
    """Keep labels within twenty letters, as a reader counts them, and free of placeholders."""
    for line, label in written_labels(book):
        letters = grapheme_length(label)
        if letters > LABEL:
            yield Mistake(
                line,
                f"The button '{label}' has {letters} letters; LINE shows {LABEL}.",
                "Say it shorter.",
            )
        if "{" in label or "}" in label:
            yield Mistake(
                line,
                f"The label '{label}' has a brace.",
                "Labels hold no placeholders: write words.",
            )


def written_labels(book: Book) -> Iterator[tuple[int, str]]:
    """Yield every text on a button, with its line."""
    for line, _, _, found, _ in options(book):
        for option in found:
            yield line, option.label
    for slot in book.slots.values():
        if slot.skip_label:
            yield slot.line, slot.skip_label
    for name in BUTTON_PHRASES:
        if name in book.phrases:
            yield book.line(f"phrases.{name}"), book.phrases[name]


def too_many(book: Book) -> Iterator[Mistake]:
    """LINE shows thirteen quick replies and no more."""
    for line, _, _, found, beside in options(book):
        count = len(found) + beside
        if count > QUICK_REPLIES:
            yield Mistake(
                line,
                f"{count} buttons; LINE shows {QUICK_REPLIES}.",
                "Offer fewer, the rest in words.",
            )


def tiles(book: Book) -> Iterator[Mistake]:
    """Keep the menus below the chat within what their picture has room for, and their bar short."""
    for section in _MENUS:
        count = len(getattr(book, section))
        if not 1 <= count <= _MOST_TILES and section in book.lines:
            yield Mistake(
                book.line(section), f"'{section}' has {count} tiles.", "Give it one to six."
            )
    bar = book.phrases.get("menu_bar", "")
    if grapheme_length(bar) > _BAR:
        yield Mistake(
            book.line("phrases.menu_bar"),
            f"'{bar}' has {grapheme_length(bar)} letters; LINE shows {_BAR} below the chat.",
            "Say it shorter.",
        )


def none_offered(book: Book) -> Iterator[Mistake]:
    """See that every choice offers something."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            if isinstance(step, ChooseStep) and not step.options and step.source is None:
                yield Mistake(
                    step.line, f"The choice '{flow.name}.{step.id}' offers nothing.",
                    "Give it at least one option.",
                )  # fmt: skip


def data_too_long(book: Book) -> Iterator[Mistake]:
    """Keep what a button carries within 300 characters; a Thai letter takes nine of them."""
    for line, flow, step, found, _ in options(book):
        for option in found:
            length = len(Button(flow, step, _HIGHEST_TURN, option.value, LONGEST_SEAL).pack())
            if length > POSTBACK_DATA:
                yield Mistake(
                    line,
                    f"The button '{option.label}' carries {length} characters; LINE takes "
                    f"{POSTBACK_DATA}.",
                    "Give it a short `value` in Latin letters.",
                )


def alike(book: Book) -> Iterator[Mistake]:
    """No two answers to one question have the same value, or are meant by the same words."""
    for line, _, _, found, _ in options(book):
        values = Counter(option.value for option in found)
        words = Counter(
            word
            for option in found
            for word in {label_plain(one) for one in (option.label, *option.words)}
        )
        for told, count in [*values.items(), *words.items()]:
            if count > 1:
                yield Mistake(
                    line,
                    f"'{told}' means {count} answers to one question.",
                    "Keep it in one of them.",
                )


def values(book: Book) -> Iterator[Mistake]:
    """See that a tile means an intent, an answer about the need a need, a sum or band a range."""
    known = {*INTENTS, *(flow.name for flow in book.flows.values() if flow.words)}
    for section in _MENUS:
        for option in getattr(book, section):
            if option.value not in known:
                yield Mistake(
                    book.line(section),
                    f"The tile '{option.label}' means the unknown '{option.value}'.",
                    did_you_mean(option.value, known),
                )
    for slot in book.slots.values():
        meant = _MEANT.get(slot.type)
        for option in slot.choices if meant else ():
            if meant and not meant[0](option.value):
                yield Mistake(
                    slot.line, f"The answer '{option.label}' of '{slot.name}' means the unknown "
                    f"'{option.value}'.", meant[1],
                )  # fmt: skip


def _is_range(value: str) -> bool:
    return _RANGE.fullmatch(value) is not None


_MEANT: dict[str, tuple[Callable[[str], bool], str]] = {
    "need": (NEEDS.__contains__, f"Known here: {', '.join(sorted(NEEDS))}."),
    "amount": (_is_range, 'Write a range: "-100000", "100000-500000" or "500000-".'),
    "band": (_is_range, 'Write a range: "0-5", "6-30" or "31-".'),
}


def skips(book: Book) -> Iterator[Mistake]:
    """Only what may be skipped has a word or a button for skipping."""
    for slot in book.slots.values():
        if not slot.skippable and (slot.skip_label or slot.skip_words):
            yield Mistake(
                slot.line, f"The slot '{slot.name}' says how to skip it, but may not be skipped.",
                "Add `skippable: true`, or remove the words.",
            )  # fmt: skip
