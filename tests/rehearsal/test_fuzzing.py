"""Random talks: each promise is seen to break, and what breaks is told in the fewest moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from bot.app import packaged
from bot.cli.fuzzing import refusals, sayings
from bot.flows import Book, DialogueState, Pressed, Words
from bot.flows.book import CallStep, ChooseStep, EndStep, Flow, SayStep, Step
from bot.flows.state import Frame
from bot.model.buttons import Button
from bot.model.heard import Heard
from bot.nlu import pipeline
from bot.rehearsal import moves
from bot.rehearsal.fuzzing import EXCEPTION, Failure, Tally, fuzz, table
from bot.rehearsal.invariants import CHECKS, Court, broken
from bot.rehearsal.moves import Move
from bot.rehearsal.visit import INPUTS, Moment, Visit
from tests.flows.flows_stage import BOOK

CONSENT = Move("press", "0")
STORY = "อยากกู้เงินซื้อเครื่องซีลสุญญากาศ ทำน้ำพริกขาย อยู่โคราช"
TOLD = Move("words", STORY)


@cache
def _understanding() -> pipeline.Understanding:
    return pipeline.load(packaged("nlu"))


SAYINGS = sayings(BOOK)


def ears(text: str, slot: str | None, today: date) -> Heard:
    return _understanding().understand(text, asking=slot, today=today)


def court(book: Book = BOOK) -> Court:
    return Court(book, ears, refusals)


def changed(flow: str, **steps: Step) -> Book:
    """Return our book with some steps of one flow otherwise."""
    old = BOOK.flows[flow]
    new: Flow = replace(old, steps={**old.steps, **steps})
    return replace(BOOK, flows={**BOOK.flows, flow: new})


def say(step: str, text: str, **changes: Any) -> SayStep:  # noqa: ANN401 - the fields of SayStep
    return replace(SayStep(step, 1, text, "over"), **changes)


def moments(*made: Move, book: Book = BOOK) -> list[Moment]:
    visit = Visit(book, ears)
    return [moment for move in made for moment in visit.make(move)]


def names(found: Iterable[tuple[str, str]]) -> list[str]:
    return [name for name, _ in found]


def last(*made: Move, book: Book = BOOK) -> list[str]:
    """Return the checks that the last turn breaks."""
    return names(broken(court(book), moments(*made, book=book)[-1]))


def test_an_ordinary_talk_breaks_no_promise() -> None:
    talk = [TOLD, CONSENT, Move("press", "1"), Move("words", "บุญมา 081 234 5678"), CONSENT]

    assert [names(broken(court(), moment)) for moment in moments(*talk)] == [[]] * 5


# -- each promise, broken on purpose -----------------------------------------------------------


def greeting(**changes: Any) -> Moment:  # noqa: ANN401 - the fields of Moment
    (moment,) = moments(Move("words", "สวัสดีค่ะ"))
    return replace(moment, **changes)


def text(words: str) -> Mapping[str, object]:
    return {"type": "text", "text": words}


BROKEN: dict[str, Moment] = {
    "is_answered": greeting(messages=()),
    "stays_within_lines_limits": greeting(messages=(text("ก" * 5001),)),
    "shows_no_placeholder": greeting(messages=(text("เลข {case.number} ค่ะ"),)),
    "shows_no_empty_text": greeting(messages=(text("\u200b \n"),)),
    "has_one_question": greeting(after=DialogueState(frames=(Frame("cancel", "drop"),))),
    "survives_its_json": greeting(after=DialogueState(slots={"need": ("financing",)})),
    "stays_small": greeting(after=DialogueState(note="ก" * 40_000)),
    "foreign_buttons_change_nothing": greeting(
        move=Move("garbage", "x"),
        given=Pressed(Button("", "", 0, "x")),
        after=DialogueState(slots={"need": "market"}),
    ),
}


@pytest.mark.parametrize("check", BROKEN)
def test_a_turn_that_breaks_a_promise_is_found(check: str) -> None:
    assert check in names(broken(court(), BROKEN[check]))


def test_a_choice_without_anything_to_choose_is_found() -> None:
    agree = BOOK.step("consent", "agree")
    assert isinstance(agree, ChooseStep)
    book = changed("consent", agree=replace(agree, options=(), give_up=None))

    found = [*broken(court(book), moments(TOLD, book=book)[-1])]

    assert names(found).count("offers_a_way_out") == 2


def test_a_menu_that_is_not_shown_is_found() -> None:
    (name,) = [name for name, step in BOOK.flows["menu"].steps.items() if isinstance(step, SayStep)]
    shown = BOOK.step("menu", name)
    assert isinstance(shown, SayStep)

    assert "is_no_dead_end" in last(
        TOLD, book=changed("menu", **{name: replace(shown, menu=False)})
    )


def test_a_talk_that_no_word_leads_out_of_is_found() -> None:
    book = changed("cancel", drop=say("drop", "ไม่ได้ค่ะ"), over=EndStep("over", 1, "back"))

    assert "is_no_dead_end" in last(TOLD, CONSENT, book=book)


def test_a_draft_that_a_courtesy_drops_is_found() -> None:
    book = changed("sticker", done=EndStep("done", 1, "all"))

    assert last(TOLD, CONSENT, Move("sticker"), book=book)[0] == "keeps_the_draft"


def test_words_that_are_forgotten_are_found() -> None:
    moment = moments(TOLD, CONSENT)[-1]

    told = [*broken(court(), replace(moment, after=replace(moment.after, said=(), slots={})))]

    assert any("what was said is lost" in said for _, said in told)


def test_despair_without_the_number_to_call_is_found() -> None:
    book = changed("crisis", words=say("words", "สู้ ๆ นะคะ", go="alert"))

    assert last(Move("despair", "อยากตาย"), book=book) == ["meets_despair"]


def test_despair_comes_before_the_question_that_a_release_puts_again() -> None:
    assert last(TOLD, Move("world", "revised"), Move("despair", "อยากตาย")) == []


def test_a_question_about_the_person_before_the_notice_is_found() -> None:
    book = changed("consent", hello=EndStep("hello", 1, "back"))

    assert "keeps_nothing_before_consent" in last(Move("tile", "market"), book=book)


def test_a_case_before_the_notice_is_found() -> None:
    filed = moments(TOLD, CONSENT, Move("press", "1"), Move("press", "0"), Move("press", "0"))[-1]
    early = replace(filed, consented=False, timers=frozenset())

    told = [said for _, said in broken(court(), early)]

    assert "OpenCase before consent" in told
    assert "the state says that the notice was acknowledged, and it was not" in told


def test_words_that_no_timer_wipes_are_found() -> None:
    moment = replace(moments(TOLD)[-1], timers=frozenset())

    assert names(broken(court(), moment)) == ["keeps_nothing_before_consent"]


def test_every_check_is_seen_to_break() -> None:
    elsewhere = {
        "offers_a_way_out", "is_no_dead_end", "keeps_the_draft", "meets_despair",
        "keeps_nothing_before_consent",
    }  # fmt: skip
    assert set(CHECKS) == set(BROKEN) | elsewhere


# -- what is no loss -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wish",
    [
        Move("words", "ยกเลิก"),
        Move("words", "ย้อนกลับ"),
        Move("words", "แก้จังหวัดเป็นสงขลา"),
        Move("pin", "TH-50::sure"),
        Move("words", "อยากหาตลาดส่งออก"),
        Move("tile", "technology"),
        Move("words", "ข้าม"),
    ],
    ids=Move.told,
)
def test_what_the_person_wishes_is_no_loss(wish: Move) -> None:
    district = Move("pin", "TH-30:ปากช่อง:sure")

    assert last(TOLD, CONSENT, Move("words", "2 แสน"), district, wish) == []


def test_a_matter_begun_from_a_programme_finds_its_need_anew() -> None:
    taken = [Move("tile", "rescue"), CONSENT, Move("offer", "interested:nec"), Move("press", "0")]

    assert last(*taken) == []
    assert "need" not in moments(*taken)[-1].after.slots


def test_braces_that_the_person_wrote_are_no_placeholder() -> None:
    wrote = Move("words", "{number} อยากกู้เงิน")

    assert names(broken(court(), greeting(move=wrote, messages=(text("{number}"),)))) == []


# -- the visit -------------------------------------------------------------------------------------


def test_a_timer_fires_when_its_time_has_passed() -> None:
    fired = moments(TOLD, Move("words", "ยังอยู่ค่ะ", minutes=26 * 60))

    assert [moment.given.__class__.__name__ for moment in fired] == ["Words", "TimedOut", "Words"]
    assert fired[1].after.said == ()


def test_the_next_timer_can_be_waited_for() -> None:
    assert [len(moments(*made)) for made in ([Move("timer")], [TOLD, Move("timer")])] == [0, 2]


def test_nothing_is_said_while_an_officer_holds_the_conversation_but_for_despair() -> None:
    held = [TOLD, Move("staff", "claim"), Move("words", "สวัสดี"), Move("timer")]
    despair = Move("despair", "อยากตาย")

    assert len(moments(*held)) == 1
    assert len(moments(*held, despair, Move("staff", "release"), Move("sticker"))) == 3


def test_what_nobody_acknowledged_is_wiped_after_a_day_though_no_timer_was_answered() -> None:
    visit = Visit(BOOK, ears)
    for move in (TOLD, Move("staff", "claim"), Move("words", "สวัสดี", minutes=3 * 1440)):
        [*visit.make(move)]

    assert visit.stage.state == DialogueState()


def test_the_world_changes_beside_the_talk() -> None:
    visit = Visit(BOOK, ears)
    filing = [TOLD, CONSENT, Move("press", "1"), Move("press", "0"), Move("press", "0")]
    for move in [*filing, Move("world", "merged"), Move("slip", "known")]:
        [*visit.make(move)]
    for change in moves.WORLD:
        assert [*visit.make(Move("world", change))] == []

    facts = visit.stage.facts
    assert [case.number for case in facts.cases] == ["30-69-90001-0"]
    assert facts.merged == {"30-69-00001-0": "30-69-90001-0"}
    assert facts.firm.sector == "manufacture"
    assert not facts.office.open_now


def test_a_world_without_cases_has_none_to_end() -> None:
    assert moments(*(Move("world", change) for change in moves.WORLD)) == []


def test_what_is_said_of_the_firm_is_known_from_then_on() -> None:
    visit = Visit(BOOK, ears)
    asked = [Move("words", "ผลิตสินค้า"), *[Move("press", "0")] * 3]
    for move in [TOLD, CONSENT, Move("offer", "eligible:loan"), *asked]:
        [*visit.make(move)]

    assert visit.stage.facts.firm.sector == "manufacture"


def test_a_button_is_pressed_only_where_there_is_one() -> None:
    assert moments(Move("press", "3"), Move("old", "0")) == []


def test_every_kind_of_move_can_be_made() -> None:
    assert {*INPUTS, "timer"} == set(moves.KINDS)


# -- runs ------------------------------------------------------------------------------------------


def run(book: Book = BOOK, *, seed: int = 1, turns: int = 150, **more: Any) -> Tally:  # noqa: ANN401
    dice = lambda talk: Random(f"{seed}:{talk}")  # noqa: E731, S311
    return fuzz(court(book), SAYINGS, dice, turns=turns, **more)


def test_the_same_seed_gives_the_same_talks() -> None:
    one, again, other = run(), run(), run(seed=2)

    assert one == again
    assert one != other
    assert one.failures == []
    assert one.turns == 150


def test_a_run_can_begin_at_any_talk_and_says_how_far_it_is() -> None:
    told: list[int] = []

    tally = run(first=7, progress=lambda tally: told.append(tally.talks))

    assert told == [*range(1, tally.talks + 1)]
    assert tally.kinds != run().kinds


def failing() -> Failure:
    book = changed("sticker", waiting=CallStep("waiting", 1, "gone", "done"))
    return run(book, turns=300).failures[0]


def test_what_fails_is_told_in_the_fewest_moves() -> None:
    failure = failing()

    assert failure.check == EXCEPTION
    assert [move.kind for move in failure.moves] == ["sticker"]
    assert failure.said == "KeyError: 'gone'"
    assert failure.story.splitlines()[-2:] == ["> sticker ''", "  KeyError: 'gone'"]


def test_a_failure_is_told_once_with_the_talk_that_led_to_it() -> None:
    book = changed("consent_timeout", told=say("told", "{case.number}"))

    tally = run(book, turns=500)

    (failure,) = tally.failures
    assert failure.check == "shows_no_placeholder"
    assert "(consent_timeout fires)" in failure.story
    assert "promises, 1 broken." in table(tally, book)


def test_a_move_is_told_in_a_line() -> None:
    assert Move("words", "ก" * 300, minutes=20).told().endswith("… (300)' (after 20 minutes)")


def test_a_refusal_of_lines_names_what_is_refused() -> None:
    messages: Sequence[Mapping[str, object]] = [text("")]

    assert [*refusals(messages)] == ["messages[0].text: May not be empty"]
    assert [*refusals([text("ก")])] == []


def test_no_talk_has_words_that_line_would_not_carry() -> None:
    dice = Random(1)  # noqa: S311
    drawn = [moves.draw(dice, SAYINGS) for _ in range(3000)]

    assert max(len(move.value) for move in drawn) <= moves.LONGEST_TEXT
    assert {move.kind for move in drawn} == set(moves.KINDS)


def test_words_are_heard_with_what_is_asked() -> None:
    (_, told) = moments(TOLD, CONSENT)[-1:] + moments(TOLD, CONSENT, Move("words", "2 แสน"))[-1:]

    assert isinstance(told.given, Words)
    assert told.after.slots["amount_baht"] == {"min": 200_000, "max": 200_000}
