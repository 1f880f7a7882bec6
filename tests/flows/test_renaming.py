"""A conversation goes on where it waited, although flows.yaml was revised meanwhile."""

from __future__ import annotations

from dataclasses import replace

from bot.flows import asking
from bot.flows.book import Book
from bot.flows.loader import load
from bot.flows.state import Frame
from bot.model.effects import Say
from tests.flows.flows_stage import BOOK, ROOT, Stage

TEXT = (ROOT / "flows.yaml").read_text(encoding="utf-8")
LOAN = {"intent": "financing", "sure": 0.95, "sub": "fin.invest", "province": "TH-30"}
STORY = "อยากกู้เงินซื้อเครื่องซีลน้ำพริก"
ASKED = "ต้องการวงเงินประมาณเท่าไรคะ"


def revised(renamed: str) -> Book:
    """The same conversations after somebody gave a step another name."""
    text = TEXT.replace("id: amount, ask: amount_baht", "id: sum, ask: amount_baht").replace(
        "go: amount, give_up: amount", "go: sum, give_up: sum"
    )
    assert text != TEXT
    return load(text.replace("phrases:", f"{renamed}phrases:", 1), name="flows.yaml")


def waiting_for_the_amount() -> Stage:
    stage = Stage()
    stage.say(STORY, **LOAN)
    stage.press("รับทราบและยินยอม")
    assert stage.state.frames[-1] == Frame("financing", "amount")
    return stage


def words(effects: object) -> str:
    assert isinstance(effects, tuple)
    return "\n".join(effect.text for effect in effects if isinstance(effect, Say))


def test_who_waits_at_a_renamed_step_goes_on_there_and_their_buttons_still_count() -> None:
    for answer in ("words", "button"):
        stage = waiting_for_the_amount()
        stage.book = revised("renamed: {financing.amount: financing.sum}\n")
        assert asking(stage.book, stage.state) == "amount_baht"

        if answer == "words":
            told = stage.say("3 แสน", amount_baht=(300_000, 300_000))
        else:
            told = stage.press("1-5 แสน")

        assert "ปรับปรุงบทสนทนา" not in words(told)
        assert stage.asking == "name"


def test_one_step_back_is_found_under_its_new_name() -> None:
    stage = waiting_for_the_amount()
    stage.say("3 แสน", amount_baht=(300_000, 300_000))
    stage.book = revised("renamed: {financing.amount: financing.sum}\n")

    stage.say("ย้อนกลับ", intent="cancel", sub="back", sure=0.95)

    assert stage.state.frames[-1] == Frame("financing", "sum")
    assert stage.asking == "amount_baht"


def test_a_flow_may_be_renamed_as_a_whole() -> None:
    stage = waiting_for_the_amount()
    here = replace(stage.state, frames=(Frame("loan", "amount"),))
    book = replace(BOOK, renamed={"loan": "financing"})

    assert asking(book, here) == "amount_baht"


def test_what_was_not_declared_is_owned_up_to() -> None:
    stage = waiting_for_the_amount()
    stage.book = revised("")

    told = stage.say("3 แสน", amount_baht=(300_000, 300_000))

    assert "มีการปรับปรุงบทสนทนา" in words(told)
    assert ASKED not in words(told), "what was said is the answer to the question put anew"
    assert stage.state.slots["amount_baht"] == {"min": 300_000, "max": 300_000}
