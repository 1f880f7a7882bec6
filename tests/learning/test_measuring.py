from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.learning import measuring, report
from bot.learning.guessing import Guessed
from bot.learning.lines import Line
from bot.learning.measuring import Share, calibration_error, measure


def line(intent: str, *tags: str, sub: str = "") -> Line:
    return Line(f"เรื่อง {intent}", intent, sub, "g", tags)


def guess(intent: str, confidence: float, sub: str | None = None, **scores: float) -> Guessed:
    return Guessed(intent, confidence, {intent: confidence, **scores}, sub)


LINES = [
    line("market", "plain", sub="mkt.buyer"),
    line("market", "typo", sub="mkt.pack"),
    line("rescue"),
    line("out_of_scope", "near"),
    line("out_of_scope", "far"),
]
GUESSES = [
    guess("market", 0.9, "mkt.buyer", out_of_scope=0.05),
    guess("rescue", 0.5, market=0.4, out_of_scope=0.3),
    guess("rescue", 0.8, out_of_scope=0.1),
    guess("market", 0.6, rescue=0.3, out_of_scope=0.2),
    guess("out_of_scope", 0.95),
]


def test_figures_count_what_they_say() -> None:
    found = measure(LINES, GUESSES)

    assert [share.hits for share in found.top] == [3, 4, 5]
    assert found.sub_intents == Share(1, 1)
    assert [one.name for one in found.classes] == ["market", "out_of_scope", "rescue"]
    assert found.confusion == ((1, 0, 1), (1, 1, 0), (0, 0, 1))
    assert found.macro_f1 == pytest.approx((0.5 + 2 / 3 + 2 / 3) / 3)
    assert found.tags["typo"] == Share(0, 1)
    assert [pair[0].intent for pair in found.mistakes] == ["market", "out_of_scope"]


def test_what_is_not_ours_is_told_apart_by_its_score() -> None:
    found = measure(LINES, GUESSES).strange

    assert found["far"] == 1.0
    assert found["near"] == pytest.approx(2 / 3)  # one of three of ours scores higher
    assert measure(LINES[:3], GUESSES[:3]).strange == {}


def test_asking_helps_where_the_right_answer_is_among_the_buttons() -> None:
    asking = {one.threshold: one for one in measure(LINES, GUESSES).asking}

    assert asking[0.3].asked == 0
    assert asking[0.3].effective == pytest.approx(0.6)
    assert asking[0.7].asked == pytest.approx(0.4)
    assert asking[0.7].right_unasked == 1
    assert asking[0.7].effective == 1
    assert measure(LINES[1:2], GUESSES[1:2]).asking[-1].right_unasked == 1.0


def test_calibration_error_is_the_gap_between_saying_and_being_right() -> None:
    sure = np.full(10, 0.8)

    assert calibration_error(sure, np.arange(10) < 8) == pytest.approx(0)
    assert calibration_error(sure, np.arange(10) < 5) == pytest.approx(0.3)
    assert calibration_error(np.array([1.0]), np.array([True])) == 0


def test_intervals_are_wilsons() -> None:
    low, high = Share(9, 10).interval

    assert low == pytest.approx(0.5958, abs=1e-3)
    assert high == pytest.approx(0.9821, abs=1e-3)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 0).value == 0.0


def test_the_report_is_a_page_with_a_plot_and_lines_for_the_terminal(tmp_path: Path) -> None:
    figures = measure(LINES, GUESSES)

    page, plot = report.write(figures, "ชุดทดสอบ <1>", tmp_path / "new" / "folder")

    text = page.read_text(encoding="utf-8")
    assert "ชุดทดสอบ &lt;1&gt;" in text
    assert "reliability.png" in text
    assert text.count("เรื่อง market") == 1  # the one mistake about it
    with Image.open(plot) as drawn:
        assert drawn.size == (600, 600)
    told = list(report.lines_of(figures))
    assert told[0] == "5 lines"
    assert any("out_of_scope was taken for market" in one for one in told)
    assert any("AUROC near" in one for one in told)


def test_a_report_of_other_labels_leaves_out_what_does_not_apply(tmp_path: Path) -> None:
    lines = [line("buy"), line("sell")]
    figures = measuring.measure(lines, [guess("buy", 0.9), guess("buy", 0.6)])

    page, _ = report.write(figures, "others", tmp_path)

    assert "out of scope" not in page.read_text(encoding="utf-8")
    assert not any("sub-intent" in one for one in report.lines_of(figures))
