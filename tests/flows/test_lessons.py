"""What a conversation gives to learn from: unclear words, wrong guesses; nothing before consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.flows import DialogueState, Pressed, TimedOut, lessons, respond
from bot.flows.talk import Talk
from bot.model.buttons import MENU, Button
from bot.model.lessons import Lesson
from tests.flows.flows_stage import BOOK, NOON, Stage, case, facts, heard

LOAN = {"intent": "financing", "sure": 0.95, "sub": "fin.invest"}
UNSURE = {"intent": "market", "sure": 0.5, "sub": "mkt.buyer", "or": [("rescue", 0.3)]}


class Class(Stage):
    """A conversation, and what each turn of it gives to learn from."""

    learnt: Sequence[Lesson] = ()

    def give(self, given: Any, *, sent: tuple[str, ...] = ()) -> Any:  # type: ignore[explicit-override]  # noqa: ANN401
        turn = respond(BOOK, self.state, given, self.facts, self.now, sent=sent)
        self.learnt = turn.lessons
        return super().give(given, sent=sent)


def known() -> Class:
    """Somebody whose loan was told in words, the notice acknowledged."""
    stage = Class()
    stage.say("อยากกู้เงินซื้อเครื่องซีลน้ำพริก", **LOAN)
    stage.press("รับทราบและยินยอม")
    return stage


def idle() -> Class:
    """Somebody who acknowledged the notice once; nothing is talked about."""
    stage = known()
    stage.say("ยกเลิก", intent="cancel", sub="cancel", sure=0.99)
    assert stage.asking is None
    return stage


def test_what_is_clear_teaches_nothing() -> None:
    stage = known()
    assert not stage.learnt
    while stage.asking != "confirm":
        stage.cooperate()
        assert not stage.learnt
    stage.press("ถูกต้อง ส่งเรื่อง")
    assert not stage.learnt
    assert stage.state.guessed is None


def test_unclear_words_are_told_at_once_and_what_they_were_afterwards() -> None:
    stage = idle()

    stage.say("มันเงียบ ๆ", **UNSURE)
    assert stage.learnt == (Lesson("unclear", "มันเงียบ ๆ", "market/mkt.buyer", 0.5, "rescue"),)

    stage.press("หาตลาด ลูกค้า")
    told = [(one.reason, one.became, one.counted) for one in stage.learnt]
    assert told == [("unclear", "market/mkt.buyer", True)]
    assert stage.state.lessons == ()


def test_another_choice_than_the_guess_that_was_told_is_a_correction() -> None:
    stage = idle()
    stage.say("มันเงียบ ๆ", **UNSURE)

    stage.press("แก้หนี้ ฟื้นกิจการ")

    assert [(one.reason, one.became) for one in stage.learnt] == [("corrected", "rescue")]


def test_a_guess_that_nobody_was_told_is_not_put_right() -> None:
    stage = idle()
    stage.say("คือว่า", intent="market", sure=0.2)
    assert stage.asking == "need"

    stage.press("แก้หนี้ ฟื้นกิจการ")

    assert [(one.reason, one.became) for one in stage.learnt] == [("unclear", "rescue")]


def test_words_that_meant_no_need_are_settled_too() -> None:
    pressed, said = idle(), idle()
    pressed.say("คือว่า", intent="market", sure=0.2)
    said.say("คือว่า", intent="market", sure=0.2)

    pressed.press("คุยกับเจ้าหน้าที่")
    said.say("เรื่องที่ยื่นไว้ถึงไหนแล้ว", intent="status", sub="case_status", sure=0.9)

    assert [one.became for one in pressed.learnt] == ["human"]
    assert [one.became for one in said.learnt] == ["status/case_status"]


def test_what_is_out_of_scope_afterwards_settles_nothing() -> None:
    stage = idle()
    stage.say("คือว่า", intent="market", sure=0.2)

    stage.say("ขอหวยเลขเด็ด", intent="out_of_scope", sure=0.95)

    assert not stage.learnt


def test_all_that_was_unclear_on_the_way_is_settled_by_the_same_choice() -> None:
    stage = idle()
    stage.say("คือว่า", intent="market", sure=0.2)
    stage.say("มันเงียบ ๆ", **UNSURE)

    stage.press("แก้หนี้ ฟื้นกิจการ")

    assert [one.text for one in stage.learnt] == ["คือว่า", "มันเงียบ ๆ"]


def test_before_the_notice_is_acknowledged_a_lesson_waits_with_the_draft() -> None:
    stage = Class()
    stage.say("มันเงียบ ๆ", **UNSURE)
    stage.press("แก้หนี้ ฟื้นกิจการ")
    assert not stage.learnt

    stage.press("รับทราบและยินยอม")

    assert [(one.text, one.became) for one in stage.learnt] == [("มันเงียบ ๆ", "rescue")]
    assert not stage.learnt[0].counted


def test_what_was_settled_stays_so_when_the_need_changes_once_more() -> None:
    stage = Class()
    stage.say("มันเงียบ ๆ", **UNSURE)
    stage.press("แก้หนี้ ฟื้นกิจการ")
    stage.give(Pressed(Button(MENU, "tile", 0, "financing")))

    stage.press("รับทราบและยินยอม")

    assert [one.became for one in stage.learnt] == ["rescue"]


def test_a_refusal_and_a_day_of_silence_wipe_what_waits() -> None:
    refused, silent = Class(), Class()
    for stage in (refused, silent):
        stage.say("มันเงียบ ๆ", **UNSURE)
        stage.press("หาตลาด ลูกค้า")

    refused.press("ไม่ยินยอม")
    silent.give(TimedOut("consent_timeout"))

    for stage in (refused, silent):
        assert not stage.learnt
        assert stage.state.lessons == ()
        assert stage.state.guessed is None


def test_a_changed_mind_puts_the_words_right_in_which_the_need_was_found() -> None:
    stage = known()

    stage.say("เปลี่ยนใจ อยากหาลูกค้า", intent="market", sub="mkt.buyer", sure=0.9)

    assert stage.learnt == (
        Lesson(
            "corrected",
            "อยากกู้เงินซื้อเครื่องซีลน้ำพริก",
            "financing/fin.invest",
            0.95,
            became="market/mkt.buyer",
        ),
    )


def test_a_tile_pressed_instead_puts_it_right_as_well() -> None:
    stage = known()

    stage.give(Pressed(Button(MENU, "tile", 0, "rescue")))

    assert [(one.reason, one.became) for one in stage.learnt] == [("corrected", "rescue")]


def test_a_second_matter_puts_nothing_right() -> None:
    stage = known()
    while not stage.state.filed:
        stage.cooperate()

    stage.say("อยากหาตลาดให้น้ำพริก", intent="market", sure=0.95, sub="mkt.buyer")

    assert not stage.learnt


def test_unsure_words_soon_after_a_case_are_unclear() -> None:
    stage = Class(facts=facts(case("30-69-00001-1")))
    stage.state = idle().state

    stage.say("ลืมบอกว่าเครื่องเก่ามาก", intent="technology", sure=0.4)

    assert stage.asking == "attach"
    assert [one.reason for one in stage.learnt] == ["unclear"]


def test_words_that_carry_a_signal_are_never_learnt_from_and_end_the_waiting() -> None:
    stage = Class()
    stage.say("มันเงียบ ๆ", **UNSURE)
    stage.say("ไม่อยากอยู่แล้ว", intent="rescue", sure=0.4, signals=["crisis"])
    assert stage.state.lessons == ()

    talk = Talk(BOOK, facts(), NOON, DialogueState())
    lessons.doubt(talk, heard("ใครเห็นข้อมูลบ้าง", **UNSURE, signals=["consent_manage"]))
    assert talk.state.lessons == ()


def test_a_need_found_in_words_with_a_signal_is_no_lesson_when_it_changes() -> None:
    stage = idle()
    stage.say("ใครเห็นข้อมูลบ้าง", **LOAN, signals=["consent_manage"])

    stage.give(Pressed(Button(MENU, "tile", 0, "rescue")))

    assert not stage.learnt


def test_no_more_than_five_messages_wait_and_none_is_longer_than_the_model_reads() -> None:
    stage = Class()
    for n in range(7):
        stage.state = replace(stage.state, frames=())
        stage.say(f"{n}" + "ก" * 900, intent="market", sure=0.1)

    assert [one.text[0] for one in stage.state.lessons] == ["2", "3", "4", "5", "6"]
    assert {len(one.text) for one in stage.state.lessons} == {600}
