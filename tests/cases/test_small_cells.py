"""From what the public is shown, no small count can be worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases import periods
from bot.cases.small_cells import LEAST, Published, may_be_published, publish

NAMES = "abcdefg"
COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 200))


def tables(
    widths: tuple[int, ...] = (1, 2), counts: st.SearchStrategy[int] = COUNTS
) -> st.SearchStrategy[dict[str, tuple[int, ...]]]:
    def of(width: int) -> st.SearchStrategy[dict[str, tuple[int, ...]]]:
        return st.dictionaries(
            st.sampled_from(NAMES), st.tuples(*[counts] * width), min_size=1, max_size=7
        )

    return st.sampled_from(widths).flatmap(of)


def hidden(table: Published) -> list[str]:
    return [name for name, counts in table.rows.items() if counts is None]


@given(tables())
def test_no_small_count_is_shown(rows: dict[str, tuple[int, ...]]) -> None:
    table = publish(rows)

    shown = [count for counts in table.rows.values() if counts for count in counts]
    assert not [count for count in (*shown, *(table.total or ())) if 0 < count < LEAST]


@given(tables())
def test_what_is_shown_is_true(rows: dict[str, tuple[int, ...]]) -> None:
    table = publish(rows)

    assert list(table.rows) == list(rows)
    assert all(counts is None or counts == rows[name] for name, counts in table.rows.items())
    if table.total is not None:
        assert table.total == tuple(map(sum, zip(*rows.values(), strict=True)))
    else:
        assert hidden(table) == list(rows)


@given(tables())
def test_what_is_hidden_is_at_least_two_rows_whose_sums_are_not_small(
    rows: dict[str, tuple[int, ...]],
) -> None:
    table = publish(rows)

    if table.total is None or not hidden(table):
        return
    assert len(hidden(table)) >= 2
    shown = [counts for counts in table.rows.values() if counts]
    for place, whole in enumerate(table.total):
        rest = whole - sum(counts[place] for counts in shown)
        assert rest == 0 or rest >= LEAST


def worlds(table: Published) -> Iterator[Mapping[str, int]]:
    """Return every table of one column that the reader must think possible."""
    names = hidden(table)
    assert table.total is not None
    rest = table.total[0] - sum(counts[0] for counts in table.rows.values() if counts)
    for counts in product(range(rest + 1), repeat=len(names)):
        if sum(counts) == rest:
            yield dict(zip(names, counts, strict=True))


@given(tables(widths=(1,), counts=st.integers(0, 7)).filter(lambda rows: len(rows) <= 4))
def test_each_hidden_count_may_be_none_or_many_for_all_that_a_reader_knows(
    rows: dict[str, tuple[int, ...]],
) -> None:
    table = publish(rows)
    if table.total is None or not hidden(table):
        return
    possible = list(worlds(table))

    for name in hidden(table):
        values = {world[name] for world in possible}
        assert rows[name][0] in values
        assert 0 in values
        assert max(values) >= LEAST


def test_a_table_without_small_counts_is_shown_whole() -> None:
    rows = {"a": (5, 0), "b": (12, 9)}

    assert publish(rows) == Published(rows, (17, 9))


def test_the_smallest_others_are_hidden_with_it() -> None:
    table = publish({"a": (2,), "b": (90,), "c": (7,), "d": (0,)})

    assert table.rows == {"a": None, "b": (90,), "c": None, "d": (0,)}
    assert table.total == (99,)


@pytest.mark.parametrize(
    ("period", "today", "may"),
    [
        (periods.quarter(2569, 1), date(2026, 1, 1), True),
        (periods.quarter(2569, 1), date(2025, 12, 31), False),
        (periods.fiscal_year(2568), date(2026, 1, 1), False),
        (periods.month(2569, 10), date(2026, 1, 1), False),
    ],
)
def test_only_quarters_that_are_over_are_published(
    period: periods.Period, today: date, *, may: bool
) -> None:
    assert may_be_published(period, today=today) is may
