from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from bot.model.cases import Status
from bot.model.heard import Amount
from bot.storage import cases
from bot.storage.cases import NewCase
from bot.storage.db import reading, transaction
from tests.world import WEDNESDAY_MORNING as NOW

LOAN = NewCase(
    number="30-69-00001-0",
    person="U1",
    category="financing",
    sub_intent="fin.invest",
    track=None,
    priority="normal",
    centre_code="SSRC-30",
    centre_name="ศูนย์โคราช",
    helpers=("IPC-6",),
    why_centre="จังหวัดนครราชสีมา",
    summary="อยากกู้เงินมาซื้อเครื่องจักร",
    next_contact=date(2026, 11, 30),
    province="TH-30",
    phone="0812345678",
    amount_min=500_000,
    amount_max=500_000,
    details={"business": "สกินแคร์"},
)


def open_case(engine: Engine, new: NewCase = LOAN) -> None:
    with transaction(engine) as connection:
        cases.add(connection, new, now=NOW)


def test_a_case_comes_back_whole_with_its_history(engine: Engine) -> None:
    open_case(engine)

    with reading(engine) as connection:
        (record,) = cases.records(connection)

    assert record.number == "30-69-00001-0"
    assert record.details.amount_baht == Amount(500_000, 500_000)
    assert record.details.business == "สกินแคร์"
    assert record.opened_at == NOW
    assert [entry.what for entry in record.history] == ["opened"]


def test_a_change_keeps_what_was_there_before(engine: Engine) -> None:
    open_case(engine)

    with transaction(engine) as connection:
        theirs = cases.change_slots(
            connection,
            "U1",
            LOAN.number,
            {"phone": "0899999999", "amount_baht": {"min": None, "max": 9}, "business": "น้ำพริก"},
            now=NOW,
        )

    assert theirs
    with reading(engine) as connection:
        (record,) = cases.records(connection, person="U1")
    assert record.contact.phone == "0899999999"
    assert record.details.amount_baht == Amount(None, 9)
    assert record.details.business == "น้ำพริก"
    assert [entry.what for entry in record.history] == ["opened", "changed"]


def test_nobody_changes_the_case_of_another(engine: Engine) -> None:
    open_case(engine)

    with transaction(engine) as connection:
        assert not cases.change_slots(connection, "U2", LOAN.number, {"phone": "0"}, now=NOW)

    with reading(engine) as connection:
        (record,) = cases.records(connection)
    assert record.contact.phone == "0812345678"


def test_a_move_is_written_into_the_history(engine: Engine) -> None:
    open_case(engine)

    with transaction(engine) as connection:
        cases.set_status(connection, LOAN.number, Status.CANCELLED, by="owner", now=NOW)

    with reading(engine) as connection:
        (record,) = cases.records(connection)
        (brief,) = cases.briefs(connection, "U1")
    assert record.status is brief.status is Status.CANCELLED
    assert [entry.what for entry in record.history] == ["opened", "cancelled"]


def test_numbers_are_drawn_without_gaps_or_doubles(engine: Engine) -> None:
    def draw(_: int) -> int:
        with transaction(engine) as connection:
            return cases.draw_number(connection, "30-69")

    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(draw, range(30)))

    assert sorted(drawn) == list(range(1, 31))


def test_a_long_register_is_read_in_pages_without_losing_or_doubling_any(engine: Engine) -> None:
    with transaction(engine) as connection:
        for n in range(1_003):
            cases.add(connection, replace(LOAN, number=f"30-69-{n:05d}-0"), now=NOW)

    with reading(engine) as connection:
        numbers = [record.number for record in cases.records(connection)]

    assert len(numbers) == len(set(numbers)) == 1_003
