"""What must be true of flows.yaml beyond its shape; one function per rule.

Each rule yields its mistakes; `all_mistakes` runs every rule, so that content staff see the
whole list at once. Rules about ways through are in `way_checks`, about the privacy notice in
`consent_checks`, about buttons in `option_checks`, about names in `name_checks`, about texts in
`text_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.flows import consent_checks, name_checks, option_checks, text_checks, way_checks
from bot.flows.actions import ACTIONS
from bot.flows.answers import plain
from bot.flows.book import (
    AskStep,
    Book,
    ChooseStep,
    DoStep,
    Flow,
    OpenCaseStep,
    SayStep,
    SetStep,
    Step,
)
from bot.flows.sheet import Mistake, did_you_mean
from bot.flows.vocabulary import (
    CARDS,
    CATEGORIES,
    NEEDED_SLOTS,
    PRIORITIES,
    SLOT_TYPES,
    SOURCES,
    STARTS,
)
from bot.model.cases import Status
from bot.model.heard import INTENTS, NEEDS


def all_mistakes(book: Book) -> list[Mistake]:
    """Return every mistake of meaning; ways and names are the same in English."""
    found = [mistake for rule in _RULES for mistake in rule(book)]
    if book.english is not None:
        found += [mistake for rule in _OF_EVERY_LANGUAGE for mistake in rule(book.english)]
    return found


def steps(book: Book) -> Iterator[tuple[Flow, Step]]:
    """Yield every step with its flow."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            yield flow, step


def _slots(book: Book) -> Iterator[Mistake]:
    for slot in book.slots.values():
        if slot.type not in SLOT_TYPES:
            yield Mistake(
                slot.line,
                f"The slot '{slot.name}' has the unknown type '{slot.type}'.",
                did_you_mean(slot.type, SLOT_TYPES),
            )
    for name in NEEDED_SLOTS:
        if name not in book.slots and book.slots:
            yield Mistake(
                book.line("slots"), f"The slot '{name}' is missing.", f"Declare `{name}:` there."
            )


def _asked_slots(book: Book) -> Iterator[Mistake]:
    for _, step in steps(book):
        for name in _named_slots(step):
            if name not in book.slots and name != "the_line":
                yield Mistake(
                    step.line,
                    f"The step '{step.id}' names the unknown slot '{name}'.",
                    did_you_mean(name, book.slots.keys()),
                )
            elif isinstance(step, AskStep) and name != "the_line" and not book.slots[name].ask:
                yield Mistake(
                    book.slots[name].line,
                    f"The slot '{name}' is asked for but has no question.",
                    "Add `ask:` to it.",
                )


def _named_slots(step: Step) -> tuple[str, ...]:
    match step:
        case AskStep(slots=slots):
            return slots
        case ChooseStep(rows=rows):
            return rows
        case SetStep(values=values):
            return tuple(values)
        case _:
            return ()


def _words_of_steps(book: Book) -> Iterator[Mistake]:
    for _, step in steps(book):
        for word, known, what in _fixed_words(step):
            if word is not None and word not in known:
                yield Mistake(
                    step.line, f"'{step.id}' has the unknown {what} '{word}'.",
                    did_you_mean(word, known),
                )  # fmt: skip


def _fixed_words(step: Step) -> Iterator[tuple[str | None, tuple[str, ...], str]]:
    match step:
        case DoStep(action=action):
            yield action, tuple(ACTIONS), "action"
        case OpenCaseStep(category=category, priority=rules):
            yield category, CATEGORIES, "category"
            for rule in rules:
                yield rule.priority, PRIORITIES, "priority"
        case SayStep(card=card):
            yield card, CARDS, "card"
        case ChooseStep(source=source, card=card, options=options):
            yield source, SOURCES, "source"
            yield card, CARDS, "card"
            for option in options:
                yield option.start, STARTS, "start"
        case _:
            return


def _intents(book: Book) -> Iterator[Mistake]:
    for flow in book.flows.values():
        for rule in flow.starts_on:
            intent = rule.partition("/")[0]
            if intent not in INTENTS:
                yield Mistake(
                    flow.line, f"'{flow.name}' starts on the unknown intent '{intent}'.",
                    did_you_mean(intent, INTENTS),
                )  # fmt: skip
    begun = {rule for flow in book.flows.values() for rule in flow.starts_on}
    for need in NEEDS:
        if need not in begun:
            yield Mistake(
                book.line("flows"),
                f"No flow starts on '{need}'.",
                f"Add `starts_on: [{need}]` to one.",
            )


def _twice_begun(book: Book) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for flow in book.flows.values():
        for rule in flow.starts_on:
            if rule in seen:
                yield Mistake(
                    flow.line, f"'{flow.name}' and '{seen[rule]}' both start on '{rule}'.",
                    "Keep it in one of them.",
                )  # fmt: skip
            seen[rule] = flow.name


def _twice_meant(book: Book) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for flow in book.flows.values():
        for word in flow.words:
            said = plain(word)
            if seen.setdefault(said, flow.name) != flow.name:
                yield Mistake(
                    flow.line, f"'{flow.name}' and '{seen[said]}' are both played by '{word}'.",
                    "Keep it in one of them.",
                )  # fmt: skip


def _statuses(book: Book) -> Iterator[Mistake]:
    for status in Status:
        if book.statuses and status.value not in book.statuses:
            yield Mistake(
                book.line("statuses"), f"The status '{status.value}' has no words.", "Add it there."
            )


_OF_EVERY_LANGUAGE: tuple[Callable[[Book], Iterator[Mistake]], ...] = (
    option_checks.labels,
    option_checks.tiles,
    option_checks.alike,
    text_checks.placeholders,
    text_checks.braces,
    text_checks.too_long,
)

_RULES: tuple[Callable[[Book], Iterator[Mistake]], ...] = (
    _slots,
    _asked_slots,
    _words_of_steps,
    _intents,
    _twice_begun,
    _twice_meant,
    _statuses,
    way_checks.dead_links,
    way_checks.unreachable,
    way_checks.unplayed,
    way_checks.endless,
    way_checks.endless_calls,
    way_checks.restarts,
    way_checks.no_way_out,
    consent_checks.before_consent,
    name_checks.forgets,
    name_checks.problems,
    name_checks.impossible,
    *_OF_EVERY_LANGUAGE,
    option_checks.none_offered,
    option_checks.too_many,
    option_checks.data_too_long,
    option_checks.values,
    option_checks.skips,
    text_checks.particles,
)
