"""What the documents show is what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import capacity, plots

PAGE = "before\n<!-- bench:a -->\nold\n<!-- /bench -->\nafter\n"


def test_a_table_replaces_the_one_between_its_marks() -> None:
    page = plots.with_tables(PAGE, {"a": "| new |"})

    assert page == "before\n<!-- bench:a -->\n| new |\n<!-- /bench -->\nafter\n"


def test_a_page_without_a_place_for_a_table_is_refused() -> None:
    with pytest.raises(SystemExit, match="no place for «b»"):
        plots.with_tables(PAGE, {"b": "| new |"})


def test_the_page_of_figures_holds_what_was_measured() -> None:
    page = Path("docs/performance.md").read_text(encoding="utf-8")
    tables = plots.performance_tables()

    assert tables
    assert plots.with_tables(page, tables) == page


def test_the_plan_on_paper_holds_what_follows_from_it() -> None:
    page = Path("docs/capacity.md").read_text(encoding="utf-8")

    assert plots.with_tables(page, capacity.tables()) == page
