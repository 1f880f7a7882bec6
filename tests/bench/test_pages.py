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


@pytest.mark.parametrize("name", ["performance", "capacity"])
def test_the_documents_hold_the_results(name: str) -> None:
    page = Path(f"docs/{name}.md").read_text(encoding="utf-8")
    tables = capacity.tables() if name == "capacity" else plots.performance_tables()

    assert tables
    assert plots.with_tables(page, tables) == page
