"""What the bot guessed, as the officers' card shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cases.guessed import Guess, Label, guess_of, label, other_needs, read_slots
from bot.cases.record import CaseRecord, Contact, Details, HistoryEntry
from bot.errors import BotError
from bot.model.cases import Status

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
KNOWN = {"fin.working": "เงินทุนหมุนเวียน", "mgmt.digital": "ระบบดิจิทัล", "human": "ขอคุยกับเจ้าหน้าที่"}


def record(*history: HistoryEntry) -> CaseRecord:
    return CaseRecord(
        number="30-69-00001-1",
        status=Status.NEW,
        category="financing",
        sub_intent="fin.working",
        track=None,
        priority="normal",
        province="TH-30",
        district=None,
        centre_code="SSRC-30",
        centre_name_th="ศูนย์",
        contact=Contact(),
        details=Details(),
        summary="-",
        line_user_id="U1",
        opened_at=AT,
        history=history,
    )


FOUND = {
    "intent": "financing",
    "sub_intent": "fin.working",
    "sure": 0.83,
    "others": [["rescue", 0.12]],
}
OPENED = HistoryEntry(AT, "opened", "owner", {"understood": FOUND, "read": ["phone", "province"]})


def test_what_was_found_in_words_is_told_with_how_surely() -> None:
    guess = guess_of(record(OPENED))
    assert guess == Guess("financing", "fin.working", 0.83, (("rescue", 0.12),))


@pytest.mark.parametrize("history", [(), (HistoryEntry(AT, "opened", "owner"),)])
def test_what_was_chosen_is_no_guess(history: tuple[HistoryEntry, ...]) -> None:
    assert guess_of(record(*history)) is None
    assert read_slots(record(*history)) == frozenset()


def test_what_the_owner_put_right_is_no_longer_the_bots_reading() -> None:
    change = HistoryEntry(AT, "changed", "owner", {"before": {}, "after": {"phone": "0812345678"}})
    assert read_slots(record(OPENED)) == {"phone", "province"}
    assert read_slots(record(OPENED, change)) == {"province"}


def test_the_other_needs_stand_in_the_order_of_their_likelihood() -> None:
    opened = record(OPENED)
    guess = guess_of(opened)
    assert guess is not None
    assert other_needs(opened, guess) == ["rescue", "market", "technology"]
    put_right = replace(opened, category="rescue")
    assert other_needs(put_right, guess)[0] == "financing"


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("", Label("financing", None)),
        ("rescue", Label("rescue", None)),
        ("fin.working", Label("financing", "fin.working")),
        ("mgmt.digital", Label("technology", "mgmt.digital")),
    ],
)
def test_an_officer_says_what_it_is(topic: str, told: Label) -> None:
    assert label(topic, record(), known=KNOWN) == told


@pytest.mark.parametrize("topic", ["fin.unknown", "human"])
def test_what_makes_no_case_is_refused(topic: str) -> None:
    with pytest.raises(BotError, match="เลือกประเภทเรื่อง"):
        label(topic, record(), known=KNOWN)
