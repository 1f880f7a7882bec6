"""What there is to learn from use, on its way into the queue: masked, and nobody's any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.cases.guessed import guess_of
from bot.cases.record import CaseRecord
from bot.model.lessons import LETTERS, Lesson, topic
from bot.nlu.pipeline import Understanding
from bot.storage.relabels import Relabel


def masked(understanding: Understanding, lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """Return lessons without what tells who said it; those that teach nothing then, not at all.

    Takes some milliseconds a message: think before the transaction begins.
    """
    hidden = (replace(one, text=understanding.masked(one.text)[:LETTERS]) for one in lessons)
    return tuple(one for one in hidden if understanding.teaches(one.text))


def of_relabel(
    understanding: Understanding, one: Relabel, record: CaseRecord
) -> tuple[Lesson, ...]:
    """Return what a case teaches that an officer put right: nothing where its words alarm."""
    if understanding.understand(record.summary).signals:
        return ()
    guess = guess_of(record)
    lesson = Lesson(
        "relabelled",
        record.summary,
        topic(one.before.category, one.before.sub_intent),
        one.sure or 0.0,
        next((name for name, _ in guess.others), None) if guess else None,
        topic(one.after.category, one.after.sub_intent),
    )
    return masked(understanding, [lesson])
