"""Playing dialogues: as written, otherwise, with new lines, and with buttons that are not there."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.flows.state import Frame
from bot.model.heard import Heard
from bot.rehearsal.dialogue import Dialogue
from bot.rehearsal.rehearse import Played, play
from tests.flows.flows_stage import BOOK, heard

LOAN = {"intent": "financing", "sure": 0.95, "province": "TH-30"}
GREETING: dict[str, Any] = {
    "person": "สวัสดี", "heard": {"intent": "smalltalk", "sure": 0.95, "sub": "greet"},
}  # fmt: skip


def played(*talk: dict[str, Any], **world: Any) -> Played:  # noqa: ANN401 - as forms.World
    return play(BOOK, Dialogue("a.yaml", "ก", world, talk))


def written(*talk: dict[str, Any], **world: Any) -> tuple[dict[str, Any], ...]:  # noqa: ANN401
    return tuple(dict(line) for line in played(*talk, **world).dialogue.talk)


def test_a_dialogue_that_goes_as_written_has_no_difference() -> None:
    again = played(*written(GREETING))

    assert again.differences == ()
    assert not again.stopped


def test_another_answer_is_told_with_what_was_and_what_is() -> None:
    (line,) = written(GREETING)
    line["bot"] = [line["bot"][0].replace("สวัสดีค่ะ", "หวัดดีค่ะ")]

    (told,) = played(line).differences

    assert told.startswith("  line 1, person: สวัสดี\n")
    assert "\n    - say: หวัดดีค่ะ เล่าเรื่อง" in told
    assert "\n    + say: สวัสดีค่ะ เล่าเรื่อง" in told
    assert "\n      ศูนย์ฯ ไม่เก็บค่าธรรมเนียม" in told, "what stays the same stands around it"


def test_another_question_is_a_difference_too() -> None:
    (line,) = written({"person": "อยากกู้เงิน", "heard": LOAN})

    (told,) = played({**line, "asking": "province"}).differences

    assert "- asking: province" in told
    assert "+ asking: consent" in told


def test_a_button_that_is_not_there_stops_the_play_and_is_told_with_those_that_are() -> None:
    told = played(*written({"person": "อยากกู้เงิน", "heard": LOAN}), {"press": "ตกลง"}, GREETING)

    assert told.stopped
    assert "\n---\n".join(told.differences) == (
        "  line 2, press: ตกลง\n"
        "  There is no button «ตกลง» here. There is: «รับทราบและยินยอม», «ไม่ยินยอม»."
    )
    assert len(told.dialogue.talk) == 3, "nothing of what was written is lost"


def test_a_button_further_up_may_be_missing_as_well() -> None:
    assert "There is: none." in played({"old": "ตกลง"}).differences[0]


def test_words_of_a_new_line_are_understood_by_the_ears() -> None:
    asked = []

    def ears(text: str, asking: str | None, today: date) -> Heard:
        asked.append((text, asking, today))
        return heard(text, **LOAN, amount_baht=[200_000, None])

    new = play(BOOK, Dialogue("a", "ก", {}, [{"person": "อยากกู้"}, {"press": "ไม่ยินยอม"}]), ears)

    assert asked == [("อยากกู้", None, date(2026, 11, 25))]
    assert new.dialogue.talk[0]["heard"] == {**LOAN, "amount_baht": [200_000, None]}
    assert len(new.differences) == 2, "a new line is a difference, so that it is written"


def test_words_with_an_answer_are_not_understood_anew() -> None:
    line: dict[str, Any] = {"person": "อืม", "bot": [], "asking": None}

    told = play(BOOK, Dialogue("a", "ก", {}, [line]), lambda text, *_: heard(text, **LOAN))

    assert "heard" not in told.dialogue.talk[0]


def test_the_steps_on_the_way_are_counted_but_no_question_that_was_not_put() -> None:
    told = played({"person": "อยากกู้เงินซื้อเครื่องซีลน้ำพริก", "heard": LOAN}, {"press": "รับทราบและยินยอม"})

    assert Frame("consent", "notice") in told.reached
    assert Frame("financing", "amount") in told.reached
    assert Frame("financing", "province") not in told.reached


def test_what_happens_meanwhile_is_played() -> None:
    ask = {"person": "ถึงไหนแล้ว", "heard": {"intent": "status", "sure": 0.95}}

    (line,) = written({**ask, "closed": ["30-69-00001-1"]}, cases=["30-69-00001-1"])

    assert "- สถานะ: เสร็จสิ้นแล้ว" in line["bot"][0]


def test_a_case_that_may_not_be_taken_up_again_is_followed_by_another() -> None:
    old = {"ended": ["reopen", "30-69-00001-1"]}

    late = written(old, {"press": "ศูนย์เดิม"}, ended=["30-69-00001-1"], reopen_until="2026-11-20")

    assert "ปิดเกิน 30 วันแล้ว" in late[0]["bot"][0]
    assert late[1]["bot"][0] == "reopen: 30-69-00001-1"
