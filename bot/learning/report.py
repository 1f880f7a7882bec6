"""Writes what was measured: lines for a terminal, a page, and the reliability plot."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from matplotlib.figure import Figure

from bot.learning.measuring import Figures, Share

MOST_MISTAKES = 300
"""Shown on the page; figures count them all."""


def lines_of(figures: Figures) -> Iterator[str]:
    """Yield the figures as lines of plain text."""
    first, second, third = figures.top
    low, high = figures.calibration_interval
    yield f"{first.of} lines"
    yield f"top 1        {_share(first)}"
    yield f"top 2, 3     {second.value:.3f}  {third.value:.3f}"
    yield f"macro-F1     {figures.macro_f1:.3f}"
    if figures.sub_intents.of:
        yield f"sub-intent   {_share(figures.sub_intents)}, where the intent is right"
    yield f"calibration error (15 bins)  {figures.calibration_error:.3f} [{low:.3f}, {high:.3f}]"
    for kind, area in figures.strange.items():
        yield f"out of scope, AUROC {kind:5}{area:.3f}"
    yield ""
    yield "asked below   asked   right when not asked   right with three buttons"
    for one in figures.asking:
        shares = f"{one.asked:.3f}   {one.right_unasked:.3f}                  {one.effective:.3f}"
        yield f"{one.threshold:<14}{shares}"
    yield ""
    width = max(len(one.name) for one in figures.classes) + 2
    yield f"{'intent':{width}}precision  recall  F1     lines"
    for each in figures.classes:
        shares = f"{each.precision:.3f}      {each.recall:.3f}   {each.f1:.3f}"
        yield f"{each.name:{width}}{shares}  {each.lines}"
    for tag, share in figures.tags.items():
        yield f"tagged {tag:14}{_share(share)} of {share.of}"
    yield ""
    yield from _confused(figures)


def write(figures: Figures, title: str, folder: Path) -> tuple[Path, Path]:
    """Write the page and the plot into the folder, made if need be; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    plot, page = folder / "reliability.png", folder / "report.html"
    draw_reliability(figures, plot)
    text = files("bot.learning").joinpath("report.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(text)
    shown = figures.mistakes[:MOST_MISTAKES]
    most = max((max(row) for row in figures.confusion), default=1)
    written = template.render(figures=figures, title=title, mistakes=shown, most=most)
    page.write_text(written, encoding="utf-8")
    return page, plot


def draw_reliability(figures: Figures, path: Path) -> None:
    """Draw confidence against accuracy; the area of a mark is the share of lines."""
    figure = Figure(figsize=(5, 5), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    axes.plot((0, 1), (0, 1), color="#9aa5a0", linestyle="--", label="honest")
    means = [one.mean_confidence for one in figures.bins]
    axes.plot(means, [one.accuracy for one in figures.bins], color="#1f7a4d", label="measured")
    sizes = [900 * one.lines / figures.top[0].of for one in figures.bins]
    axes.scatter(means, [one.accuracy for one in figures.bins], s=sizes, color="#1f7a4d", alpha=0.5)
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.set_title(f"calibration error {figures.calibration_error:.3f}")
    axes.legend(loc="upper left")
    figure.savefig(path)


def _confused(figures: Figures) -> Iterator[str]:
    """Yield the confusions, the most frequent first."""
    names = [one.name for one in figures.classes]
    pairs = [
        (many, names[row], names[column])
        for row, counts in enumerate(figures.confusion)
        for column, many in enumerate(counts)
        if many and row != column
    ]
    for many, right, said in sorted(pairs, reverse=True)[:20]:
        yield f"{many:4} times {right} was taken for {said}"


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.3f} [{low:.3f}, {high:.3f}]"
