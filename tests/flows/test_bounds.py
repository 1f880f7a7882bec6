"""Bounds that hold whatever flows.yaml says: five bubbles, short labels, an end to every turn."""

from __future__ import annotations

from dataclasses import replace

from bot.flows import DialogueState, Words, asking, respond
from bot.flows.actions import ACTIONS
from bot.flows.book import CallStep, DoStep, EndStep, Flow, Step
from bot.flows.bubbles import within_limits
from bot.flows.state import Frame, Mark
from bot.flows.talk import Talk
from bot.flows.texts import label
from bot.model.effects import Card, Carousel, Effect, Forget, Row, Say
from tests.flows.flows_stage import BOOK, NOON, Stage, facts, heard

CARD = Card("case", "t", (Row("a", "b"),))


def test_texts_are_joined_until_five_bubbles_are_left() -> None:
    effects: list[Effect] = [Say(str(n)) for n in range(7)]

    assert within_limits(effects) == [Say("0\n\n1\n\n2"), Say("3"), Say("4"), Say("5"), Say("6")]


def test_what_cannot_be_joined_keeps_its_newest_bubbles_and_every_deed() -> None:
    effects: list[Effect] = [CARD, Forget(), *[Carousel((CARD,))] * 5]

    assert within_limits(effects) == [Forget(), *[Carousel((CARD,))] * 5]


def test_a_long_text_is_clipped() -> None:
    (said,) = within_limits([Say("ก" * 6000)])

    assert isinstance(said, Say)
    assert said.text.endswith("…")


def test_a_label_fits_a_button() -> None:
    assert label("แก้วันนัดหรือวันครบกำหนดของศาล") == "แก้วันนัดหรือวันครบกำหนดขอ"


def _book_with(step: Step) -> Stage:
    greet = Flow("greet", "greet", 1, step.id, {step.id: step, "over": EndStep("over", 1, "back")})
    return Stage(book=replace(BOOK, flows={**BOOK.flows, "greet": greet}))


def test_a_flow_that_goes_round_ends_with_an_apology() -> None:
    stage = _book_with(DoStep("round", 1, "remind_consent", "round"))

    stage.say("สวัสดี", intent="smalltalk", sub="greet", sure=0.95)

    assert isinstance(stage.effects[-1], Say)
    assert "ขออภัย" in stage.effects[-1].text
    assert stage.asking is None


def test_a_flow_that_calls_itself_ends_with_an_apology() -> None:
    stage = _book_with(CallStep("again", 1, "greet", "over"))

    stage.say("สวัสดี", intent="smalltalk", sub="greet", sure=0.95)

    assert stage.asking is None
    assert len(stage.effects) == 1


def test_going_back_to_a_question_that_is_gone_is_answered() -> None:
    lost = Mark((Frame("gone", "gone"),), ("province",))
    here = (Frame("financing", "amount"),)
    state = DialogueState(frames=here, slots={"need": "financing"}, trail=(lost,))
    back = Words(heard("ย้อนกลับ", intent="cancel", sub="back", sure=0.95))

    turn = respond(BOOK, state, back, facts(), NOON)

    assert isinstance(turn.effects[0], Say)


def test_a_saved_moment_without_its_time_is_taken_as_now() -> None:
    state = DialogueState(frames=(Frame("financing", "business"),), filed=True)

    turn = respond(BOOK, state, Words(heard("ขนมเปี๊ยะ")), facts(), NOON)

    assert turn.state.slots["business"] == "ขนมเปี๊ยะ"


def test_a_question_whose_answer_is_known_already_leads_on() -> None:
    slots = {"need": "financing", "province": "TH-30"}
    state = DialogueState(frames=(Frame("financing", "province"),), slots=slots)

    turn = respond(BOOK, state, Words(heard("เอ่อ")), facts(), NOON)

    assert asking(BOOK, turn.state) == "amount_baht"


def test_showing_a_case_where_there_is_none_says_nothing() -> None:
    talk = Talk(BOOK, facts(), NOON, DialogueState())

    ACTIONS["show_case"](talk)

    assert talk.effects == []
