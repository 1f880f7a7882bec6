"""A case from the counter becomes its owner's on LINE by the code on the slip."""

from __future__ import annotations

import pytest

from bot.cases.walkin import Walkin
from bot.handlers import effects, walkin
from bot.handlers.effects import Scene
from bot.model.cases import Category
from bot.model.effects import TieCase
from bot.model.slips import message_with
from bot.model.staff import Officer, Role
from bot.storage import conversations
from bot.storage.conversations import Overtaken
from bot.storage.db import reading, transaction
from tests.handlers.conftest import Talk
from tests.world import HandClock

ANN = Officer(1, "ann", "แอน", Role.OFFICER, "SSRC-30")
TOLD = Walkin("walk_in", "สมศรี", "0899998888", Category.MARKET, None, "TH-30", "หาลูกค้าต่างจังหวัด")


@pytest.fixture
def slip(talk: Talk) -> walkin.Slip:
    """A slip that an owner takes home."""
    app = talk.app
    return app.writer.run(
        lambda connection: walkin.open_at_desk(
            connection, app.staff_deps, ANN, TOLD, once="a" * 36, now=app.now()
        )
    )


def test_who_sends_the_code_has_the_case(talk: Talk, slip: walkin.Slip) -> None:
    said = talk.say(message_with(slip.code))

    assert "เชื่อมเรื่องนี้กับ LINE ของคุณแล้ว" in said
    assert slip.brief.number in said
    (record,) = talk.cases()
    assert (record.number, record.line_user_id) == (slip.brief.number, talk.person)
    assert record.history[-1].what == "tied"
    with reading(talk.app.engine) as connection:
        assert conversations.find(connection, talk.person).consented
    assert slip.brief.number in talk.say("ติดตามเรื่อง")


def test_a_code_works_once(talk: Talk, slip: walkin.Slip) -> None:
    talk.say(message_with(slip.code))
    stranger = Talk(talk.app, talk.clock, person="Ustranger")

    assert "ใช้ไปแล้วหรือหมดอายุ" in stranger.say(message_with(slip.code))
    assert stranger.cases() == []


def test_a_code_dies_after_a_month(talk: Talk, clock: HandClock, slip: walkin.Slip) -> None:
    clock.move(days=31)

    assert "ใช้ไปแล้วหรือหมดอายุ" in talk.say(message_with(slip.code))


def test_a_question_that_waited_is_put_again(talk: Talk, slip: walkin.Slip) -> None:
    talk.say("อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช")

    said = talk.say(message_with(slip.code))

    assert "เชื่อมเรื่องนี้กับ LINE ของคุณแล้ว" in said
    assert len(said.splitlines()) > 2


def test_of_two_at_once_one_has_it(talk: Talk, slip: walkin.Slip) -> None:
    """Both read the code as living; the second turn is dropped, and told so when taken anew."""
    talk.say(message_with(slip.code))
    late = Scene("Ulate", consented=True, cause="c", now=talk.app.now())

    with pytest.raises(Overtaken), transaction(talk.app.engine) as connection:
        effects.apply_all(connection, talk.app.deps, late, (TieCase(slip.code),))
