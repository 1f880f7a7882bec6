"""Which turns note that somebody's menu below the chat is due."""

from __future__ import annotations

from bot.app import App
from bot.storage import menus
from bot.storage.db import reading, transaction
from tests.handlers.conftest import Talk
from tests.handlers.sharing import open_office
from tests.handlers.test_merging import merge
from tests.world import HandClock


def taken(app: App) -> list[str]:
    """Return who is noted, and strike them out."""
    with reading(app.engine) as connection:
        found = menus.due(connection, now=app.now(), most=500)
    with transaction(app.engine) as connection:
        menus.strike(connection, found, now=app.now())
    return list(found)


def test_filing_and_withdrawing_are_noted_and_mere_talk_is_not(talk: Talk, app: App) -> None:
    talk.say("สวัสดีค่ะ")
    assert taken(app) == []

    talk.file_a_loan()
    assert taken(app) == ["Uanna"]

    talk.say("ขอบคุณค่ะ")
    assert taken(app) == []


def test_who_comes_back_after_a_block_is_noted_and_a_newcomer_is_not(talk: Talk, app: App) -> None:
    talk.happen("follow", follow={"isUnblocked": False})
    assert taken(app) == []

    talk.happen("follow", follow={"isUnblocked": True})
    assert taken(app) == ["Uanna"]


def test_a_merge_with_a_case_of_the_counter_is_noted_of_who_is_on_line(
    app: App, clock: HandClock
) -> None:
    office = open_office(app, clock)
    line, desk = office.on_line(), office.at_desk()
    assert taken(app) == ["Uanna"]

    merge(office, line, desk, survivor=desk)

    assert taken(app) == ["Uanna"]
