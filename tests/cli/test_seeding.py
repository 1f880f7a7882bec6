"""Invented people keep the proportions of the centres' own report, and nobody real is meant."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from stdnum.th import moa

from bot.cases.categories import Reporting, reporting_category
from bot.cases.states import may_move
from bot.cli.seeding import Invented, InventedCase, InventedMessage, InventedPerson, invent
from bot.cli.seeding_words import MATTERS
from bot.model.cases import Status
from bot.model.thai import BANGKOK

TODAY = date(2026, 11, 25)
PROVINCES = [f"TH-{code}" for code in (10, 30, 50, 71, 72, 73, 74, 75)]


def made(seed: int = 1, *, friends: int, cases: int, messages: int) -> list[Invented]:
    return list(
        invent(
            seed,
            friends=friends,
            cases=cases,
            messages=messages,
            today=TODAY,
            provinces=PROVINCES,
        )
    )


@pytest.fixture(scope="module")
def many() -> list[Invented]:
    return made(friends=6_000, cases=5_800, messages=9_001)


@pytest.fixture(scope="module")
def people(many: list[Invented]) -> list[InventedPerson]:
    return [one for one in many if isinstance(one, InventedPerson)]


@pytest.fixture(scope="module")
def cases(many: list[Invented]) -> list[InventedCase]:
    return [one for one in many if isinstance(one, InventedCase)]


@pytest.fixture(scope="module")
def messages(many: list[Invented]) -> list[InventedMessage]:
    return [one for one in many if isinstance(one, InventedMessage)]


def test_the_shares_of_matters_add_up_to_a_hundred() -> None:
    assert sum(matter.weight for matter in MATTERS) == 100


@pytest.mark.parametrize(
    ("friends", "asked", "said"), [(1, 0, 0), (1, 5, 3), (7, 3, 10), (100, 145, 0), (10, 300, 7)]
)
def test_there_are_exactly_as_many_as_asked_for(friends: int, asked: int, said: int) -> None:
    kinds = Counter(type(one) for one in made(friends=friends, cases=asked, messages=said))
    assert kinds[InventedPerson] == friends
    assert kinds[InventedCase] == asked
    assert kinds[InventedMessage] == said


def test_without_friends_there_is_nothing() -> None:
    assert made(friends=0, cases=10, messages=10) == []


def test_a_seed_gives_the_same_people_again_and_another_seed_others() -> None:
    assert made(7, friends=20, cases=30, messages=30) == made(7, friends=20, cases=30, messages=30)
    assert made(7, friends=20, cases=30, messages=30) != made(8, friends=20, cases=30, messages=30)


def test_it_is_a_stream() -> None:
    endless = invent(
        1, friends=10**12, cases=10**12, messages=10**12, today=TODAY, provinces=PROVINCES
    )
    assert len(list(islice(endless, 50))) == 50


def test_what_people_ask_about_follows_the_report(cases: list[InventedCase]) -> None:
    counted = Counter(reporting_category(case.category, case.sub_intent) for case in cases)
    shares = {kind: counted[kind] / len(cases) for kind in Reporting}
    assert shares[Reporting.FINANCE] == pytest.approx(0.64, abs=0.03)
    assert shares[Reporting.MARKETING] == pytest.approx(0.14, abs=0.02)
    assert shares[Reporting.PRODUCTION] == pytest.approx(0.08, abs=0.02)


def test_petitioners_have_several_matters_and_few_are_companies(cases: list[InventedCase]) -> None:
    petitioners = {case.person: case.juristic_id for case in cases}
    assert len(cases) / len(petitioners) == pytest.approx(1.45, abs=0.01)
    companies = sum(juristic is not None for juristic in petitioners.values())
    assert companies / len(petitioners) == pytest.approx(0.23, abs=0.03)


def test_exactly_half_of_the_friends_accept_news(people: list[InventedPerson]) -> None:
    assert sum(person.news for person in people) == len(people) / 2


def test_two_thirds_of_the_cases_are_done_as_the_report_says(cases: list[InventedCase]) -> None:
    done = sum(case.status is Status.CLOSED for case in cases)
    assert done / len(cases) == pytest.approx(0.65, abs=0.05)


def test_provinces_are_uneven_and_some_unknown(cases: list[InventedCase]) -> None:
    counted = Counter(case.province for case in cases)
    assert counted["TH-10"] > counted["TH-30"] > counted["TH-71"] > 0
    assert counted[None] > 0


def test_nobody_real_can_be_meant(people: list[InventedPerson], cases: list[InventedCase]) -> None:
    assert all(person.person.startswith("Ufeed") for person in people)
    assert len({person.person for person in people}) == len(people)
    assert all(len(person.person) == 33 for person in people)
    assert all(case.phone.startswith("060000") and len(case.phone) == 10 for case in cases)
    numbers = [case.juristic_id for case in cases if case.juristic_id]
    assert all(number.startswith("000") and moa.is_valid(number) for number in numbers)
    assert all(case.email is None or case.email.endswith("@example.com") for case in cases)


def test_every_case_took_legal_moves_only_in_order_of_time(cases: list[InventedCase]) -> None:
    for case in cases:
        lived = [(case.opened_at, Status.NEW), *case.moves]
        assert all(may_move(before, after) for (_, before), (_, after) in pairwise(lived))
        assert all(earlier < later for (earlier, _), (later, _) in pairwise(lived))


def test_nothing_happens_before_the_person_came_or_after_yesterday(
    people: list[InventedPerson], cases: list[InventedCase], messages: list[InventedMessage]
) -> None:
    came = {person.person: person.followed_at for person in people}
    end = datetime.combine(TODAY, datetime.min.time(), BANGKOK)
    moments = [(case.person, case.opened_at) for case in cases]
    moments += [(case.person, at) for case in cases for at, _ in case.moves]
    moments += [(message.person, message.at) for message in messages]
    assert all(came[person] <= at < end for person, at in moments)
    assert max(at for _, at in moments).astimezone(UTC) > end - timedelta(days=30)


def test_urgent_matters_are_marked_as_the_rules_say(cases: list[InventedCase]) -> None:
    assert {c.priority for c in cases if c.sub_intent.startswith("disaster.")} == {"urgent"}
    assert {c.priority for c in cases if c.sub_intent.startswith("fin.")} == {"normal"}
    assert {c.priority for c in cases if c.sub_intent.startswith("legal.")} == {"high", "urgent"}
    assert {c.track for c in cases if c.sub_intent.startswith("intl.")} == {"export", "partner"}


def test_owner_and_bot_take_turns(messages: list[InventedMessage]) -> None:
    by_person: dict[str, list[InventedMessage]] = {}
    for message in messages:
        by_person.setdefault(message.person, []).append(message)
    for said in by_person.values():
        assert [one.direction for one in said] == ["in", "out"] * (len(said) // 2) + ["in"] * (
            len(said) % 2
        )
        assert all(earlier.at <= later.at for earlier, later in pairwise(said))
