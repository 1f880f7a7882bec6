"""Dead letters are listed with what helps, tried again, or let go; nobody's words are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.app import App
from bot.config import read_settings
from bot.storage import migrate, outbox
from bot.storage.db import reading, transaction
from bot.storage.outbox import NewLetter
from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
WORDS = '[{"type":"text","text":"ความลับของป้า"}]'
QUOTA = "the month's messages were used up for a day; raise LINE's plan: 429"


@pytest.fixture
def app() -> App:
    """An installation with dead letters 1 to 3: the quota, one in doubt, one whose words are gone.

    4 is presumed to have arrived and told a number; 5 waits.
    """
    app = App(read_settings())
    migrate.upgrade(app.engine)
    now = app.now()
    with transaction(app.engine) as connection:
        for name in ("quota", "doubt", "wiped", "presumed", "due"):
            made = NewLetter(
                f"U{name}",
                WORDS,
                name,
                f"old-{name}",
                case_number="30-69-00001-7" if name == "presumed" else None,
            )
            outbox.add(connection, made, now=now - timedelta(hours=30 if name == "quota" else 1))
        for person, reason, doubtful in (
            ("Uquota", QUOTA, False),
            ("Udoubt", "LINE never answered for a day", True),
            ("Uwiped", "LINE refused the request", False),
        ):
            letter = outbox.claim_next(connection, person, holder="me", now=now)
            assert letter is not None
            outbox.give_up(connection, letter, error=reason, now=now, unknown=doubtful)
        outbox.wipe(connection, "Uwiped")
        letter = outbox.claim_next(connection, "Upresumed", holder="me", now=now)
        assert letter is not None
        outbox.mark_sent(connection, letter, by="reply", request_id=None, now=now, presumed=True)
    app.engine.dispose()
    return app


def listed(bot: Bot, status: str = "dead") -> dict[int, dict[str, Any]]:
    out = bot("outbox", "list", "--status", status, "--json").out
    return {row["id"]: row for row in map(json.loads, out.splitlines())}


def row_of(app: App, letter: int) -> dict[str, Any]:
    with reading(app.engine) as connection:
        query = text("SELECT * FROM outbox WHERE id = :id")
        return dict(connection.execute(query, {"id": letter}).mappings().one())


@pytest.mark.usefixtures("app")
def test_each_dead_letter_says_why_and_what_to_do(bot: Bot) -> None:
    dead = listed(bot)

    assert {letter: row["what_to_do"] for letter, row in dead.items()} == {
        1: "raise the plan or wait for the new month, then retry",
        2: "it may have arrived: ask the person, then drop, or retry --yes",
        3: "drop: its words are forgotten",
    }
    assert dead[1]["reason"] == QUOTA
    assert dead[1]["age"] == "30h"


def test_people_and_their_words_are_not_shown(bot: Bot, app: App) -> None:
    out = bot("outbox", "list").out

    assert app.pseudonyms.of("Uquota") in out
    assert "Uquota" not in out
    assert "ความลับ" not in out


@pytest.mark.usefixtures("app")
def test_the_presumed_and_the_waiting_are_listed_too(bot: Bot) -> None:
    assert list(listed(bot, "presumed")) == [4]
    assert "told again with the next answer" in listed(bot, "presumed")[4]["what_to_do"]
    assert list(listed(bot, "due")) == [5]


def test_a_retry_is_a_new_request_with_a_new_key(bot: Bot, app: App) -> None:
    assert bot("outbox", "retry", "1").code == 0

    row = row_of(app, 1)
    assert (row["status"], row["attempts"], row["finished_at"]) == ("due", 0, None)
    assert row["retry_key"] != "old-quota"
    assert row["messages"] == WORDS
    with transaction(app.engine) as connection:
        letter = outbox.claim_next(connection, "Uquota", holder="me", now=app.now())
    assert letter is not None
    assert (letter.attempts, letter.unknown_attempts) == (1, 0)


def test_what_may_have_arrived_is_left_alone_unless_one_insists(bot: Bot, app: App) -> None:
    ran = bot("outbox", "retry", "1", "2")

    assert ran.code == 1
    assert "2 may have arrived already" in ran.err
    assert (row_of(app, 1)["status"], row_of(app, 2)["status"]) == ("due", "dead")
    assert bot("outbox", "retry", "2", "--yes").code == 0
    assert row_of(app, 2)["status"] == "due"


def test_words_that_are_forgotten_cannot_be_sent(bot: Bot, app: App) -> None:
    ran = bot("outbox", "retry", "3", "--yes")

    assert ran.code == 1
    assert "only drop is left" in ran.err
    assert row_of(app, 3)["status"] == "dead"


def test_all_or_all_that_are_older_are_retried(bot: Bot, app: App) -> None:
    bot("outbox", "retry", "--all", "--older", "12h", "--yes")

    assert [row_of(app, letter)["status"] for letter in (1, 2)] == ["due", "dead"]
    bot("outbox", "retry", "--all", "--yes")
    assert row_of(app, 2)["status"] == "due"


def test_what_is_dropped_is_off_the_list_with_its_reason(bot: Bot, app: App) -> None:
    ran = bot("outbox", "drop", "2", "--reason", "โทรแล้ว", "--by", "สมหญิง")

    assert ran.code == 0
    row = row_of(app, 2)
    assert (row["status"], row["error"]) == ("dropped", "dropped by สมหญิง: โทรแล้ว")
    assert 2 not in listed(bot)


def test_what_waits_is_dropped_only_when_that_is_meant(bot: Bot, app: App) -> None:
    assert bot("outbox", "drop", "5", "--reason", "ส่งไปแล้ว").code == 1
    assert bot("outbox", "drop", "5", "--reason", "ส่งไปแล้ว", "--waiting").code == 0

    assert row_of(app, 5)["status"] == "dropped"
    with transaction(app.engine) as connection:
        assert outbox.claim_next(connection, "Udue", holder="me", now=app.now()) is None


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["retry"], 2),
        (["retry", "1", "--all"], 2),
        (["retry", "1", "--older", "1h"], 2),
        (["retry", "--all", "--older", "soon"], 2),
        (["retry", "99"], 1),
        (["retry", "5"], 1),
        (["drop", "1"], 2),
        (["drop", "5", "--reason", "x"], 1),
    ],
)
def test_mistakes_are_told(bot: Bot, words: list[str], code: int) -> None:
    assert bot("outbox", *words).code == code


@pytest.mark.usefixtures("app")
def test_the_doctor_counts_them(bot: Bot) -> None:
    out = bot("doctor").out

    assert "BAD   3 calls to LINE were given up" in out
    assert "note  1 answers are presumed" in out
    assert "BAD   The oldest in the outbox waits since" in out
