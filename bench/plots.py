"""Draw the results, and write their tables into the documents: `python -m bench plots`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import capacity, results

DOCS = Path(__file__).parent.parent / "docs"
IMAGES = DOCS / "images"
_OURS, _OTHERS, _LIMIT = "#1f7a4d", "#9aa5a0", "#b3261e"


def draw() -> None:
    """Draw all that was measured, and put the figures where the documents show them."""
    import matplotlib as mpl  # noqa: PLC0415 -- only who draws needs it

    mpl.use("svg")
    # The same results give the same file.
    mpl.rcParams.update({"svg.hashsalt": "bench", "font.size": 9, "axes.spines.top": False})
    drawings = {
        "webhook": _draw_webhook,
        "whole_path": _draw_whole_path,
        "scale": _draw_scale,
        "console": _draw_console,
    }
    for name, drawing in drawings.items():
        found = results.read(name)
        if found is not None:
            drawing(found)
            print(f"drawn: docs/images/bench-{name.replace('_', '-')}.svg")
    write_tables()


def write_tables() -> None:
    """Write every table between its marks in the documents."""
    for name, tables in (("performance", performance_tables()), ("capacity", capacity.tables())):
        path = DOCS / f"{name}.md"
        path.write_text(with_tables(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


def with_tables(page: str, tables: Mapping[str, str]) -> str:
    """Return the page with what stands between `<!-- bench:name -->` and `<!-- /bench -->` new."""
    for name, table in tables.items():
        begin, end = f"<!-- bench:{name} -->\n", "<!-- /bench -->"
        before, found, rest = page.partition(begin)
        if not found or end not in rest:
            raise SystemExit(f"the page has no place for «{name}»")
        page = before + begin + table + "\n" + rest[rest.index(end) :]
    return page


def performance_tables() -> dict[str, str]:
    """Return the tables of docs/performance.md as Markdown, by name; of what was measured."""
    makers = {
        "webhook": _webhook_table,
        "whole_path": _whole_path_table,
        "scale": _scale_table,
        "console": _console_table,
        "figures": _figures_table,
        "announcing": _announcing_table,
        "footprint": _footprint_table,
        "understanding": _understanding_table,
    }
    tables = {}
    for name, make in makers.items():
        found = results.read(name)
        if found is not None:
            tables[name] = f"{make(found)}\n\n{_measured_on(found)}"
    return tables


def _measured_on(found: Mapping[str, Any]) -> str:
    machine = found["machine"]
    return (
        f"Measured {found['measured_at'][:10]} at commit {found['commit']}: {machine['processor']},"
        f" {machine['cores']} cores, {machine['memory_gb']} GB; {machine['system']}; Python"
        f" {machine['python']}, SQLite {machine['sqlite']}, PostgreSQL {machine['postgresql']},"
        f" Redis {machine['redis']}; fdatasync {machine['fdatasync_ms']} ms; load average"
        f" {machine['load_average']} at the end."
    )


def _table(head: str, rows: list[str]) -> str:
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|---" + "|--:" * (columns - 1) + "|", *rows])


def _webhook_table(found: Mapping[str, Any]) -> str:
    return _table(
        "server | requests/s | × floor | p50 ms | p99 ms | CPU µs | database µs",
        [
            f"| {name} | {one['per_second']:,.0f} | {one['times_the_floor']:.2f}"
            f" | {one['p50_ms']:.1f} | {one['p99_ms']:.1f} | {one['cpu_us']:.0f}"
            f" | {one['database_cpu_us']:.0f} |"
            for name, one in found["subjects"].items()
        ],
    )


def _whole_path_table(found: Mapping[str, Any]) -> str:
    rows = []
    for name, kinds in found["forms"].items():
        many, alone = kinds["crowd"], kinds["alone"]
        rows.append(
            f"| {name} | {many['per_second']:,.0f} | {many['p50_ms']:.0f} | {many['p99_ms']:.0f}"
            f" | {many['cpu_us'] / 1000:.2f} | {many['database_cpu_us'] / 1000:.2f}"
            f" | {alone['p50_ms']:.1f} | {alone['p99_ms']:.1f}"
            f" | {many['cards']:.3f} | {kinds['idle']['cpu_percent']:.1f} |"
        )
    return _table(
        "form | messages/s | p50 ms | p99 ms | CPU ms a message | database ms a message"
        " | alone p50 ms | alone p99 ms | cards | idle % of a core",
        rows,
    )


def _scale_table(found: Mapping[str, Any]) -> str:
    rows = []
    for kind, told in found["databases"].items():
        for who, other in (("new people", "empty"), ("new and known", "small")):
            full, small, ratio = told[f"full, {who}"], told[f"{other}, {who}"], told["ratios"][who]
            rows.append(
                f"| {kind}, {who} | {1000 / small['per_second']:.2f}"
                f" | {1000 / full['per_second']:.2f} | {ratio['time']:.2f} | {ratio['cpu']:.2f}"
                f" | {small['p50_ms']:.0f} → {full['p50_ms']:.0f} | {told['size_mb'] / 1000:.1f} |"
            )
    table = _table(
        "database | ms a message, empty or small | ms a message, full | time × | CPU ×"
        " | p50 ms | GB",
        rows,
    )
    return f"{table}\n\nFull: {found['full']:,} people; small: {found['small']:,}."


def _console_table(found: Mapping[str, Any]) -> str:
    kinds = found["databases"]
    pages = next(iter(kinds.values()))["pages"]
    table = _table(
        "page | " + " | ".join(f"{kind} ms" for kind in kinds),
        [
            f"| {page} | "
            + " | ".join(f"{told['pages'][page]['median_ms']:.0f}" for told in kinds.values())
            + " |"
            for page in pages
        ],
    )
    sizes = "; ".join(
        f"{kind}: {told['open_cases']:,} open cases, {told['size_mb'] / 1000:.1f} GB"
        for kind, told in kinds.items()
    )
    return f"{table}\n\n{found['cases']:,} cases. {sizes}."


def _figures_table(found: Mapping[str, Any]) -> str:
    kinds = found["databases"]
    names = next(iter(kinds.values()))["pages"]
    rows = [
        f"| {name} | "
        + " | ".join(f"{one['pages'][name]['p50_ms']:,.0f}" for one in kinds.values())
        + " |"
        for name in names
    ]
    head = "page | " + " | ".join(f"{kind}, ms" for kind in kinds)
    return f"{_table(head, rows)}\n\nCases: {found['full']:,}."


def _announcing_table(found: Mapping[str, Any]) -> str:
    kinds = found["databases"]
    lines = (
        ("recipients frozen, s", "freeze_seconds", 0),
        ("sent, s", "send_seconds", 0),
        ("requests a second", "requests_per_second", 0),
        ("people a second", "people_per_second", 0),
        ("refused by LINE", "refused_by_line", 0),
        ("resident after a tenth, MB", "early_mb", 0),
        ("resident at most, MB", "most_mb", 0),
        ("an answer alone, p50 ms", "alone_p50_ms", 1),
        ("an answer meanwhile, p50 ms", "beside_p50_ms", 1),
        ("ratio of the medians", "ratio_p50", 2),
        ("an answer meanwhile, p99 ms", "beside_p99_ms", 1),
    )
    rows = [
        f"| {what} | " + " | ".join(f"{one[name]:,.{places}f}" for one in kinds.values()) + " |"
        for what, name, places in lines
        if all(name in one for one in kinds.values())
    ]
    head = "what | " + " | ".join(kinds)
    return f"{_table(head, rows)}\n\nFriends: {found['friends']:,}."


def _footprint_table(found: Mapping[str, Any]) -> str:
    one = found["medians"]
    return _table(
        "what | measured",
        [
            f"| start to first answer, new installation | {one['first_start_seconds']:.1f} s |",
            f"| start to first answer, later | {one['later_start_seconds']:.1f} s |",
            f"| CPU until then | {one['later_start_cpu_seconds']:.1f} s |",
            f"| resident, all processes, at the first answer | {one['rss_mb_at_start']:.0f} MB |",
            f"| resident after 1,000 messages | {one['rss_mb']:.0f} MB |",
            f"| proportional (PSS) after 1,000 messages | {one['pss_mb']:.0f} MB |",
        ],
    )


def _understanding_table(found: Mapping[str, Any]) -> str:
    return _table(
        "what | measured",
        [
            f"| one message, p50 | {found['p50_us']:.0f} µs |",
            f"| one message, p99 | {found['p99_us']:.0f} µs |",
            f"| 2,000 different lines, p50 | {found['lines']['p50_us']:.0f} µs |",
            f"| the same, p99 | {found['lines']['p99_us']:.0f} µs |",
            f"| a process of its own, to its answer | {found['cold_start_seconds']:.2f} s |",
            f"| its memory | {found['rss_mb']:.0f} MB |",
        ],
    )


def _draw_webhook(found: Mapping[str, Any]) -> None:
    subjects = found["subjects"]
    names = list(subjects)
    colours = [_OURS if name.startswith("Front Door") else _OTHERS for name in names]
    figure, (left, right) = _figure(2, height=0.45 * len(names) + 1.1)
    left.barh(names, [subjects[name]["times_the_floor"] for name in names], color=colours)
    left.axvline(1.1, color=_LIMIT, linewidth=1)
    left.set_xlabel("requests a second, × the SDK's example (line: demanded)")
    right.barh(names, [subjects[name]["p99_ms"] for name in names], color=colours)
    right.set_xlabel("p99, ms")
    right.set_yticks([])
    for axis in (left, right):
        axis.invert_yaxis()
    _save(figure, "webhook")


def _draw_whole_path(found: Mapping[str, Any]) -> None:
    forms = found["forms"]
    names = list(forms)
    figure, (left, right) = _figure(2, height=0.55 * len(names) + 1.1)
    left.barh(names, [forms[name]["crowd"]["per_second"] for name in names], color=_OURS)
    left.axvline(400, color=_LIMIT, linewidth=1)
    left.set_xlabel("messages a second, 64 people (line: demanded)")
    for place, name in enumerate(names):
        alone = forms[name]["alone"]
        right.plot([alone["p50_ms"], alone["p99_ms"]], [place, place], color=_OURS, marker="o")
    right.axvline(100, color=_LIMIT, linewidth=1)
    right.set_xlabel("one person alone: p50 to p99, ms (line: p99 demanded)")
    right.set_xlim(left=0)
    right.set_ylim(-0.6, len(names) - 0.4)
    right.set_yticks([])
    for axis in (left, right):
        axis.invert_yaxis()
    _save(figure, "whole_path")


def _draw_scale(found: Mapping[str, Any]) -> None:
    bars = {
        f"{kind}, {who}": ratio
        for kind, told in found["databases"].items()
        for who, ratio in told["ratios"].items()
    }
    figure, axes = _figure(1, height=0.5 * len(bars) + 1.1)
    places = range(len(bars))
    axes.barh(
        [one - 0.2 for one in places],
        [one["time"] for one in bars.values()],
        0.4,
        color=_OURS,
        label="time",
    )
    axes.barh(
        [one + 0.2 for one in places],
        [one["cpu"] for one in bars.values()],
        0.4,
        color=_OTHERS,
        label="CPU",
    )
    axes.axvline(1.2, color=_LIMIT, linewidth=1)
    axes.set_yticks(list(places), list(bars))
    axes.set_xlabel("a message in the full database, × the empty or small one (line: demanded)")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    axes.invert_yaxis()
    _save(figure, "scale")


def _draw_console(found: Mapping[str, Any]) -> None:
    kinds = found["databases"]
    pages = list(next(iter(kinds.values()))["pages"])
    figure, axes = _figure(1, height=0.3 * len(pages) + 1.1)
    for place, (kind, told) in enumerate(kinds.items()):
        axes.barh(
            [one + 0.4 * place - 0.2 for one in range(len(pages))],
            [told["pages"][page]["median_ms"] for page in pages],
            0.4,
            color=(_OURS, _OTHERS)[place],
            label=kind,
        )
    axes.axvline(100, color=_LIMIT, linewidth=1)
    axes.set_yticks(range(len(pages)), pages)
    axes.set_xlabel("median server time, ms (line: demanded)")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    axes.invert_yaxis()
    _save(figure, "console")


def _figure(columns: int, *, height: float) -> tuple[Any, Any]:
    from matplotlib import pyplot as plt  # noqa: PLC0415 -- as above

    made: tuple[Any, Any] = plt.subplots(1, columns, figsize=(9, height), layout="constrained")
    return made


def _save(figure: Any, name: str) -> None:  # noqa: ANN401 -- matplotlib is loaded late
    IMAGES.mkdir(exist_ok=True)
    path = IMAGES / f"bench-{name.replace('_', '-')}.svg"
    figure.savefig(path, metadata={"Date": None})
