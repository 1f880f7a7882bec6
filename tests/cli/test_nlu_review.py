"""Operators read what the bot was unsure of, say what it means, and take it to the training."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.cli.opening import open_app_with_data
from bot.learning.lines import HEADER
from bot.model.lessons import Lesson
from bot.storage import nlu_review
from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
QUIET = Lesson("unclear", 'มันเงียบ ๆ\x1b[2J\n"จริง" คุณ•••', "market/mkt.buyer", 0.5, "rescue")
LOAN = Lesson("corrected", "อยากได้ทุน", "financing", 0.9, None, "market")


@pytest.fixture(autouse=True)
def _queued() -> None:
    app = open_app_with_data()
    for lesson in (QUIET, LOAN):
        app.writer.run(partial(nlu_review.add, lessons=[lesson], now=app.now()))
    app.writer.stop()
    app.engine.dispose()


def listed(bot: Bot, *options: str) -> list[dict[str, object]]:
    out = bot("nlu", "review", "--json", *options).out
    return [json.loads(line) for line in out.splitlines()]


def test_the_newest_is_read_first_with_all_that_is_known_of_it(bot: Bot) -> None:
    told = bot("nlu", "review").out

    assert told.index("corrected  financing 0.90 -> market") < told.index("market/mkt.buyer 0.50")
    assert "0.50 or rescue" in told
    assert 'มันเงียบ ๆ[2J "จริง" คุณ•••' in told, "nothing that a terminal would obey"
    assert "2 texts in the queue, 0 of them labelled." in told


def test_machines_read_it_as_json_and_only_what_they_want(bot: Bot) -> None:
    (one,) = listed(bot, "--reason", "corrected")

    assert one.pop("at")
    assert one == {
        "id": 2,
        "times": 1,
        "reason": "corrected",
        "text": "อยากได้ทุน",
        "guess": "financing",
        "confidence": 0.9,
        "second": None,
        "corrected_to": "market",
        "label": None,
        "labelled_at": None,
    }


def test_a_text_gets_its_label_and_is_exported(bot: Bot, tmp_path: Path) -> None:
    assert "1 means market/mkt.buyer." in bot("nlu", "review", "label", "1", "market/mkt.buyer").out
    bot("nlu", "review", "label", "2", "out_of_scope")
    assert "[market/mkt.buyer]" in bot("nlu", "review").out
    path = tmp_path / "learnt.csv"

    assert "2 labelled texts are in" in bot("nlu", "review", "export", str(path)).out

    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["split", "label", "text"],
            ["train", "out_of_scope", "อยากได้ทุน"],
            ["train", "market/mkt.buyer", 'มันเงียบ ๆ[2J "จริง" คุณ•••'],
        ]


def test_the_tables_of_the_training_take_what_has_a_sub_intent(bot: Bot, tmp_path: Path) -> None:
    bot("nlu", "review", "label", "1", "market/mkt.buyer")
    bot("nlu", "review", "label", "2", "out_of_scope")

    ran = bot("nlu", "review", "export", "--tsv", str(tmp_path / "learnt"))

    assert "1 labelled texts" in ran.out
    assert "1 are left out" in ran.err
    assert [one.name for one in (tmp_path / "learnt").iterdir()] == ["market.tsv"]
    header, row = (tmp_path / "learnt" / "market.tsv").read_text(encoding="utf-8").splitlines()
    assert header == HEADER
    assert row.split("\t")[1:] == ["mkt.buyer", "review1", "plain"]


def test_what_should_not_be_there_is_erased(bot: Bot) -> None:
    assert "1 is erased." in bot("nlu", "review", "drop", "1").out

    assert [one["id"] for one in listed(bot)] == [2]
    gone = bot("nlu", "review", "drop", "1")
    assert (gone.code, gone.err) == (1, "There is no text 1 in the queue.\n")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("label", "1", "lottery"), 2, "«lottery» is no intent. There is: financing, "),
        (("label", "1", "market/fin.invest"), 2, "«fin.invest» is nothing of market. There is: "),
        (("label", "9", "market"), 1, "There is no text 9 in the queue."),
        (("label", "1"), 2, "Say what it means"),
    ],
)
def test_a_wrong_label_is_explained(bot: Bot, words: tuple[str, ...], code: int, told: str) -> None:
    ran = bot("nlu", "review", *words)

    assert ran.code == code
    assert told in ran.err


def test_one_is_asked_for_each_that_has_no_label(bot: Bot) -> None:
    ran = bot("nlu", "review", "label", stdin="lottery\ndrop\nrescue\n")

    assert "อยากได้ทุน" in ran.out
    assert "«lottery» is no intent" in ran.err
    assert [(one["id"], one["label"]) for one in listed(bot)] == [(1, "rescue")]


def test_one_may_pass_over_a_text_and_stop_at_any_time(bot: Bot) -> None:
    bot("nlu", "review", "label", stdin="\nrescue\n")
    assert [one["label"] for one in listed(bot)] == [None, "rescue"]

    stopped = bot("nlu", "review", "label", stdin="stop\n")
    ended = bot("nlu", "review", "label", stdin="")

    assert (stopped.code, ended.code) == (0, 0)
    assert [one["label"] for one in listed(bot)] == [None, "rescue"]
