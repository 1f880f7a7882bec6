"""Single moments of talking about programmes that the golden dialogues pass by."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from bot.flows import DialogueState, Pressed
from bot.flows.cards import programme
from bot.flows.offers import PLACEHOLDERS
from bot.flows.talk import Talk
from bot.model.buttons import about_programme
from bot.model.effects import Carousel, ChangeCase, Effect, NoteFirm, NoteInterest, OpenCase
from bot.model.firms import Firm
from tests.flows.flows_stage import BOOK, COURSE, LOAN, NOON, Stage, facts, show

STORY = {"intent": "financing", "sure": 0.95, "sub": "fin.invest", "province": "TH-30"}


def offer(stage: Stage, pattern: str, code: str) -> str:
    return texts(stage.give(Pressed(about_programme(pattern, code))))


def texts(effects: tuple[Effect, ...]) -> str:
    return "\n".join(show(effect) for effect in effects)


def interested(code: str) -> Stage:
    """Somebody who is interested in a programme and has acknowledged the notice."""
    stage = Stage()
    offer(stage, "interested", code)
    stage.press("รับทราบและยินยอม")
    return stage


def filed() -> Stage:
    stage = Stage()
    stage.say("อยากกู้เงินซื้อเครื่องซีลน้ำพริก", **STORY)
    for label in ("รับทราบและยินยอม", "ยังไม่แน่ใจ", "ติดต่อทาง LINE", "ถูกต้อง ส่งเรื่อง"):
        stage.press(label)
    assert stage.asking == "business"
    return stage


def test_a_button_that_plays_nothing_is_old() -> None:
    assert "ปุ่มนี้เป็นของคำถามที่คุยจบไปแล้ว" in offer(Stage(), "gone", "loan")


def test_for_a_programme_of_all_needs_the_need_is_asked() -> None:
    stage = interested("nec")

    stage.press("ให้ติดต่อกลับ")
    assert stage.asking == "need"
    stage.press("หาตลาด ลูกค้า")

    assert (stage.asking, stage.state.slots["programme"]) == ("summary", "nec")


def test_of_several_needs_the_one_asked_for_before_is_taken() -> None:
    stage = Stage()
    both = replace(LOAN, needs=("financing", "rescue"))
    stage.facts = replace(stage.facts, programmes=(both,), firm=Firm(needs=("rescue",)))
    offer(stage, "interested", "loan")
    stage.press("รับทราบและยินยอม")

    stage.press("ให้ติดต่อกลับ")

    assert stage.state.slots["need"] == "rescue"


def test_a_programme_whose_record_is_gone_meanwhile_is_no_part_of_the_matter() -> None:
    stage = interested("loan")
    stage.facts = replace(stage.facts, programmes=(COURSE,))

    stage.press("ให้ติดต่อกลับ")

    assert stage.asking == "need"
    assert "programme" not in stage.state.slots


def test_after_the_number_a_programme_begins_a_matter_of_its_own() -> None:
    stage = filed()
    offer(stage, "interested", "loan")

    stage.press("ให้ติดต่อกลับ")

    assert (stage.asking, stage.state.filed) == ("summary", False)
    assert stage.state.slots["programme"] == "loan"
    assert stage.state.slots["province"] == "TH-30", "it need not be asked again"


def test_what_is_said_of_the_firm_after_the_number_changes_no_case() -> None:
    stage = filed()
    offer(stage, "eligible", "loan")

    effects = stage.press("ค้าขาย")

    assert not any(isinstance(effect, ChangeCase) for effect in effects)


def test_another_need_leaves_a_programme_that_does_not_serve_it() -> None:
    stage = interested("loan")
    stage.press("ให้ติดต่อกลับ")

    stage.say("ไม่ใช่เรื่องเงินค่ะ อยากหาตลาด", intent="market", sure=0.95)

    assert stage.state.slots["need"] == "market"
    assert "programme" not in stage.state.slots


def test_a_programme_can_be_taken_off_the_summary() -> None:
    stage = interested("loan")
    stage.press("ให้ติดต่อกลับ")
    stage.say("ซื้อวัตถุดิบทำน้ำพริกขาย", **STORY)
    for label in ("ยังไม่แน่ใจ", "ติดต่อทาง LINE", "แก้:โครงการ", "ไม่ระบุโครงการ"):
        stage.press(label)

    effects = stage.press("ถูกต้อง ส่งเรื่อง")

    (opened,) = (effect for effect in effects if isinstance(effect, OpenCase))
    assert "programme" not in opened.slots


def test_what_nobody_wants_to_tell_is_left_to_be_checked() -> None:
    stage = Stage()
    offer(stage, "eligible", "loan")
    for _ in range(3):
        stage.press("ข้าม")

    told = texts(stage.press("ข้าม"))

    assert "ยังบอกไม่ได้แน่ชัด" in told
    assert "• รับเฉพาะบุคคลธรรมดา, วิสาหกิจชุมชน" in told
    assert not any(isinstance(effect, NoteFirm) for effect in stage.effects)


def test_what_was_left_open_about_one_programme_is_asked_about_the_next() -> None:
    stage = Stage()
    offer(stage, "eligible", "loan")
    stage.press("ข้าม")

    offer(stage, "eligible", "loan")

    assert stage.asking == "sector"


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("จดเป็นบริษัทแล้วครับ", "juristic"),
        ("ยังไม่ได้จดบริษัทค่ะ", "person"),
        ("เป็นกลุ่มวิสาหกิจชุมชน", "community"),
        ("ไม่ได้เป็นบริษัทนะ", None),
        ("เป็นบริษัทของวิสาหกิจชุมชน", None),
        ("บริษัท" * 11, None),
    ],
)
def test_a_choice_may_be_named_in_a_few_words(words: str, form: str | None) -> None:
    stage = Stage()
    stage.facts = replace(stage.facts, firm=Firm(sector="farm"))
    offer(stage, "eligible", "loan")

    stage.say(words)

    assert stage.state.slots.get("legal_form") == form


@pytest.mark.parametrize(
    ("words", "heard", "band"),
    [
        ("๑๒ คน", {}, "6-30"),
        ("ประมาณ 250", {}, "201-"),
        ("6-30 คน", {}, "6-30"),
        ("ตอนนี้มี 12 คน แต่ปีหน้าจะรับเพิ่มอีก 20", {}, None),
        ("เยอะมาก", {}, None),
    ],
)
def test_a_number_of_people_is_taken_into_its_band(
    words: str, heard: dict[str, object], band: str | None
) -> None:
    stage = Stage()
    offer(stage, "eligible", "loan")
    stage.press("ผลิตสินค้า")
    stage.press("บุคคลธรรมดา")

    stage.say(words, **heard)

    assert stage.state.slots.get("employees") == band


def test_a_sum_of_at_least_so_much_is_taken_by_its_least() -> None:
    stage = Stage()
    stage.facts = replace(stage.facts, firm=Firm(sector="farm", legal_form="person"))
    offer(stage, "eligible", "loan")
    stage.press("ไม่เกิน 5 คน")

    told = texts(stage.say("เกิน 2 ล้าน", amount_baht=(2_000_000, None)))

    assert "ตรงกับเงื่อนไขเบื้องต้น" in told
    assert "amount_baht" not in stage.state.slots, "a firm's revenue is no loan"


def test_many_provinces_are_not_all_named() -> None:
    stage = Stage()
    many = tuple(f"TH-{n}" for n in range(31, 39))
    elsewhere = replace(COURSE, provinces=many)
    stage.facts = replace(stage.facts, programmes=(elsewhere,), firm=Firm(province="TH-30"))

    assert "TH-36 และอีก 2 แห่ง" in offer(stage, "eligible", "nec")


def test_more_programmes_than_a_carousel_holds_are_told_of() -> None:
    stage = Stage()
    many = tuple(replace(COURSE, code=f"c{n}") for n in range(13))
    stage.facts = replace(stage.facts, programmes=many)

    effects = stage.say("มีโครงการอะไรบ้าง", intent="programme", sure=0.95)

    (shown,) = (effect for effect in effects if isinstance(effect, Carousel))
    assert len(shown.cards) == 12
    assert "ยังมีโครงการอื่นอีก" in texts(effects)


def test_a_card_without_papers_has_no_button_for_them() -> None:
    talk = Talk(BOOK, facts(), NOON, DialogueState())

    labels = [[one.label for one in programme(talk, found).buttons] for found in (LOAN, COURSE)]

    assert "เอกสารที่ต้องเตรียม" in labels[0]
    assert labels[1] == ["สนใจ", "เข้าเงื่อนไขไหม", "ดูแหล่งข้อมูล"]


def test_of_a_programme_that_is_gone_nothing_is_told() -> None:
    talk = Talk(BOOK, facts(), NOON, DialogueState(programme="gone"))

    told = {name: text(talk) for name, text in PLACEHOLDERS.items()}

    assert told == {
        "programme.title": "โครงการนี้",
        "programme.owner": "หน่วยงานเจ้าของโครงการ",
        "programme.as_of": "",
        "programme.papers": "",
        "programme.reasons": "",
        "programme.unknown": "",
    }


def test_a_code_whose_record_is_gone_is_shown_as_it_is() -> None:
    stage = interested("loan")
    stage.press("ให้ติดต่อกลับ")
    stage.facts = replace(stage.facts, programmes=())
    stage.say("ซื้อวัตถุดิบทำน้ำพริกขาย", **STORY)
    stage.press("ยังไม่แน่ใจ")

    assert "โครงการ: loan" in texts(stage.press("ติดต่อทาง LINE"))


def test_interest_is_noted_once_for_each_press() -> None:
    effects = interested("loan").effects

    assert [one for one in effects if isinstance(one, NoteInterest)] == [NoteInterest("loan")]


def test_a_state_of_the_release_before_knows_of_no_programme() -> None:
    form = orjson.loads(DialogueState(turn=7, programme="loan").to_json())
    del form["programme"], form["firm_anew"]

    assert DialogueState.from_json(orjson.dumps(form).decode()) == DialogueState(turn=7)
