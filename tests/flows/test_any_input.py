"""Whatever comes in, in whatever order: no exception, no silence, nothing LINE would refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.flows import (
    Arrived,
    Media,
    Pin,
    Pressed,
    Sticker,
    TimedOut,
    Words,
    asking,
    offers,
    respond,
)
from bot.flows.state import DialogueState, Frame
from bot.model.buttons import Button, about_programme
from bot.model.effects import Card, Carousel, Say
from bot.model.heard import INTENTS, NEEDS, SIGNALS, Place
from bot.model.limits import LABEL, QUICK_REPLIES, TEXT, grapheme_length, utf16_length
from tests.flows.flows_stage import BOOK, RELIEF, Stage, case, facts, heard

SUBS = (
    None, "fin.invest", "legal.sued", "disaster.flood", "intl.export", "mgmt.acct", "other",
    "start.idea", "complaint", "centre_info", "case_add", "back", "cancel", "skip", "menu",
    "greet", "thanks_bye", "repeat", "home_loan",
)  # fmt: skip
TEXTS = (
    "อยากกู้เงินซื้อเครื่องซีล", "กู้เงิน", "โคราช", "2 แสน", "ใช่ค่ะ", "ไม่ใช่", "1", "2", "แก้เบอร์",
    "เปลี่ยนจังหวัดเป็นสงขลา", "แก้ชื่อเป็นสมหญิง", "ข้าม", "ย้อนกลับ", "ทวน", "", " ", "ทำต่อ",
    "12 คน", "3 ล้าน", "ค้าขาย", "สนใจ", "ไว้ก่อน", "ตอบใหม่",
    "เริ่มใหม่", "ส่งเรื่อง", "แก้ไข", "ไม่ยินยอม", "ยินยอม", "อยากหาตลาดด้วยค่ะ", "🙏", "x" * 6000,
)  # fmt: skip
ENTITIES: dict[str, st.SearchStrategy[Any]] = {
    "province": st.sampled_from(["TH-30", "TH-90", "TH-99"]),
    "district": st.sampled_from(["ปากช่อง", "หาดใหญ่"]),
    "amount_baht": st.sampled_from([(1, 1), (None, 500), (7, None), (2, 9), (None, None)]),
    "phone": st.sampled_from(["0812345678", "021234567"]),
    "name": st.just("บุญมา"),
    "business": st.just("น้ำพริก"),
    "juristic_id": st.just("0105536112014"),
    "email": st.just("a@example.com"),
    "deadline": st.sampled_from(["2026-11-30", "2027-05-01", "someday"]),
    "case_number": st.sampled_from(["30-69-00001-0", "30-69-00009-9"]),
    "place_doubts": st.lists(st.tuples(st.sampled_from(["TH-30", "TH-50"]), st.none()), max_size=3),
    "problems": st.lists(
        st.sampled_from(["phone_wrong_length", "citizen_number", "case_number_slip"]), max_size=2
    ),
}


@st.composite
def words(draw: st.DrawFn) -> Words:
    form: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=ENTITIES))
    form |= {
        "intent": draw(st.sampled_from(INTENTS)),
        "sure": draw(st.sampled_from([0.2, 0.5, 0.75, 0.95])),
        "sub": draw(st.sampled_from(SUBS)),
        "or": draw(st.sampled_from([(), (("market", 0.3), ("status", 0.2))])),
        "signals": draw(st.sampled_from([(), (), (), (), *((name,) for name in SIGNALS)])),
        "assent": draw(st.sampled_from([None, None, "yes", "no"])),
        "correcting": draw(st.booleans()),
    }
    return Words(heard(draw(st.sampled_from(TEXTS)), **form))


VALUES = st.sampled_from(
    ["yes", "no", "skip", "fix:phone", "fix:consent", "place:TH-30:", "-", "x"]
)
BUTTONS = st.builds(
    Button,
    st.sampled_from(["menu", "check", "financing", "gone"]),
    st.sampled_from(["look", "tile", "amount"]),
    st.integers(0, 5),
    VALUES | st.sampled_from([*NEEDS, "status", "human", "-100000"]),
)
OFFERS = st.builds(
    about_programme,
    st.sampled_from([*offers.PATTERNS, "gone"]),
    st.sampled_from(["loan", "nec", "relief", "old", "gone"]),
)
ANSWER = "the plain answer"
INPUTS = st.one_of(
    st.just(ANSWER),
    st.just(ANSWER),
    st.just(ANSWER),
    words(),
    words(),
    words(),
    st.integers(0, 12),  # a button on the screen
    st.builds(Pressed, BUTTONS),
    st.builds(Pressed, OFFERS),
    st.builds(Pressed, OFFERS),
    st.builds(
        Pin, st.sampled_from([None, Place("TH-30"), Place("TH-90", "หาดใหญ่")]), st.booleans()
    ),
    st.builds(Media, st.sampled_from(["image", "video", "audio", "file"])),
    st.just(Sticker()),
    st.builds(Arrived, st.booleans()),
    st.builds(TimedOut, st.sampled_from(["consent_timeout", "draft_warning", "draft_timeout"])),
)


def _check(stage: Stage) -> None:
    bubbles = [e for e in stage.effects if isinstance(e, Say | Card | Carousel)]
    assert len(bubbles) <= 5
    for bubble in bubbles:
        assert len(bubble.choices) <= QUICK_REPLIES
        labels = [choice.label for choice in bubble.choices]
        assert all(0 < grapheme_length(label) <= LABEL for label in labels), labels
        if isinstance(bubble, Say):
            assert bubble.text.strip()
            assert utf16_length(bubble.text) <= TEXT
            assert "{" not in bubble.text.replace("{case.", "")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(INPUTS, max_size=25), st.integers(0, 2), st.sampled_from([0, 1, 30]))
def test_any_sequence_of_inputs_is_answered_within_limits(
    inputs: list[Any], cases: int, hours: int
) -> None:
    mine = facts(*(case(f"30-69-{n:05d}-0") for n in range(cases)))
    stage = Stage(facts=replace(mine, programmes=(*mine.programmes, RELIEF)))
    for one in inputs:
        stage.now += timedelta(hours=hours, minutes=1)
        if one == ANSWER:
            stage.cooperate()
        elif isinstance(one, int):
            buttons = [choice.button for choice in stage.shown if choice.button]
            if not buttons:
                continue
            stage.give(Pressed(buttons[one % len(buttons)]))
        else:
            stage.give(one)
        _check(stage)
        if not isinstance(one, TimedOut):
            assert any(isinstance(e, Say | Card | Carousel) for e in stage.effects)
        if stage.state.frames:
            assert stage.asking is not None


@settings(max_examples=60, deadline=None)
@given(words(), st.sampled_from(["gone", "financing", "check"]), st.text(max_size=8))
def test_a_saved_step_that_is_gone_loses_nothing(one: Words, flow: str, step: str) -> None:
    assume("cancel" not in {one.heard.intent, one.heard.sub_intent})
    slots = {"consent": True, "need": "financing", "name": "บุญมา"}
    state = DialogueState(frames=(Frame(flow, f"gone {step}"),), slots=slots)

    turn = respond(BOOK, state, one, facts(), Stage().now)

    assert turn.state.slots["name"]  # another only where the words put it right
    assert turn.state.frames
    assert asking(BOOK, turn.state) is not None
