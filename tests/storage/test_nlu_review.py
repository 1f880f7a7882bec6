"""The queue of words to learn from: each text once, newest first, gone after a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, inspect

from bot.model.lessons import Lesson
from bot.storage import nlu_review
from bot.storage.db import reading, transaction
from bot.storage.nlu_review import Entry
from tests.world import WEDNESDAY_MORNING as NOW

QUIET = Lesson("unclear", "มันเงียบ ๆ", "market/mkt.buyer", 0.5, "rescue")
LOAN = Lesson("corrected", "อยากได้ทุน", "financing", 0.9, None, "market")
LATER = NOW + timedelta(days=1)


def add(engine: Engine, *lessons: Lesson, now: datetime = NOW) -> None:
    with transaction(engine) as connection:
        nlu_review.add(connection, lessons, now=now)


def queue(engine: Engine) -> list[Entry]:
    with reading(engine) as connection:
        return nlu_review.latest(connection)


def test_a_lesson_is_kept_as_it_was_noted(engine: Engine) -> None:
    add(engine, QUIET)

    (one,) = queue(engine)
    assert (one.lesson, one.at, one.times, one.label, one.labelled_at) == (
        QUIET,
        NOW,
        1,
        None,
        None,
    )


def test_the_same_text_is_counted_and_what_is_known_of_it_stays(engine: Engine) -> None:
    add(engine, replace(QUIET, became="rescue", reason="corrected"))
    with transaction(engine) as connection:
        nlu_review.label(connection, queue(engine)[0].id, "rescue", now=NOW)

    add(engine, QUIET, QUIET, now=LATER)

    (one,) = queue(engine)
    assert (one.times, one.at, one.label) == (3, LATER, "rescue")
    assert (one.lesson.became, one.lesson.reason) == ("rescue", "corrected")


def test_what_it_became_is_added_and_counts_no_second_time(engine: Engine) -> None:
    add(engine, QUIET)

    add(engine, replace(QUIET, reason="corrected", became="rescue", counted=True), now=LATER)

    (one,) = queue(engine)
    assert (one.times, one.at) == (1, NOW)
    assert (one.lesson.became, one.lesson.reason) == ("rescue", "corrected")


def test_what_was_dropped_meanwhile_does_not_come_back_by_that(engine: Engine) -> None:
    add(engine, replace(QUIET, became="rescue", counted=True))

    assert queue(engine) == []


def test_the_newest_come_first_and_can_be_chosen_by_reason_and_label(engine: Engine) -> None:
    add(engine, QUIET)
    add(engine, LOAN, now=LATER)
    newest, oldest = queue(engine)
    assert [newest.lesson, oldest.lesson] == [LOAN, QUIET]

    with transaction(engine) as connection:
        assert nlu_review.label(connection, oldest.id, "rescue", now=LATER)
        assert not nlu_review.label(connection, 99, "rescue", now=LATER)
        assert nlu_review.count(connection) == (2, 1)
        chosen = {
            "corrected": nlu_review.latest(connection, reason="corrected"),
            "labelled": nlu_review.latest(connection, labelled=True),
            "open": nlu_review.latest(connection, labelled=False),
            "one": nlu_review.latest(connection, most=1),
        }
    assert {name: [one.id for one in found] for name, found in chosen.items()} == {
        "corrected": [newest.id],
        "labelled": [oldest.id],
        "open": [newest.id],
        "one": [newest.id],
    }
    assert chosen["labelled"][0].labelled_at == LATER


def test_an_id_that_was_dropped_never_means_another_text(engine: Engine) -> None:
    add(engine, QUIET)
    (one,) = queue(engine)

    with transaction(engine) as connection:
        assert nlu_review.drop(connection, one.id)
        assert not nlu_review.drop(connection, one.id)
    add(engine, LOAN)

    assert queue(engine)[0].id != one.id


def test_what_was_said_long_ago_is_erased(engine: Engine) -> None:
    add(engine, QUIET)
    add(engine, LOAN, now=LATER)

    with transaction(engine) as connection:
        assert nlu_review.forget_old(connection, before=LATER) == 1

    assert [one.lesson for one in queue(engine)] == [LOAN]


def test_the_longest_text_fits_on_every_database(engine: Engine) -> None:
    add(engine, replace(QUIET, text="😀ก" * 300))

    assert len(queue(engine)[0].lesson.text) == 600


def test_nothing_beside_a_text_tells_whose_it_was(engine: Engine) -> None:
    columns = {column["name"] for column in inspect(engine).get_columns("nlu_review")}

    assert columns == {
        "id", "at", "reason", "text", "times", "guess", "confidence", "second", "corrected_to",
        "label", "labelled_at",
    }  # fmt: skip
