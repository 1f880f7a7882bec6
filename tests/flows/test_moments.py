"""Single moments of a conversation: small rules that the golden dialogues pass by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.flows import Arrived, DialogueState, Media, Pin, Pressed, TimedOut, asking
from bot.flows.actions import ACTIONS
from bot.flows.engine import file_refused, sorry
from bot.flows.state import Frame
from bot.flows.talk import Talk
from bot.flows.texts import shown
from bot.model.buttons import Button
from bot.model.cases import Status
from bot.model.contents import WhyRefused
from bot.model.effects import (
    AskCall,
    CancelCase,
    Card,
    ChangeCase,
    Effect,
    Forget,
    HandOff,
    OpenCase,
    Remind,
    Say,
)
from bot.model.heard import Place
from tests.flows.flows_stage import BOOK, NOON, Stage, case, facts, show

LOAN = {"intent": "financing", "sure": 0.95, "sub": "fin.invest"}
STORY = "อยากกู้เงินซื้อเครื่องซีลน้ำพริก"


def consented(text: str = STORY, **form: Any) -> Stage:  # noqa: ANN401 - as in `heard`
    """A loan told and the notice acknowledged."""
    stage = Stage()
    stage.say(text, **{**LOAN, **form})
    stage.press("รับทราบและยินยอม")
    return stage


def at_summary(**form: Any) -> Stage:  # noqa: ANN401 - as in `heard`
    known = {"province": "TH-30", "amount_baht": (1, 1), "name": "บุญมา", "phone": "0812345678"}
    stage = consented(**{**known, **form})
    assert stage.asking == "confirm"
    return stage


def filed() -> Stage:
    """A loan just filed; the first optional question waits."""
    stage = at_summary()
    stage.press("ถูกต้อง ส่งเรื่อง")
    assert stage.asking == "business"
    return stage


def texts(effects: tuple[Effect, ...]) -> str:
    return "\n".join(show(effect) for effect in effects)


def kinds(effects: tuple[Effect, ...], kind: type[Effect]) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


# ------------------------------------------------------------------ the notice


def test_more_of_the_story_told_before_consent_is_kept_and_the_notice_asked_again() -> None:
    stage = Stage()
    stage.say(STORY, **LOAN)

    said = texts(stage.say("เครื่องเก่าซีลไม่ติดแล้วต้องทิ้งของ", intent="technology", sure=0.5))

    assert stage.asking == "consent"
    assert "ได้รับข้อความแล้วค่ะ" in said
    assert "ซีลไม่ติด" in str(stage.state.slots["summary"])


def test_a_notice_that_is_not_answered_gives_a_number_to_call_and_goes_on_waiting() -> None:
    stage = Stage()
    stage.say("กู้เงิน", **LOAN)

    said = [texts(stage.say("อืม")) for _ in range(3)]

    assert "โทร 1358" in said[-1]
    assert stage.asking == "consent"


def test_consent_is_asked_once_only() -> None:
    stage = filed()
    stage.say("ข้าม", intent="cancel", sub="skip", sure=0.9)
    stage.say("ข้าม", intent="cancel", sub="skip", sure=0.9)

    told = stage.say("อยากหาตลาดให้น้ำพริกด้วย", intent="market", sure=0.95, sub="mkt.buyer")

    assert stage.asking == "confirm"
    assert kinds(told, Remind) == [Remind("draft_warning", BOOK.policy.draft_warning_hours)]


def test_words_without_consent_are_wiped_after_a_day_even_when_only_the_need_was_asked() -> None:
    stage = Stage()
    told = stage.say("คือว่าร้านเรา", intent="rescue", sure=0.1)
    assert kinds(told, Remind)

    wiped = stage.give(TimedOut("consent_timeout"))

    assert kinds(wiped, Forget)
    assert stage.state.said == ()
    assert stage.asking is None


def test_a_late_reminder_wipes_in_silence_when_nothing_waits() -> None:
    assert Stage().give(TimedOut("consent_timeout")) == (Forget(),)


def test_reminders_leave_a_consented_draft_and_a_filed_matter_alone() -> None:
    draft, matter = consented(), filed()

    assert draft.give(TimedOut("consent_timeout")) == ()
    assert matter.give(TimedOut("draft_timeout")) == ()
    assert draft.asking == "province"


def test_a_tile_pressed_after_a_refusal_shows_the_notice_again() -> None:
    stage = Stage()
    stage.say(STORY, **LOAN)
    stage.press("ไม่ยินยอม")

    stage.give(Pressed(Button("menu", "tile", 0, "market")))

    assert stage.asking == "consent"


# ------------------------------------------------------------------ questions and answers


def test_what_is_not_known_is_asked_twice_and_then_left_open() -> None:
    stage = consented()

    for _ in range(3):
        stage.say("ไม่รู้", intent="cancel", sub="skip", sure=0.99)

    assert stage.asking == "amount_baht"
    assert "province" not in stage.state.slots


def test_each_try_is_more_helpful() -> None:
    stage = consented()

    first, second = texts(stage.say("แถวบ้าน")), texts(stage.say("แถวบ้านแหละ"))

    assert "หาดใหญ่" in first
    assert "รหัสไปรษณีย์" in second


def test_a_name_that_was_not_recognised_is_taken_as_written_the_second_time() -> None:
    stage = consented(province="TH-30", amount_baht=(None, 100000))
    stage.say("จ๋าจ้ะ")

    stage.say("จ๋า ร้านน้ำพริก")

    assert stage.state.slots["name"] == "จ๋า ร้านน้ำพริก"
    assert stage.asking == "phone"


def test_a_free_answer_that_only_contains_a_word_of_skipping_is_an_answer() -> None:
    stage = filed()

    stage.say("รับขนของข้ามแดนไปลาว")

    assert stage.state.slots["business"] == "รับขนของข้ามแดนไปลาว"


def test_something_useful_that_was_not_asked_is_taken_and_the_question_stays() -> None:
    stage = consented()

    said = texts(stage.say("น่าจะสองแสน", amount_baht=(200000, 200000)))

    assert "จำนวนเงิน 200,000 บาท" in said
    assert stage.asking == "province"
    assert stage.state.tries == 0


def test_a_choice_cannot_be_skipped_and_a_free_question_is_asked_again() -> None:
    at_check, at_story = at_summary(), consented("กู้เงิน")

    assert "ข้ามไม่ได้" in texts(at_check.say("ข้าม", intent="cancel", sub="skip", sure=0.9))
    at_story.say("ไม่รู้", intent="cancel", sub="skip", sure=0.9)

    assert at_check.asking == "confirm"
    assert at_story.asking == "summary"


def test_a_doubtful_word_of_control_does_not_stop_a_story() -> None:
    stage = consented("กู้เงิน")

    stage.say("พอแล้วกับเครื่องเก่า อยากซื้อใหม่", intent="cancel", sub="cancel", sure=0.5)

    assert stage.asking == "province"


def test_thanks_are_no_story() -> None:
    stage = consented("กู้เงิน")

    stage.say("ขอบคุณค่ะ", intent="smalltalk", sub="thanks_bye", sure=0.95)

    assert stage.asking == "summary"


def test_the_same_words_are_kept_once() -> None:
    stage = consented("กู้เงิน")

    stage.say("ซื้อเครื่องซีลน้ำพริก")

    assert stage.state.slots["summary"] == "กู้เงิน ซื้อเครื่องซีลน้ำพริก"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ((None, 500), "ไม่เกิน 500 บาท"),
        ((500, None), "ตั้งแต่ 500 บาท ขึ้นไป"),
        ((500, 900), "500 ถึง 900 บาท"),
        ((None, None), "ไม่ได้ให้ข้อมูล"),
    ],
)
def test_an_amount_is_shown_as_people_say_it(amount: tuple[int, int], shown: str) -> None:
    assert shown in texts(at_summary(amount_baht=amount).effects)


# ------------------------------------------------------------------ putting right


def at_phone() -> Stage:
    stage = consented(province="TH-30", amount_baht=(1, 1), name="บุญมา")
    assert stage.asking == "phone"
    return stage


def test_a_correction_of_a_line_that_was_skipped_asks_for_it() -> None:
    stage = at_phone()
    stage.press("ติดต่อทาง LINE")
    stage.say("แก้เบอร์", correcting=True)

    assert stage.asking == "phone"


def test_a_line_is_put_right_in_the_middle_of_another_question() -> None:
    stage = at_phone()
    stage.say("แก้วงเงิน", correcting=True)
    assert stage.asking == "amount_baht"

    stage.press("มากกว่า 2 ล้าน")

    assert stage.state.slots["amount_baht"] == {"min": 2000000, "max": None}
    assert stage.asking == "phone"


def test_a_correction_that_names_nothing_known_leaves_the_question() -> None:
    stage = at_phone()

    stage.say("แก้อีเมล", correcting=True)

    assert stage.asking == "phone"


def test_a_line_chosen_by_its_name_and_one_that_is_not_there() -> None:
    stage = at_summary()
    stage.press("แก้ไข")
    stage.say("เอ่อ")
    assert stage.asking == "edit"

    stage.say("เบอร์นะคะ")

    assert stage.asking == "phone"


def test_the_need_is_changed_at_the_summary() -> None:
    stage = at_summary()
    stage.press("แก้ไข")
    stage.press("เรื่อง")
    stage.say("หมายถึงตลาด", intent="market", sure=0.6)

    assert stage.state.slots["need"] == "market"
    assert "amount_baht" not in stage.state.slots
    assert stage.asking == "confirm"


def test_a_vague_word_does_not_change_the_need() -> None:
    stage = at_summary()
    stage.press("แก้ไข")
    stage.press("เรื่อง")

    stage.say("เอ่อ", intent="market", sure=0.2)

    assert stage.asking == "need"


def test_the_need_kept_as_it_was_keeps_its_finer_topic() -> None:
    stage = at_summary()
    stage.press("แก้ไข")
    stage.press("เรื่อง")
    stage.press("หาเงินทุน สินเชื่อ")

    assert stage.state.slots["sub_intent"] == "fin.invest"
    assert stage.asking == "confirm"


def test_news_at_the_summary_fills_an_empty_line_or_joins_the_story() -> None:
    stage = at_summary()

    stage.say("อีเมล a@example.com", email="a@example.com")
    said = texts(stage.say("เครื่องเก่าพังไปสองตัวแล้ว", intent="financing", sure=0.5))

    assert stage.state.slots["email"] == "a@example.com"
    assert "เพิ่มรายละเอียดให้แล้วค่ะ" in said
    assert "พังไปสองตัว" in said


def test_a_summary_that_is_not_answered_waits_with_everything_in_it() -> None:
    stage = at_summary()

    for _ in range(3):
        stage.say("เอ่อ")

    assert stage.asking == "confirm"
    assert stage.state.slots["name"] == "บุญมา"


def test_the_district_of_the_same_province_is_added_but_never_guessed() -> None:
    stage = at_summary(district="ปากช่อง")

    stage.say("โคราช", province="TH-30")
    kept = stage.state.slots["district"]
    stage.say("สีคิ้ว โคราช", province="TH-30", district="สีคิ้ว")

    assert (kept, stage.state.slots["district"]) == ("ปากช่อง", "สีคิ้ว")


# ------------------------------------------------------------------ places and pins


def test_a_doubtful_place_is_taken_by_yes_and_dropped_by_no() -> None:
    stage = consented(place_doubts=[("TH-90", None)])
    assert stage.asking == "province"

    stage.press("ไม่ใช่")
    assert stage.state.doubts == ()
    stage.give(Pin(Place("TH-90", "หาดใหญ่"), certain=False))
    stage.say("หมายถึงหาดใหญ่ไง")
    assert stage.state.doubts == ()
    stage.give(Pin(Place("TH-90", "หาดใหญ่"), certain=False))
    stage.say("โอเคตามนั้น", assent="yes")

    assert stage.state.slots["district"] == "หาดใหญ่"


def test_a_pin_that_cannot_be_read_is_acknowledged() -> None:
    assert "พิมพ์ชื่อจังหวัด" in texts(Stage().give(Pin(None, certain=False)))


def test_a_pin_fills_the_place_before_anything_was_said() -> None:
    stage = Stage()

    stage.give(Pin(Place("TH-90"), certain=True))

    assert stage.state.slots["province"] == "TH-90"
    assert stage.asking == "need"


def test_a_doubtful_pin_before_anything_was_said_is_asked_about_later() -> None:
    stage = Stage()
    stage.give(Pin(Place("TH-90"), certain=False))

    assert stage.asking == "need"


def test_a_pin_at_the_summary_changes_the_place_or_asks() -> None:
    stage = at_summary()

    stage.give(Pin(Place("TH-90"), certain=True))
    assert stage.state.slots["province"] == "TH-90"
    stage.give(Pin(Place("TH-50"), certain=False))

    assert stage.asking == "province"


# ------------------------------------------------------------------ buttons


def test_buttons_that_belong_to_nothing_change_nothing() -> None:
    stage = at_summary()
    before = stage.state.slots
    here = stage.state.frames[-1]
    turn = stage.state.asked_turn

    for button in (
        Button(here.flow, here.step, turn, "fix:consent"),
        Button("gone", "gone", 3, "x"),
        Button(here.flow, here.step, turn + 9, "x"),
    ):
        assert "คำถามก่อนหน้า" in texts(stage.give(Pressed(replace(button))))

    assert stage.state.slots == before


def test_an_old_button_of_the_same_question_still_answers_it() -> None:
    stage = consented(province="TH-30")
    old = next(c.button for c in stage.shown if c.label == "1-5 แสน")
    assert old is not None
    stage.say("เท่าไหร่ดี")

    stage.give(Pressed(old))

    assert stage.asking == "name"


def test_a_matter_that_is_none_of_the_four_needs_has_its_own_name_in_the_summary() -> None:
    books = DialogueState(slots={"need": "human", "sub_intent": "mgmt.acct"})
    loan = DialogueState(slots={"need": "financing", "sub_intent": "fin.invest"})

    assert shown(Talk(BOOK, facts(), NOON, books), "need") == "บัญชี"
    assert shown(Talk(BOOK, facts(), NOON, loan), "need") == "เงินทุนและสินเชื่อ"
    assert shown(Talk(BOOK, facts(), NOON, books), "sub_intent") == "บัญชี"


def test_a_button_with_nothing_going_on_is_explained() -> None:
    assert "คำถามที่คุยจบไปแล้ว" in texts(Stage().give(Pressed(Button("check", "look", 4, "yes"))))


def test_a_tile_of_an_intent_plays_what_begins_on_it() -> None:
    said = texts(Stage().give(Pressed(Button("menu", "tile", 0, "programme"))))

    assert "โครงการที่เปิดอยู่" in said


def test_a_tile_plays_only_what_the_menus_offer() -> None:
    assert "ปุ่มนี้เป็นของคำถามที่คุยจบไปแล้ว" in texts(
        Stage().give(Pressed(Button("menu", "tile", 0, "crisis")))
    )


def test_nothing_is_added_where_no_case_is_open_or_nothing_was_said() -> None:
    nothing_open = Talk(BOOK, facts(), NOON, DialogueState(slots={"more": "เครื่องเสีย"}))
    nothing_said = Talk(BOOK, facts(case()), NOON, DialogueState())

    for talk in (nothing_open, nothing_said):
        ACTIONS["add_more"](talk)
        assert talk.effects == []


def test_what_was_added_is_in_no_later_case() -> None:
    stage = Stage(facts=facts(case()))
    stage.give(Pressed(Button("menu", "tile", 0, "add_more")))
    stage.say("เครื่องเดิมเสียเมื่อวาน")

    assert "more" not in stage.state.slots
    assert stage.state.number is None


def test_the_tile_of_the_matter_under_way_repeats_its_question() -> None:
    stage = consented()

    stage.give(Pressed(Button("menu", "tile", 0, "financing")))

    assert stage.asking == "province"


def test_a_tile_after_the_number_begins_a_second_matter() -> None:
    stage = filed()

    stage.give(Pressed(Button("menu", "tile", 0, "market")))

    assert stage.asking == "summary"
    assert not stage.state.filed


def test_tiles_lead_to_news_of_a_matter_and_to_a_person() -> None:
    stage = Stage()

    assert "ยังไม่มีเรื่อง" in texts(stage.give(Pressed(Button("menu", "tile", 0, "status"))))
    stage.give(Pressed(Button("menu", "tile", 0, "human")))

    assert stage.asking == "consent"


# ------------------------------------------------------------------ going aside


def test_asking_for_a_person_again_spares_the_question_in_between() -> None:
    stage = Stage()
    stage.say("ขอคุยกับคน", intent="human", sub="other", sure=0.95)
    stage.press("รับทราบและยินยอม")

    effects = stage.say("ขอคุยกับคน!", intent="human", sub="other", sure=0.95)

    assert kinds(effects, HandOff)
    assert kinds(effects, OpenCase)


def test_books_and_taxes_said_midway_are_no_wish_for_a_person() -> None:
    stage = consented()

    assert not kinds(stage.say("เรื่องภาษี", intent="human", sub="mgmt.tax", sure=0.9), HandOff)
    story = consented("กู้เงิน")
    story.say("อยากทำบัญชีให้กู้ผ่าน", intent="human", sub="mgmt.acct", sure=0.9)

    assert stage.asking == "province"
    assert story.asking == "province"


def test_a_number_is_looked_up_midway_and_the_question_comes_back() -> None:
    stage = consented()

    said = texts(stage.say("30-69-00009-9", intent="status", sure=0.9, case_number="30-69-00009-9"))

    assert "ไม่พบเลขรับเรื่อง" in said
    assert stage.asking == "province"


def test_a_wish_after_the_number_is_a_second_matter_and_a_statement_an_answer() -> None:
    wish, statement = filed(), filed()

    wish.say("อยากหาตลาดให้น้ำพริก", intent="market", sure=0.95)
    statement.say("ขายออนไลน์", intent="market", sure=0.95)

    assert wish.asking == "confirm"
    assert wish.state.slots["need"] == "market"
    assert statement.asking == "juristic_id"


def test_the_same_need_again_after_the_number_is_a_second_matter_too() -> None:
    stage = filed()
    stage.say("ขนม", business="ขนม")

    stage.say("อยากกู้อีกก้อนไปซื้อรถ", intent="financing", sure=0.95)

    assert stage.asking == "amount_baht"


def test_cancelling_after_the_number_asks_before_it_withdraws() -> None:
    stage = filed()
    stage.say("ยกเลิก", intent="cancel", sub="cancel", sure=0.95)
    assert stage.asking == "withdraw"

    assert kinds(stage.press("ยกเลิกเรื่องนี้"), CancelCase)


def test_a_case_long_past_is_neither_withdrawn_nor_added_to() -> None:
    old = case(opened_at=case().opened_at - timedelta(days=9), last_action_at=case().opened_at)
    done = case(status=Status.CLOSED)
    for brief in (replace(old, last_action_at=old.opened_at), done):
        stage = Stage(facts=facts(brief))

        stage.say("อยากเพิ่มว่าเครื่องพัง", intent="status", sub="case_add", sure=0.9)

        assert stage.asking != "attach"


def test_what_was_done_after_midnight_in_bangkok_was_done_that_day() -> None:
    after_midnight = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)
    stage = Stage(facts=facts(case(last_action_at=after_midnight)))

    assert "ดำเนินการล่าสุด: 26 พ.ย. 2569" in texts(stage.say("ถึงไหนแล้ว", intent="status", sure=0.99))


def test_a_hearing_is_as_near_as_it_is_in_bangkok() -> None:
    stage = Stage(now=datetime(2026, 11, 25, 18, 30, tzinfo=UTC))
    known = {"province": "TH-30", "name": "บุญมา", "phone": "0812345678", "deadline": "2026-12-10"}
    stage.say("ได้หมายศาลเรื่องหนี้ร้าน", intent="rescue", sure=0.95, sub="legal.sued", **known)
    stage.press("รับทราบและยินยอม")

    (opened,) = kinds(stage.press("ถูกต้อง ส่งเรื่อง"), OpenCase)

    assert isinstance(opened, OpenCase)
    assert opened.priority == "urgent"


def test_a_case_that_vanished_meanwhile_is_no_obstacle() -> None:
    stage = Stage(facts=facts(case()))
    stage.say("เครื่องพังสองตัวนะ", intent="technology", sure=0.5)
    assert stage.asking == "attach"
    stage.facts = facts()
    added = stage.press("เพิ่มในเรื่องเดิม")
    stage.facts = facts(case())
    stage.say("ยกเลิก", intent="cancel", sub="cancel", sure=0.95)
    stage.facts = facts()
    withdrawn = stage.press("ยกเลิกเรื่องนี้")

    assert not kinds(added, ChangeCase)
    assert not kinds(withdrawn, CancelCase)


def test_words_that_are_not_to_be_added_are_let_go() -> None:
    stage = Stage(facts=facts(case()))
    stage.say("เครื่องพังสองตัวนะ", intent="out_of_scope", sure=0.3)

    stage.press("ไม่ต้อง")

    assert stage.state.note is None
    assert stage.asking is None


def test_new_words_without_a_clear_need_ask_for_it() -> None:
    stage = Stage(facts=facts(case()))
    stage.say("มีอีกเรื่องค่ะ", intent="out_of_scope", sure=0.3)

    stage.press("เป็นเรื่องใหม่")

    assert stage.asking == "need"


def test_the_second_matter_may_wait() -> None:
    stage = consented()
    stage.say("แล้วก็อยากหาตลาดด้วยค่ะ", intent="market", sure=0.95)
    stage.say("โคราช", province="TH-30", amount_baht=(1, 1), name="บุญมา", phone="0812345678")
    stage.press("ถูกต้อง ส่งเรื่อง")
    stage.say("ข้าม", intent="cancel", sub="skip", sure=0.9)
    stage.say("ข้าม", intent="cancel", sub="skip", sure=0.9)
    assert stage.asking == "second"

    assert "เรียบร้อยค่ะ" in texts(stage.press("ไว้ก่อน"))


# ------------------------------------------------------------------ the need itself


def unclear() -> Stage:
    stage = Stage()
    stage.say("คือว่า", intent="rescue", sure=0.2)
    assert stage.asking == "need"
    return stage


def test_a_need_that_stays_unclear_leads_to_a_person() -> None:
    stage = unclear()

    stage.say("นั่นแหละ", intent="rescue", sure=0.2)
    stage.say("นั่นแหละค่ะ", intent="rescue", sure=0.2)

    assert stage.asking == "consent"


@pytest.mark.parametrize(
    ("sub", "expected"), [("cancel", None), ("skip", "need"), ("menu", "need"), ("back", "need")]
)
def test_words_of_control_while_the_need_is_asked(sub: str, expected: str | None) -> None:
    stage = unclear()

    stage.say("…", intent="cancel", sub=sub, sure=0.95)

    assert stage.asking == expected


@pytest.mark.parametrize(("sub", "said"), [("menu", "เลือกเรื่อง"), ("cancel", "ไม่มีเรื่องที่ค้าง")])
def test_words_of_control_with_nothing_going_on(sub: str, said: str) -> None:
    assert said in texts(Stage().say("…", intent="cancel", sub=sub, sure=0.95))


def guessed() -> Stage:
    stage = Stage()
    stage.say("ลูกค้าหาย เงินไม่พอ", intent="market", sure=0.5, **{"or": [("financing", 0.3)]})
    assert stage.asking == "which_need"
    return stage


def test_a_guess_is_settled_by_yes_by_no_and_by_another_hint() -> None:
    yes, no, hint = guessed(), guessed(), guessed()

    yes.say("ใช่ค่ะ", assent="yes")
    no.say("ไม่ใช่ค่ะ", assent="no")
    hint.say("เรื่องเงินค่ะ", intent="financing", sure=0.5)

    assert yes.state.slots["need"] == "market"
    assert no.asking == "need"
    assert hint.state.slots["need"] == "financing"


def test_a_guess_that_is_not_settled_shows_the_tiles() -> None:
    stage = guessed()

    stage.say("เอ่อ")
    stage.say("เอ่อ")

    assert stage.asking == "need"


def test_an_uncertain_goodbye_begins_nothing() -> None:
    stage = Stage()

    stage.say("จ้า", intent="smalltalk", sub="thanks_bye", sure=0.5)
    stage.say("พอ", intent="cancel", sub="cancel", sure=0.5)

    assert stage.state.said == ()


# ------------------------------------------------------------------ coming back


def test_an_optional_question_is_let_go_after_hours() -> None:
    stage = filed()
    stage.now += timedelta(hours=30)

    stage.say("เครื่องเสีย", intent="technology", sure=0.95)

    assert "business" not in stage.state.slots
    assert stage.state.slots["need"] == "technology"


def test_a_return_to_the_notice_needs_no_recap() -> None:
    stage = Stage()
    stage.say("กู้เงิน", **LOAN)
    stage.now += timedelta(hours=9)

    stage.say("เอ่อ")

    assert stage.asking == "consent"


def test_a_draft_may_be_dropped_on_return() -> None:
    stage = consented()
    stage.now += timedelta(hours=30)
    stage.say("เอ่อ")
    assert stage.asking == "resume"

    stage.press("ยกเลิกเรื่องนี้")

    assert dict(stage.state.slots) == {"consent": True}


def test_a_draft_about_a_person_is_begun_anew_too() -> None:
    stage = Stage()
    stage.say("ขอคุยกับคน", intent="human", sub="other", sure=0.95)
    stage.press("รับทราบและยินยอม")
    stage.now += timedelta(hours=30)
    stage.say("เอ่อ")

    stage.press("เริ่มใหม่")

    assert stage.asking is None


def test_more_about_the_same_need_is_no_change_of_mind() -> None:
    stage = consented()

    stage.say("เครื่องเก่าซีลไม่ติดเลยอยากเปลี่ยน", intent="financing", sure=0.95)
    stage.say("กู้เงินไง", intent="financing", sure=0.95)

    assert stage.asking == "province"
    assert stage.state.tries == 1
    assert "ซีลไม่ติด" in str(stage.state.slots["summary"])


def test_a_word_that_may_mean_to_stop_is_asked_about() -> None:
    going_on, stopping = consented(), consented()
    for stage in (going_on, stopping):
        stage.say("จังหวัดอย่ารู้เลย", intent="cancel", sub="cancel", sure=0.6)
        assert stage.asking == "stop"

    going_on.press("ทำต่อ")
    stopping.press("ยกเลิก")

    assert going_on.asking == "province"
    assert stopping.asking is None


def test_going_on_settles_whether_to_go_on() -> None:
    stage = consented()
    stage.say("จังหวัดอย่ารู้เลย", intent="cancel", sub="cancel", sure=0.6)

    stage.say("นครราชสีมา", province="TH-30")

    assert stage.asking == "amount_baht"


def test_the_plain_line_between_greetings_is_the_story() -> None:
    stage = Stage()

    stage.say("สวัสดีค่ะ\nสอบถามค่ะ\nอยากกู้เงินมาทำร้านข้าวแกง", **LOAN)

    assert stage.state.slots["summary"] == "อยากกู้เงินมาทำร้านข้าวแกง"


def test_a_name_may_come_without_a_telephone_and_line_is_no_name() -> None:
    both, neither = consented(province="TH-30", amount_baht=(1, 1)), consented(province="TH-30")
    neither.press("ยังไม่แน่ใจ")

    both.say("บุญมา ติดต่อทางไลน์", name="บุญมา")
    neither.say("ไลน์ก็ได้", name="ไลน์ก็ได้")

    assert both.state.slots["name"] == "บุญมา"
    assert "name" not in neither.state.slots
    assert both.asking == neither.asking == "confirm"


def test_the_words_the_notice_names_are_understood_whatever_was_heard() -> None:
    stage = consented()

    assert kinds(stage.say("ข้อมูลของฉันค่ะ", intent="smalltalk", sure=0.9), HandOff)


def test_an_answer_that_sounds_like_a_greeting_is_the_answer() -> None:
    stage = at_phone()
    stage.say("แก้ชื่อ", correcting=True)

    stage.say("ดี", intent="smalltalk", sub="greet", sure=0.99, name="ดี")

    assert stage.state.slots["name"] == "ดี"


def test_a_sentence_about_the_trouble_is_no_name() -> None:
    stage = consented(province="TH-30", amount_baht=(1, 1))
    words = "เครื่องซีลเสียหายหมดทั้งโรงงาน"

    stage.say(words, intent="financing", sure=0.95, name=words)

    assert stage.asking == "name"
    assert words in str(stage.state.slots["summary"])


def test_a_name_that_sounds_like_stopping_is_a_name_and_an_exact_word_stops() -> None:
    named, stopped = (consented(province="TH-30", amount_baht=(1, 1)) for _ in range(2))

    named.say("ชื่อเอก", intent="cancel", sub="cancel", sure=0.9, name="เอก")
    stopped.say("ยกเลิก", intent="cancel", sub="cancel", sure=0.99, name="ยกเลิก")

    assert named.asking == "phone"
    assert stopped.asking is None


def test_a_bare_telephone_number_asks_for_no_news() -> None:
    stage = consented()

    stage.say("0812345678", intent="status", sub="case_status", sure=0.8, phone="0812345678")

    assert stage.state.slots["phone"] == "0812345678"
    assert stage.asking == "province"


def test_a_place_told_while_the_need_is_asked_is_no_miss() -> None:
    stage = unclear()

    stage.say("สกลนคร", province="TH-30")

    assert (stage.asking, stage.state.tries) == ("need", 0)


def test_a_need_behind_words_that_seem_to_be_none_of_ours_is_asked_about() -> None:
    stage = Stage()

    stage.say("กู้เงินซื้อรถไถ", intent="out_of_scope", sure=0.55, **{"or": [("financing", 0.44)]})

    assert stage.state.guesses == ("financing",)


def test_another_telephone_is_a_correction_without_a_word_for_it() -> None:
    stage = consented(phone="0812345678")

    stage.say("0898887777", phone="0898887777")
    stage.say("ไม่ใช่ค่ะ 0861112222", phone="0861112222", assent="no")

    assert stage.state.slots["phone"] == "0861112222"
    assert stage.asking == "province"


def test_a_question_aside_is_not_taken_for_the_firm() -> None:
    stage = filed()

    stage.say("ถึงไหนแล้วคะ", intent="status", sure=0.99, business="ถึงไหนแล้ว")

    assert "business" not in stage.state.slots
    assert stage.asking == "business"


def test_a_place_alone_is_no_story() -> None:
    stage = consented("กู้เงิน")

    stage.say("พะเยา", province="TH-30")

    assert (stage.asking, stage.state.tries) == ("summary", 0)


def test_a_tile_typed_is_the_tile_pressed_and_no_story() -> None:
    stage = Stage()

    stage.say("หาตลาด ลูกค้า", intent="financing", sure=0.5)
    stage.press("รับทราบและยินยอม")

    assert (stage.state.slots["need"], stage.asking) == ("market", "summary")


def test_a_story_that_sounds_like_stopping_is_a_story() -> None:
    stage = consented("กู้เงิน")

    stage.say("ไม่เอาแล้วเครื่องเก่าที่ซีลไม่ติด", intent="cancel", sub="cancel", sure=0.9)

    assert stage.asking == "province"


def test_a_new_telephone_added_to_a_case_serves_the_next_matter_too() -> None:
    stage = filed()
    stage.say("ขอบคุณค่ะ", intent="smalltalk", sub="thanks_bye", sure=0.95)
    stage.say("เปลี่ยนเบอร์เป็น 0861112222", correcting=True, phone="0861112222")

    stage.press("เพิ่มในเรื่องเดิม")

    assert stage.state.slots["phone"] == "0861112222"


def test_a_bare_yes_is_no_answer_to_an_open_question() -> None:
    stage = consented()

    stage.say("โอเค", intent="smalltalk", sub="thanks_bye", sure=0.99, assent="yes")

    assert stage.state.tries == 1


def test_a_track_is_put_right_and_its_topic_follows() -> None:
    stage = Stage()
    stage.say(
        "ทุเรียนอบแห้ง อยากส่งออกไปญี่ปุ่น", intent="market", sure=0.95, sub="intl.export",
        province="TH-30", name="บุญมา", phone="0812345678",
    )  # fmt: skip
    stage.press("รับทราบและยินยอม")
    stage.press("แก้:รูปแบบความร่วมมือต่างประเทศ")
    stage.press("ร่วมทุน")

    assert stage.state.slots["track"] == "jv"
    assert stage.state.slots["sub_intent"] == "intl.jv"


def test_the_need_put_right_after_the_number_is_a_second_matter() -> None:
    stage = filed()
    stage.say("แก้เรื่อง", correcting=True)
    assert stage.asking == "need"

    stage.press("หาตลาด ลูกค้า")

    assert stage.state.slots["need"] == "market"
    assert not stage.state.filed


def test_thanks_after_the_number_are_a_goodbye() -> None:
    stage = filed()

    stage.say("ขอบคุณค่ะ", intent="smalltalk", sub="thanks_bye", sure=0.95)

    assert stage.asking is None


def test_a_change_of_mind_at_the_summary_is_no_plain_no() -> None:
    stage = at_summary()

    stage.say("ไม่ใช่เรื่องเงิน อยากหาลูกค้า", intent="market", sure=0.9, assent="no", correcting=True)

    assert stage.state.slots["need"] == "market"


def test_an_answer_that_mentions_a_person_is_still_the_answer() -> None:
    stage = consented()

    stage.say("อยากคุยกับคนที่โคราช", intent="human", sub="other", sure=0.9, province="TH-30")

    assert stage.asking == "amount_baht"


def test_news_of_a_matter_is_a_tile_of_the_first_question_too() -> None:
    stage = unclear()

    assert "ยังไม่มีเรื่อง" in texts(stage.press("ติดตามเรื่อง"))


def test_a_pressing_matter_whose_case_is_gone_is_no_obstacle() -> None:
    stage = Stage()
    known = {"province": "TH-30", "name": "บุญมา", "phone": "0812345678"}
    stage.say("ได้หมายศาลเรื่องหนี้ร้าน", intent="rescue", sure=0.95, sub="legal.sued", **known)
    stage.press("รับทราบและยินยอม")
    stage.press("ถูกต้อง ส่งเรื่อง")
    stage.facts = facts()

    effects = stage.say("30 พ.ย.", deadline="2026-11-30")

    assert not kinds(effects, ChangeCase)
    assert stage.asking == "business"


def test_a_reminder_is_wanted_only_before_consent() -> None:
    stage = consented()
    stage.say("ยกเลิก", intent="cancel", sub="cancel", sure=0.95)

    assert not kinds(stage.say("คือว่า", intent="rescue", sure=0.1), Remind)


# ------------------------------------------------------------------ saved states


def test_a_state_that_cannot_be_read_is_a_fresh_one() -> None:
    for text in ("", "{}", "[]", "null", '{"version": 99}', '{"version": 1, "frames": 3}'):
        assert DialogueState.from_json(text) == DialogueState()


def test_a_lost_step_of_a_filed_matter_is_told_and_what_was_said_is_heard() -> None:
    stage = filed()
    stage.state = replace(stage.state, frames=(Frame("gone", "gone"),))

    said = texts(stage.say("อยากตาย", signals=("crisis",)))

    assert "ยังอยู่ครบ" in said
    assert "1323" in said


def test_a_state_that_stands_at_no_question_asks_for_nothing() -> None:
    assert asking(BOOK, DialogueState(frames=(Frame("financing", "file"),))) is None


def test_what_is_said_when_a_turn_fails_gives_a_number_to_call() -> None:
    assert "1358" in sorry(BOOK)


def test_what_is_said_of_a_file_that_cannot_be_kept_tells_what_can_be() -> None:
    assert "10 MB" in file_refused(BOOK, WhyRefused.TOO_LARGE, largest=10_000_000)
    assert "PDF" in file_refused(BOOK, WhyRefused.WRONG_KIND, largest=10_000_000)


def test_a_deadline_that_is_no_day_is_shown_as_it_stands() -> None:
    assert "สักวัน" in texts(at_summary(deadline="สักวัน").effects)


def test_many_bubbles_are_joined_into_five() -> None:
    stage = Stage()
    effects = stage.say(
        "โทรไม่รับเลย ติดในน้ำ", intent="human", sub="complaint", sure=0.95,
        problems=["citizen_number"],
    )  # fmt: skip

    assert len(kinds(effects, Say)) == 5


def test_media_before_anything_was_said_is_acknowledged() -> None:
    assert "ได้รับรูปแล้ว" in texts(Stage().give(Media("image")))


def test_a_new_friend_is_welcomed_in_the_middle_of_a_matter_too() -> None:
    stage = consented()

    assert "สวัสดีค่ะ" in texts(stage.give(Arrived(again=False)))
    assert stage.asking == "province"


def test_a_programme_list_that_is_empty_says_where_to_ask() -> None:
    stage = Stage(facts=facts(programmes=False))

    assert "1358" in texts(stage.say("มีโครงการไหม", intent="programme", sure=0.9))


def test_a_status_without_a_next_contact_shows_none() -> None:
    stage = Stage(facts=facts(case(next_contact=None, summary="")))

    effects = stage.say("ถึงไหนแล้ว", intent="status", sure=0.9)

    card = kinds(effects, Card)[0]
    assert isinstance(card, Card)
    assert "ติดต่อครั้งต่อไปภายใน" not in [row.label for row in card.rows]


def test_a_few_words_after_days_away_are_no_story() -> None:
    stage = Stage()
    stage.say("กู้เงิน", intent="financing", sure=0.95)
    stage.press("รับทราบและยินยอม")
    stage.now += timedelta(days=3)

    stage.say("กลับมาแล้วค่ะ", intent="cancel", sub="cancel", sure=0.76)

    assert stage.asking == "resume"
    assert "summary" not in stage.state.slots


def test_asking_when_news_come_is_news_of_the_matter_once_there_is_one() -> None:
    stage = filed()

    shown = texts(stage.say("จะติดต่อกลับเมื่อไหร่คะ", intent="status", sub="case_status", sure=0.9))

    assert "หากส่งเรื่องวันนี้" not in shown
    assert stage.asking == "business"
    assert "business" not in stage.state.slots


def test_a_need_told_as_a_question_is_still_a_need() -> None:
    stage = Stage()

    stage.say("กู้เงินซื้อเครื่องซีลใช้เอกสารอะไรบ้าง", intent="financing", sub="fin.docs", sure=0.9)

    assert stage.asking == "consent"


def test_a_name_and_number_alone_are_no_words_about_the_matter() -> None:
    stage = Stage()
    stage.say("อยากทำแพ็กเกจจิ้งใหม่", intent="market", sure=0.45)
    assert stage.asking == "which_need"

    stage.say("0851114444 ชื่อนุช", phone="0851114444", name="นุช")

    assert stage.state.said == ("อยากทำแพ็กเกจจิ้งใหม่",)
    assert stage.state.slots["phone"] == "0851114444"


def test_a_name_and_number_are_no_summary() -> None:
    stage = Stage()
    stage.say("กู้เงิน", intent="financing", sure=0.95)
    stage.press("รับทราบและยินยอม")

    stage.say("ป้าศรี 0845556666", phone="0845556666", name="ป้าศรี")

    assert stage.asking == "summary"
    assert stage.state.slots["name"] == "ป้าศรี"


def test_a_name_before_a_number_cut_short_is_kept_and_the_number_asked_again() -> None:
    stage = consented()
    stage.say("โคราช", province="TH-30")
    if stage.asking == "amount_baht":
        stage.press("ยังไม่แน่ใจ")

    stage.say("บุญมา 081 234 567", problems=["phone_wrong_length"])

    assert stage.state.slots["name"] == "บุญมา"
    assert stage.asking == "phone"


def test_yes_is_nobodys_name() -> None:
    stage = consented()
    stage.say("โคราช", province="TH-30")
    if stage.asking == "amount_baht":
        stage.press("ยังไม่แน่ใจ")

    stage.say("ใช่", name="ใช่", assent="yes")

    assert stage.asking == "name"
    assert "name" not in stage.state.slots


def test_a_second_wish_said_with_also_is_kept_for_later() -> None:
    stage = consented()

    stage.say("อยากได้เครื่องล้างไข่ด้วย", intent="technology", sub="prod.machine", sure=0.95)

    assert stage.state.later is not None
    assert stage.state.slots["need"] == "financing"


def test_not_ours_without_a_reason_asks_rather_than_sends_away() -> None:
    stage = Stage()

    stage.say("2 แสน", intent="out_of_scope", sure=0.8, amount_baht=(200000, 200000))

    assert stage.asking == "need"


def test_a_slip_in_a_number_left_at_that_ends_quietly_and_may_happen_again() -> None:
    stage = Stage()
    for _ in range(2):
        stage.say("30-69-00001-9", intent="status", sure=0.99, problems=["case_number_slip"])
        assert stage.asking == "case_number"

        shown = texts(stage.say("ไม่มี", intent="cancel", sub="skip", sure=0.99))

        assert shown.count("คลาดเคลื่อน") == 0
        assert "ยังไม่มีเรื่องที่ยื่นไว้" in shown
        assert stage.asking is None


def test_a_correction_after_the_number_is_not_what_the_firm_makes() -> None:
    stage = filed()
    stage.say("0812345678")
    assert stage.asking == "business"

    stage.say("เบอร์ผิดค่ะ 0811110000", phone="0811110000", business="เบอร์ผิด", correcting=True)

    assert stage.state.slots["phone"] == "0811110000"
    assert "business" not in stage.state.slots


def test_a_near_deadline_makes_any_rescue_urgent() -> None:
    stage = Stage()
    stage.say(
        "โรงงานจะถูกขายทอดตลาด", intent="rescue", sure=0.95, province="TH-30", deadline="2026-12-05"
    )
    stage.press("รับทราบและยินยอม")
    stage.press("ติดต่อทาง LINE")

    opened = kinds(stage.press("ถูกต้อง ส่งเรื่อง"), OpenCase)

    assert [effect.priority for effect in opened if isinstance(effect, OpenCase)] == ["urgent"]


def test_an_address_or_a_second_thought_soon_after_the_number_is_offered_to_the_case() -> None:
    for text, form in (
        (
            "ball@chilli.co.th",
            {"intent": "out_of_scope", "sure": 0.8, "email": "ball@chilli.co.th"},
        ),
        ("จริงๆ ยอด 1.5 ล้านค่ะ", {"intent": "financing", "sure": 0.7}),
    ):
        stage = Stage(facts=facts(case(category="rescue")))

        stage.say(text, **form)

        assert stage.asking == "attach"


def test_who_comes_round_after_refusing_may_read_the_notice_again() -> None:
    stage = Stage()
    stage.say(STORY, intent="financing", sure=0.95)
    stage.press("ไม่ยินยอม")

    stage.say("เปลี่ยนใจ ยินยอม", intent="human", sure=0.5, signals=["consent_manage"])
    assert stage.asking == "reopen"
    stage.press("อ่านประกาศอีกครั้ง")

    assert stage.asking == "need"


def test_a_tile_typed_while_the_notice_waits_is_no_part_of_the_story() -> None:
    stage = Stage()
    stage.say(STORY, intent="financing", sure=0.95)
    before = stage.state.said

    stage.say("เครื่องจักร การผลิต", intent="technology", sure=0.5)

    assert stage.state.said == before


def test_of_several_cases_one_is_chosen_by_its_number_in_other_digits() -> None:
    stage = Stage(facts=facts(case("30-69-00001-1"), case("30-69-00002-8")))
    stage.say("ถึงไหนแล้ว", intent="status", sure=0.95)
    assert stage.asking == "which_case"

    said = texts(
        stage.say("อันที่ลงท้าย ๐๐๐๐๒", intent="status", sure=0.6, case_number="30-69-00002-8")
    )

    assert "30-69-00002-8" in said
    assert stage.asking is None


@pytest.mark.parametrize("action", ["reopen", "reopen_at_region", "helped_yes", "call_any"])
def test_without_a_case_that_fits_nothing_is_taken_up_noted_or_promised(action: str) -> None:
    talk = Talk(BOOK, facts(), NOON, DialogueState())

    ACTIONS[action](talk)

    assert talk.effects == []


def test_no_call_is_noted_for_a_case_that_ended_meanwhile() -> None:
    stage = Stage(facts=facts(case()))
    stage.say("ขอให้โทรกลับ")
    stage.press("รับทราบและยินยอม")
    stage.say("0812345678", phone="0812345678")
    assert stage.asking == "call_part"

    stage.facts = facts(case(status=Status.CLOSED))

    assert not any(isinstance(effect, AskCall) for effect in stage.press("เวลาไหนก็ได้"))


# --- what the bot guessed ---


def opened(stage: Stage) -> OpenCase:
    stage.press("ถูกต้อง ส่งเรื่อง")
    return next(one for one in stage.effects if isinstance(one, OpenCase))


def test_a_case_says_how_surely_its_need_was_found_in_words_and_what_was_read_in_them() -> None:
    case_ = opened(at_summary())
    assert case_.understood["intent"] == "financing"
    assert case_.understood["sub_intent"] == "fin.invest"
    assert case_.understood["sure"] == 0.95
    assert set(case_.read) == {"province", "amount_baht", "name", "phone"}


def test_what_is_answered_or_put_right_is_no_reading_of_the_bots() -> None:
    stage = at_summary()
    stage.say("เปลี่ยนจังหวัดเป็นขอนแก่น", province="TH-40", correcting=True)
    assert "province" not in opened(stage).read


def test_a_need_that_was_chosen_is_no_guess() -> None:
    stage = Stage()
    stage.say("สวัสดีค่ะ", intent="smalltalk", sure=0.99, sub="greet")
    stage.press("หาเงินทุน สินเชื่อ")
    for _ in range(12):
        if stage.asking == "confirm":
            break
        stage.cooperate()
    assert opened(stage).understood == {}


def test_no_call_is_promised_for_a_case_that_ended_while_the_bot_asked_when() -> None:
    stage = Stage(facts=facts(case("30-69-00001-1")))
    stage.say("ขอให้โทรกลับ")
    stage.press("รับทราบและยินยอม")
    stage.say("0812345678", phone="0812345678")
    stage.facts = facts(case("30-69-00001-1", status=Status.CLOSED))
    stage.press("บ่าย 13-16 น.")
    assert not any(isinstance(one, AskCall) for one in stage.effects)
    said = " ".join(one.text for one in stage.effects if isinstance(one, Say))
    assert "เรื่องนี้ปิดไปแล้ว" in said
    assert "จะโทรหา" not in said
