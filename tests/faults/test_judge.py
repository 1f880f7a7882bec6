"""The judge of the fault campaigns sees every planted harm, and none where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from faults.judge import Answer, Books, Demands, Event, Kind, judge
from faults.ledger import Heard, Ledger, Said, buttons_of, fingerprint, numbers_in, spoken

ANNA = "U-anna"


def words(number: int, person: int = 1) -> list[dict[str, str]]:
    digits = spoken(person, number)
    shown = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return [{"type": "text", "text": f"แก้ไขให้แล้วค่ะ เบอร์ {shown}"}]


def said(number: int) -> Said:
    message = {"type": "text", "id": f"m{number}", "text": f"เปลี่ยนเบอร์เป็น {spoken(1, number)}"}
    event: dict[str, object] = {"webhookEventId": f"e{number}", "message": message}
    return Said(event, ANNA, number, said_at=float(number), acked_at=number + 0.1)


def heard(number: int, person: int = 1) -> Heard:
    said_words = words(number, person)
    mark = fingerprint(said_words)
    return Heard(ANNA, mark, numbers_in(said_words), {}, paid=False, at=number + 0.5)


def answer(number: int) -> Answer:
    return Answer(number, f"e{number}/0", ANNA, "sent", fingerprint(words(number)))


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger()
    for number in (1, 2, 3):
        ledger.said[f"e{number}"] = said(number)
        ledger.heard[ANNA].append(heard(number))
    return ledger


@pytest.fixture
def books() -> Books:
    numbers = (1, 2, 3)
    books = Books(
        inbox=[Event(n, f"e{n}", ANNA, done=True) for n in numbers],
        outbox=[answer(n) for n in numbers],
        versions={ANNA: 3},
        consented={ANNA},
    )
    books.kept[ANNA] = [f"m{n}" for n in numbers]
    books.cases[ANNA] = 1
    return books


def kinds(ledger: Ledger, books: Books, demands: Demands | None = None) -> set[Kind]:
    return {one.kind for one in judge(ledger, books, filed=[ANNA], demands=demands)}


def test_a_sound_run_has_nothing_to_complain_of(ledger: Ledger, books: Books) -> None:
    assert judge(ledger, books, filed=[ANNA]) == []


def test_an_acknowledged_event_that_is_not_kept_is_lost(ledger: Ledger, books: Books) -> None:
    ledger.said["e4"] = said(4)

    assert kinds(ledger, books) == {"lost"}


def test_an_event_that_was_never_acknowledged_is_owed_nothing(ledger: Ledger, books: Books) -> None:
    ledger.said["e4"] = replace(said(4), acked_at=None)

    assert kinds(ledger, books) == set()


def test_an_event_that_is_kept_twice_is_doubled(ledger: Ledger, books: Books) -> None:
    books.inbox.append(Event(4, "e2", ANNA, done=True))

    assert "doubled" in kinds(ledger, books)


def test_an_event_that_still_waits_is_unfinished(ledger: Ledger, books: Books) -> None:
    books.inbox[-1] = replace(books.inbox[-1], done=False)

    assert "unfinished" in kinds(ledger, books)


def test_what_was_refused_may_not_be_kept(ledger: Ledger, books: Books) -> None:
    ledger.said["e3"] = replace(said(3), acked_at=None, refused=True)

    assert kinds(ledger, books) == {"unsound"}


def test_a_row_that_counts_as_sent_and_never_arrived_is_lost(ledger: Ledger, books: Books) -> None:
    del ledger.heard[ANNA][1]

    assert kinds(ledger, books) == {"lost"}


def test_a_row_that_was_presumed_and_never_arrived_is_told_apart(
    ledger: Ledger, books: Books
) -> None:
    del ledger.heard[ANNA][1]
    books.outbox[1] = replace(books.outbox[1], status="presumed")

    assert kinds(ledger, books) == {"missed"}


def test_an_answer_that_arrives_twice_is_doubled(ledger: Ledger, books: Books) -> None:
    ledger.heard[ANNA].append(heard(3))

    assert kinds(ledger, books) == {"doubled"}


def test_answers_in_the_wrong_order_are_out_of_order(ledger: Ledger, books: Books) -> None:
    ledger.heard[ANNA].reverse()

    assert kinds(ledger, books) == {"disordered"}


def test_turns_against_the_order_of_the_inbox_are_out_of_order(
    ledger: Ledger, books: Books
) -> None:
    books.outbox[0], books.outbox[1] = (
        replace(books.outbox[0], cause="e2/0"),
        replace(books.outbox[1], cause="e1/0"),
    )

    assert kinds(ledger, books) == {"disordered"}


def test_somebody_elses_answer_is_noticed(ledger: Ledger, books: Books) -> None:
    foreign = words(3, person=2)
    ledger.heard[ANNA][2] = heard(3, person=2)
    books.outbox[2] = replace(books.outbox[2], fingerprint=fingerprint(foreign))

    assert kinds(ledger, books) == {"disordered"}


def test_a_version_too_few_tells_of_a_turn_taken_twice(ledger: Ledger, books: Books) -> None:
    books.versions[ANNA] = 2

    assert kinds(ledger, books) == {"doubled"}
    assert kinds(ledger, books, Demands(one_turn_one_answer=False)) == set()


def test_the_last_event_must_be_in_a_turn(ledger: Ledger, books: Books) -> None:
    ledger.said["e4"] = said(4)
    books.inbox.append(Event(4, "e4", ANNA, done=True))
    books.kept[ANNA].append("m4")

    assert kinds(ledger, books) == {"lost"}


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        (["m1", "m3"], "lost"),
        (["m1", "m2", "m2", "m3"], "doubled"),
        (["m2", "m1", "m3"], "disordered"),
    ],
)
def test_each_message_is_in_the_talk_once_and_in_order(
    ledger: Ledger, books: Books, kept: list[str], found: Kind
) -> None:
    books.kept[ANNA] = kept

    assert kinds(ledger, books) == {found}


@pytest.mark.parametrize(("cases", "found"), [(0, "lost"), (2, "doubled")])
def test_who_files_has_one_case(ledger: Ledger, books: Books, cases: int, found: Kind) -> None:
    books.cases[ANNA] = cases

    assert kinds(ledger, books) == {found}


def test_giving_up_must_be_allowed(ledger: Ledger, books: Books) -> None:
    del ledger.heard[ANNA][2]
    books.outbox[2] = replace(books.outbox[2], status="dead")

    assert kinds(ledger, books) == {"given_up"}
    assert kinds(ledger, books, Demands(may_give_up=True)) == set()


def test_rows_whose_words_are_gone_are_counted(ledger: Ledger, books: Books) -> None:
    books.outbox = [replace(one, fingerprint=None) for one in books.outbox]
    assert kinds(ledger, books) == set()

    ledger.heard[ANNA].append(replace(heard(3), numbers=()))

    assert kinds(ledger, books) == {"doubled"}


def test_a_sick_database_is_told(ledger: Ledger, books: Books) -> None:
    books.unsound = ["row 7 missing from index"]

    assert kinds(ledger, books) == {"unsound"}


def test_numbers_are_read_from_an_answer_in_their_order() -> None:
    assert numbers_in([*words(2), *words(2), *words(10)]) == ((1, 2), (1, 10))


def test_the_buttons_of_an_answer_are_those_under_its_last_message() -> None:
    press = {"type": "postback", "label": "ข้าม", "data": "f=x"}
    camera = {"type": "camera", "label": "ถ่ายรูป"}
    items = [{"type": "action", "action": one} for one in (press, camera)]

    assert buttons_of([*words(1), {"quickReply": {"items": items}}]) == {"ข้าม": "f=x"}
    assert buttons_of(words(1)) == {}


def test_what_a_kill_falls_into_is_measured(ledger: Ledger) -> None:
    ledger.kills = [2.3]

    assert ledger.across_kills() == [pytest.approx(0.4)]
