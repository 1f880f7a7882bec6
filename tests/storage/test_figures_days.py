"""The daily totals, the lists behind them, and the cases themselves say the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from bot.cases.categories import TRACKS, Reporting
from bot.cases.closing import outcomes_for
from bot.cases.figures import UNKNOWN, Fact, Figures, Measure, Petitioner, figures_of, late
from bot.cases.figures_lists import Listing, What
from bot.cases.states import ENDED
from bot.model.cases import Priority, Status
from bot.model.thai import BANGKOK
from bot.storage import cases, figures_days, figures_lists
from bot.storage.cases import NewCase
from bot.storage.db import reading, transaction
from bot.storage.figures_lists import Range
from bot.storage.tables import case, figure_day, figure_fact
from tests.world import WEDNESDAY_MORNING as NOW

TODAY = NOW.astimezone(BANGKOK).date()
SUB_INTENTS = (
    "fin.invest",
    "prod.machine",
    "std.fda",
    "mkt.online",
    "mgmt.digital",
    "intl.jv",
    None,
)
CATEGORIES = ("financing", "technology", "market", "rescue", "other")
PROVINCES = ("TH-30", "TH-31", "TH-50", None)
DICE = random.Random(1)  # noqa: S311 -- a test's
FIRST, LAST = TODAY - timedelta(days=60), TODAY - timedelta(days=10)


def open_one(connection: Connection, dice: random.Random, number: str) -> None:
    at = NOW - timedelta(hours=dice.randrange(24 * 90))
    sub_intent = dice.choice(SUB_INTENTS)
    new = NewCase(
        number=number,
        person=dice.choice(("U1", "U2", "U3", "U4", "desk:1", "desk:2", "desk:3")),
        category=dice.choice(CATEGORIES),
        sub_intent=sub_intent,
        track="jv" if sub_intent == "intl.jv" else None,
        priority=Priority.NORMAL,
        centre_code="SSRC-30",
        centre_name="ศูนย์",
        helpers=(),
        why_centre="",
        summary="-",
        next_contact=(at + timedelta(days=3)).date(),
        province=dice.choice(PROVINCES),
        phone=dice.choice(("0811111111", "0822222222", None)),
        juristic_id=dice.choice((None, None, "0105536112014")),
        amount_max=dice.choice((None, 500_000)),
        details={"business": dice.choice(("ร้านน้ำพริก", "วิสาหกิจชุมชนบ้านสวน", "บริษัท ก จำกัด"))},
    )
    cases.add(connection, new, now=at)


def change_one(connection: Connection, dice: random.Random, number: str, now: datetime) -> None:
    row = connection.execute(select(case).where(case.c.number == number)).one()

    def end() -> None:
        status = dice.choice((Status.CLOSED, Status.CLOSED, Status.CANCELLED))
        outcomes = [
            code for code, one in outcomes_for(row.category).items() if one.status is status
        ]
        cases.set_status(connection, number, status, by="ann", now=now)
        cases.set_outcome(connection, number, dice.choice(outcomes))

    def reopen() -> None:
        cases.set_status(connection, number, Status.NEW, by="ann", now=now)
        cases.set_outcome(connection, number, None)

    def sort() -> None:
        after = {"sub_intent": dice.choice(SUB_INTENTS)}
        cases.sort(connection, number, before={}, after=after, by="ann", now=now)

    def place() -> None:
        slots = {"province": dice.choice(PROVINCES[:3])}
        assert cases.change_slots(connection, row.person, number, slots, now=now)

    def speak() -> None:
        cases.note_contact(connection, number, now=now)
        cases.set_status(connection, number, Status.ADVISING, by="ann", now=now)

    def wait() -> None:
        cases.set_status(connection, number, Status.WAITING_OWNER, by="ann", now=now)

    deeds: tuple[Callable[[], None], ...] = (end, end, reopen, sort, place, speak, wait)
    dice.choice(deeds)()


def a_quarter_of_life(engine: Engine, seed: int) -> None:
    """Open and change cases at random; the totals follow at random moments in between."""
    dice = random.Random(seed)  # noqa: S311 -- a test's dice
    numbers = [f"c{place:03}" for place in range(60)]
    with transaction(engine) as connection:
        for number in numbers:
            open_one(connection, dice, number)
    for step in range(120):
        at = NOW - timedelta(hours=dice.randrange(24 * 60))
        with transaction(engine) as connection:
            change_one(connection, dice, dice.choice(numbers), at)
        if step % 17 == 0:
            follow(engine, most=dice.choice((5, 300)))
    follow(engine)


def follow(engine: Engine, most: int = 300, now: datetime = NOW) -> None:
    more = True
    while more:
        with transaction(engine) as connection:
            more = figures_days.refresh(connection, now=now, most=most)


def truth(engine: Engine) -> list[Fact]:
    with reading(engine) as connection:
        return figures_days.facts_of(connection, list(connection.scalars(select(case.c.number))))


def page(engine: Engine, areas: frozenset[str] | None) -> Figures:
    with reading(engine) as connection:
        sums = figures_days.sums(connection, areas, FIRST, LAST)
        return figures_of(sums, figures_days.petitioners(connection, areas, FIRST, LAST))


def listed(engine: Engine, areas: frozenset[str] | None, listing: Listing) -> set[str]:
    of = Range(areas, FIRST, LAST, TODAY)
    numbers: list[str] = []
    after = None
    with reading(engine) as connection:
        while found := figures_lists.lines(connection, listing, of, after=after):
            numbers += [one.number for one in found]
            after = (found[-1].day, found[-1].number)
        assert figures_lists.count(connection, listing, of) == len(numbers) == len(set(numbers))
    return set(numbers)


AREAS = (None, frozenset({"TH-30"}), frozenset({"TH-31", "TH-50", UNKNOWN}))


@dataclass(frozen=True)
class Sight:
    """One area, with the cases that belong there as they are."""

    engine: Engine
    areas: frozenset[str] | None
    here: list[Fact]

    @property
    def mine(self) -> list[Fact]:
        return [one for one in self.here if FIRST <= one.day <= LAST]

    def same(self, listing: Listing, told: int, real: Iterable[Fact]) -> None:
        numbers = {one.number for one in real}
        assert told == len(numbers), listing
        assert listed(self.engine, self.areas, listing) == numbers, listing


@pytest.fixture(params=[1, 2, 3])
def lived(engine: Engine, request: pytest.FixtureRequest) -> list[Sight]:
    a_quarter_of_life(engine, request.param)
    everything = truth(engine)
    return [
        Sight(engine, areas, [one for one in everything if areas is None or one.area in areas])
        for areas in AREAS
    ]


def test_page_lists_and_cases_say_the_same(
    lived: list[Sight], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_lists, "PAGE", 7)
    for sight in lived:
        found = page(sight.engine, sight.areas)
        assert found.matters, "the dice have made something to count"
        received_is_the_same(sight, found)
        ended_is_the_same(sight, found)
        petitioners_are_the_same(sight, found)
        medians_are_the_same(found, sight.mine)
        with reading(sight.engine) as connection:
            promised = figures_days.promised(connection, sight.areas)
        overdue = [one for one in sight.here if one.promised and one.promised < TODAY]
        sight.same(Listing(What.LATE), late(promised, today=TODAY), overdue)


def received_is_the_same(sight: Sight, found: Figures) -> None:
    mine = sight.mine
    done = [one for one in mine if one.status is Status.CLOSED]
    sight.same(Listing(What.MATTERS), found.matters, mine)
    sight.same(Listing(What.COMPLETED), found.completed, done)
    for share in found.shares:
        is_it = share.reporting
        received = Listing(What.MATTERS, reporting=is_it)
        completed = Listing(What.COMPLETED, reporting=is_it)
        sight.same(received, share.received, [one for one in mine if one.reporting is is_it])
        sight.same(completed, share.completed, [one for one in done if one.reporting is is_it])
    for status in Status:
        listing, told = Listing(What.MATTERS, status=status), found.statuses.get(status, 0)
        sight.same(listing, told, [one for one in mine if one.status is status])
    for track in TRACKS:
        listing, told = Listing(What.MATTERS, track=track), found.tracks.get(track, 0)
        sight.same(listing, told, [one for one in mine if one.track == track])
    contacted = [one for one in mine if one.contact_days is not None]
    sight.same(Listing(What.CONTACTED), len(contacted), contacted)


def ended_is_the_same(sight: Sight, found: Figures) -> None:
    ended = [one for one in sight.here if one.ended_day and FIRST <= one.ended_day <= LAST]
    lent = [one for one in ended if one.loan_baht is not None]
    closed = [one for one in ended if one.status is Status.CLOSED]
    sight.same(Listing(What.ENDED), found.ended, closed)
    sight.same(Listing(What.LOANS), found.loans, lent)
    assert found.baht == sum(one.loan_baht or 0 for one in lent)


def petitioners_are_the_same(sight: Sight, found: Figures) -> None:
    kinds: dict[int, Petitioner] = {}
    for one in sight.mine:
        kinds[one.petitioner] = max(one.kind, kinds.get(one.petitioner, one.kind))
    counted = Counter(kinds.values())
    assert found.petitioners == {kind: counted[kind] for kind in Petitioner}
    for kind in Petitioner:
        real = {one.number for one in sight.mine if kinds[one.petitioner] is kind}
        assert listed(sight.engine, sight.areas, Listing(What.MATTERS, petitioner=kind)) == real


def medians_are_the_same(found: Figures, mine: list[Fact]) -> None:
    for told, days in (
        (found.median_contact, sorted(d for o in mine if (d := o.contact_days) is not None)),
        (found.median_close, sorted(d for o in mine if (d := o.close_days) is not None)),
    ):
        middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2 if days else None
        assert told == middle


@pytest.mark.parametrize("seed", [4, 5])
def test_provinces_and_days_add_up_to_the_country(engine: Engine, seed: int) -> None:
    a_quarter_of_life(engine, seed)
    everything = [one for one in truth(engine) if FIRST <= one.day <= LAST]

    with reading(engine) as connection:
        areas = {"TH-30", "TH-31", "TH-50", UNKNOWN}
        matters, completed = (
            figures_days.by_province(connection, areas, FIRST, LAST, measure)
            for measure in (Measure.MATTERS, Measure.COMPLETED_ALL)
        )
        days = figures_days.by_day(connection, None, FIRST, LAST)

    assert matters == Counter(one.area for one in everything)
    done = [one for one in everything if one.status is Status.CLOSED]
    assert completed == Counter(one.area for one in done)
    assert days == Counter(one.day for one in everything)


def test_what_is_followed_twice_counts_once(engine: Engine) -> None:
    a_quarter_of_life(engine, 6)
    before = kept(engine)

    for _ in range(3):
        follow(engine)

    assert kept(engine) == before


def test_a_case_that_changes_later_is_put_right_wherever_it_was_counted(engine: Engine) -> None:
    with transaction(engine) as connection:
        open_one(connection, DICE, "c1")
        cases.set_status(connection, "c1", Status.ACCEPTED, by="ann", now=NOW)
        cases.set_status(connection, "c1", Status.CLOSED, by="ann", now=NOW)
    follow(engine)
    assert {status for status, count in ended(engine).items() if count} == {Status.CLOSED}

    with transaction(engine) as connection:
        cases.set_status(connection, "c1", Status.NEW, by="ann", now=NOW)
        cases.sort(
            connection, "c1", before={}, after={"sub_intent": "legal.sued"}, by="ann", now=NOW
        )
    follow(engine)

    assert not any(ended(engine).values()), "it was taken up again"
    with reading(engine) as connection:
        sums = figures_days.sums(connection, None, date(2026, 1, 1), TODAY)
    assert sums[Measure.RECEIVED] == {Reporting.LEGAL: 1}
    assert Measure.COMPLETED not in sums


def test_a_line_that_is_committed_late_is_not_passed_over(engine: Engine) -> None:
    """PostgreSQL numbers lines before they are committed: a lower one may come after a higher."""
    with transaction(engine) as connection:
        open_one(connection, DICE, "c1")
        cases.set_status(connection, "c1", Status.ACCEPTED, by="ann", now=NOW)
    follow(engine)
    with reading(engine) as connection:
        assert figures_days.behind(connection), "the newest lines are looked at again"

    follow(engine, now=NOW + timedelta(minutes=2))

    with reading(engine) as connection:
        assert not figures_days.behind(connection)


def test_two_who_follow_at_once_count_once(engine: Engine) -> None:
    """A leader that lost its lease without knowing reads the mark, and then is too late."""
    with transaction(engine) as connection:
        open_one(connection, DICE, "c1")
    with reading(engine) as connection:
        stale = figures_days._read_mark(connection)  # noqa: SLF001 -- what the other one read
    follow(engine)

    with transaction(engine) as connection:
        assert not figures_days._move(connection, stale, 5)  # noqa: SLF001
    with reading(engine) as connection:
        taken = figures_days._read_mark(connection)  # noqa: SLF001
    with transaction(engine) as connection:
        assert figures_days._move(connection, taken, 5)  # noqa: SLF001
        assert not figures_days._move(connection, taken, 6)  # noqa: SLF001


def test_of_a_person_nothing_is_kept_that_could_be_read(engine: Engine) -> None:
    with transaction(engine) as connection:
        open_one(connection, DICE, "c1")
    follow(engine)

    with reading(engine) as connection:
        row = connection.execute(select(figure_fact)).mappings().one()

    assert {type(value) for name, value in row.items() if name == "petitioner"} == {int}
    assert not {"phone", "person", "contact_name"} & set(row)


def ended(engine: Engine) -> dict[str, int]:
    query = select(figure_day.c.key, figure_day.c.count).where(
        figure_day.c.measure == Measure.ENDED, figure_day.c.area == "*"
    )
    with reading(engine) as connection:
        return {key: count for key, count in connection.execute(query) if key in ENDED}


def kept(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        rows = connection.execute(select(figure_day).order_by(*figure_day.primary_key))
        return [tuple(row) for row in rows]
