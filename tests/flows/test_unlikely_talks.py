"""What random talks (`bot flows fuzz`) once broke: each stays mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.flows import Pin, Pressed, TimedOut, Words
from bot.flows.state import DialogueState, Frame
from bot.model.buttons import MENU, Button, about_programme, after_end
from bot.model.cases import Status
from bot.model.effects import Alert, ChangeCase, OpenCase, Remind, Say
from bot.model.heard import Place
from tests.flows.flows_stage import Stage, case, facts, heard

ENDED = case("30-69-00001-0", status=Status.CLOSED)
CANCEL = {"intent": "cancel", "sub": "cancel", "sure": 0.99}
LOAN = {"intent": "financing", "sure": 0.95, "sub": "fin.invest"}


def said(stage: Stage) -> str:
    return "\n".join(effect.text for effect in stage.effects if isinstance(effect, Say))


def test_a_number_of_thousands_of_digits_is_no_option() -> None:
    stage = Stage()
    stage.say("อยากกู้เงินซื้อเครื่องซีล", **LOAN)

    stage.say("9" * 5000)

    assert stage.asking == "consent"


def test_news_of_a_deed_cannot_be_pressed_for() -> None:
    stage = Stage(facts=facts(ENDED))

    stage.give(Pressed(after_end("reopened", ENDED.number)))

    assert "ปุ่มนี้เป็นของคำถามที่คุยจบไปแล้ว" in said(stage)


@pytest.mark.parametrize("signal", ["crisis", "danger"])
def test_despair_is_met_though_the_saved_step_is_gone(signal: str) -> None:
    stage = Stage(state=DialogueState(frames=(Frame("gone", "gone"),)))

    stage.say("อยากตาย", signals=[signal])

    assert Alert(signal) in stage.effects  # type: ignore[arg-type]  # one of the two


def test_words_are_wiped_in_time_though_the_saved_step_is_gone() -> None:
    stage = Stage(state=DialogueState(frames=(Frame("gone", "gone"),), said=("กู้เงิน",)))

    stage.give(TimedOut("consent_timeout"))

    assert stage.state.said == ()
    assert stage.asking is None


def test_a_name_told_where_nobody_asked_is_wiped_after_a_day() -> None:
    stage = Stage()
    stage.give(Pressed(about_programme("eligible", "nec")))

    stage.say("ชื่อบุญมา 0812345678", name="บุญมา", phone="0812345678")

    assert Remind("consent_timeout", 24) in stage.effects


def test_which_ended_case_is_meant_need_not_be_told() -> None:
    stage = Stage(facts=facts(ENDED, replace(ENDED, number="30-69-00002-0")))
    stage.say("ยังไม่จบ")
    assert stage.asking == "ended_case"

    stage.say("ยกเลิก", **CANCEL)

    assert stage.asking is None


def test_to_stop_the_talk_about_an_ended_case_drops_no_draft() -> None:
    stage = Stage(facts=facts(ENDED))
    stage.say("อยากกู้เงินซื้อเครื่องซีล", **LOAN)
    stage.give(Pressed(after_end("reopen", ENDED.number)))

    stage.say("ยกเลิก", **CANCEL)

    assert f"เรื่อง {ENDED.number} ปิดไว้ตามเดิม" in said(stage)
    assert stage.asking == "consent"
    assert stage.state.slots["need"] == "financing"


def test_a_sum_told_while_it_is_asked_where_words_belong_is_kept() -> None:
    stage = Stage(facts=facts(case()))
    stage.say("อยากกู้เงินซื้อเครื่องซีล", **LOAN)
    stage.say("สองแสน", amount_baht=(200_000, 200_000))
    assert stage.asking == "attach"

    stage.press("เป็นเรื่องใหม่")

    assert stage.state.slots["amount_baht"] == {"min": 200_000, "max": 200_000}


def test_who_asks_for_the_question_again_goes_not_back() -> None:
    stage = Stage()
    stage.say("กู้เงินค่ะ", intent="financing", sure=0.95)
    stage.cooperate()
    assert stage.asking == "summary"
    stage.cooperate()

    stage.say("ขอคำถามอีกครั้ง", intent="cancel", sub="back", sure=0.9)

    assert stage.asking == "province"
    assert "summary" in stage.state.slots


@pytest.mark.parametrize("value", ["smalltalk", "cancel"])
def test_no_tile_drops_what_was_told(value: str) -> None:
    stage = Stage()
    stage.say("อยากกู้เงินซื้อเครื่องซีล", **LOAN)

    stage.give(Pressed(Button(MENU, "tile", 0, value)))

    assert stage.asking == "consent"
    assert stage.state.said


def test_a_filed_matter_whose_question_is_gone_is_over() -> None:
    slots = {"consent": True, "need": "financing", "province": "TH-30"}
    state = DialogueState(frames=(Frame("gone", "gone"),), filed=True, slots=slots)
    stage = Stage(state=state, facts=facts(case()))
    stage.say("ยังอยู่ค่ะ")

    stage.say("น้ำท่วมโรงงาน", intent="rescue", sub="disaster.flood", sure=0.95)

    assert not any(isinstance(effect, OpenCase | ChangeCase) for effect in stage.effects)
    assert not stage.state.filed
    assert stage.state.slots["need"] == "rescue"


def test_a_filed_matter_without_a_question_takes_no_new_words_for_its_own() -> None:
    slots = {"consent": True, "need": "financing"}
    stage = Stage(state=DialogueState(filed=True, slots=slots), facts=facts(ENDED))

    stage.say("อยากหาตลาดผ้าทอ", intent="market", sure=0.95)

    assert not stage.state.filed
    assert stage.state.slots["need"] == "market"


def test_the_words_of_a_matter_are_remembered_to_an_end() -> None:
    stage = Stage()
    stage.say("อยากกู้เงินซื้อเครื่องซีล", **LOAN)
    for number in range(30):
        stage.give(Words(heard(f"{number} เครื่องซีลเสียอีกแล้ว " * 40, **LOAN)))

    assert sum(map(len, stage.state.said)) <= 4000
    assert len(stage.state.to_json().encode()) < 20_000


def test_despair_is_met_however_deep_in_asides_the_talk_is() -> None:
    calls, question = Frame("human", "consent"), Frame("consent", "agree")
    deep = (Frame("financing", "amount"), question, *[calls, question] * 3)
    stage = Stage(state=DialogueState(frames=deep))

    stage.say("อยากตาย", signals=["crisis"])

    assert "1323" in said(stage)
    assert stage.state.frames == deep[:6]


def test_the_menu_is_shown_however_deep_in_asides_the_talk_is() -> None:
    calls, question = Frame("human", "consent"), Frame("consent", "agree")
    stage = Stage(state=DialogueState(frames=(question, *[calls, question] * 3)))

    stage.say("เมนูหลัก")

    assert stage.shown[0].label == "หาเงินทุน สินเชื่อ"
    assert stage.asking == "consent"


def test_a_pin_without_a_district_leaves_the_one_that_is_known() -> None:
    stage = Stage()
    stage.say("อยากกู้เงินซื้อเครื่องซีล", province="TH-90", district="หาดใหญ่", **LOAN)

    stage.give(Pin(Place("TH-90"), certain=True))

    assert stage.state.slots["district"] == "หาดใหญ่"


def test_who_stops_asking_about_a_programme_goes_on_with_the_matter() -> None:
    stage = Stage()
    stage.say("อยากกู้เงินซื้อเครื่องซีล", **LOAN)
    stage.give(Pressed(about_programme("eligible", "loan")))
    assert stage.asking != "consent"

    stage.say("ยกเลิก", **CANCEL)

    assert stage.asking == "consent"
    assert stage.state.slots["need"] == "financing"


def test_who_stops_asking_about_a_programme_alone_is_done() -> None:
    stage = Stage()
    stage.give(Pressed(about_programme("eligible", "loan")))

    stage.say("ยกเลิก", **CANCEL)

    assert stage.asking is None
    assert "มีอะไรให้ช่วย" in said(stage)
