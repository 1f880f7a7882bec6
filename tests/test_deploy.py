"""The dashboard and the alarms speak of figures that exist, and of pages that say what to do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

from bot import metrics

ROOT = Path(__file__).parent.parent
DASHBOARD = json.loads((ROOT / "deploy/grafana/front-door.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")

SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
NOT_OURS = {"up": {"job", "instance"}}
SELECTOR = re.compile(r"([a-z_][a-z0-9_]*)\s*\{([^}]*)\}")
GROUPING = re.compile(r"\b(?:by|on|without|unless on)\s*\(([^)]*)\)")
TEMPLATES = re.compile(r"\[[^\]]*\]|\"[^\"]*\"")
WORDS = {
    "sum", "max", "min", "by", "on", "rate", "increase", "histogram_quantile", "unless", "or",
    "absent", "time", "changes",
}  # fmt: skip
ANYWHERE = {"le", "instance", "job"}


def ours() -> dict[str, set[str]]:
    """Return every sample that bot/metrics.py can give, with its labels."""
    found: dict[str, set[str]] = {}
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            (family,) = list(metric.describe())
            for suffix in SUFFIXES[family.type]:
                found[family.name + suffix] = set(metric._labelnames)  # noqa: SLF001 -- nothing public tells
    return found


def known() -> dict[str, set[str]]:
    process = {family.name: set[str]() for family in REGISTRY.collect()}
    totals = {f"{family.name}_total": set[str]() for family in REGISTRY.collect()}
    return {**process, **totals, **ours(), **NOT_OURS}


def panels() -> Iterator[dict[str, Any]]:
    yield from (one for one in DASHBOARD["panels"] if one["type"] != "row")


def drawn() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel["targets"]] + [
        one["expr"] for one in DASHBOARD["annotations"]["list"]
    ]


def figures_in(expression: str) -> set[str]:
    """Return the words of an expression that name a figure."""
    bare = GROUPING.sub("", re.sub(r"\{[^}]*\}", "", TEMPLATES.sub("", expression)))
    return set(re.findall(r"[a-z_][a-z0-9_]*", bare)) - WORDS


def labels_in(expression: str) -> Iterator[tuple[str, str]]:
    """Give each label of an expression with the figure it selects, "" where it groups."""
    for figure, selected in SELECTOR.findall(expression):
        for label in re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)", selected):
            yield figure, label
    for grouped in GROUPING.findall(expression):
        for label in re.findall(r"[a-z_]+", grouped):
            yield "", label


EXPRESSIONS = sorted({*drawn(), *(rule["expr"] for rule in RULES)})


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_speaks_of_figures_and_labels_that_exist(expression: str) -> None:
    assert expression.count("(") == expression.count(")")
    figures = figures_in(expression)
    assert figures
    assert figures <= set(known())
    of_these = {label for figure in figures for label in known()[figure]} | ANYWHERE
    for figure, label in labels_in(expression):
        assert label in (known()[figure] if figure else of_these)


def test_the_small_parser_sees_what_is_wrong() -> None:
    expression = 'sum by (lane) (rate(frontdoor_nonsense_total{lan="live"}[5m])) > 0'

    assert figures_in(expression) == {"frontdoor_nonsense_total"}
    assert set(labels_in(expression)) == {("frontdoor_nonsense_total", "lan"), ("", "lane")}


def test_every_figure_of_ours_is_on_the_dashboard() -> None:
    shown = set().union(*(figures_in(expression) for expression in drawn()))

    missing = [
        family
        for family in {re.sub("_(bucket|sum|count)$", "", name) for name in ours()}
        if not shown & {family, f"{family}_bucket", f"{family}_sum", f"{family}_count"}
    ]
    assert missing == []


def test_every_panel_says_what_it_shows_and_in_which_unit() -> None:
    for panel in panels():
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
    names = [panel["title"] for panel in panels()]
    assert len(names) == len(set(names))


def test_the_dashboard_has_its_four_rows_and_no_panel_lies_on_another() -> None:
    rows = [one["title"] for one in DASHBOARD["panels"] if one["type"] == "row"]
    assert rows == ["Webhook", "Turns", "Sending", "Health"]
    ids = [one["id"] for one in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alarm_says_how_bad_it_is_and_where_to_read_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"]["summary"].endswith(".")
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert page == "docs/operations.md"
    assert anchor in anchors()


def anchors() -> set[str]:
    """Return the anchors that a forge makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", OPERATIONS, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}


GROWN = re.compile(r'sum\(increase\((frontdoor_\w+_total)\{(\w+)="(\w+)"\}\[\w+\]\)\) > \d+$')


def test_what_an_alarm_listens_for_is_there_as_nought_before_it_first_happens() -> None:
    tell = "import bot.metrics, prometheus_client as p; print(p.generate_latest().decode())"
    command = [sys.executable, "-c", tell]
    told = subprocess.check_output(command, cwd=ROOT, text=True)  # noqa: S603 -- our own words
    listened = [found for rule in RULES for found in GROWN.findall(rule["expr"])]

    assert len(listened) == 4
    for figure, label, value in listened:
        assert re.search(rf'^{figure}{{.*{label}="{value}".*}} 0\.0$', told, re.MULTILINE), value


def test_each_alarm_speaks_up_when_it_should_and_keeps_silent_when_not() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:  # beside the job: no part of the service needs it
        pytest.skip("promtool (Debian's prometheus) is not installed")
    command = [promtool, "test", "rules", str(ROOT / "deploy/prometheus/alerts_test.yml")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    assert said.returncode == 0, said.stdout + said.stderr


def test_each_alarm_is_tried() -> None:
    tried = (ROOT / "deploy/prometheus/alerts_test.yml").read_text(encoding="utf-8")

    assert [rule["alert"] for rule in RULES if f'"{rule["alert"]}",severity=' not in tried] == []


def test_every_alarm_has_one_name_of_its_own() -> None:
    names = [rule["alert"] for rule in RULES]

    assert len(names) == len(set(names))


def test_every_figure_is_explained_in_the_handbook() -> None:
    families = {re.sub("_(total|bucket|sum|count)$", "", name) for name in ours()}

    assert {name for name in families if name not in OPERATIONS} == set()


def test_the_example_for_scraping_names_the_job_that_the_alarms_name() -> None:
    scrape = yaml.safe_load((ROOT / "deploy/prometheus/scrape.yml").read_text(encoding="utf-8"))

    assert [one["job_name"] for one in scrape["scrape_configs"]] == ["front-door"]
