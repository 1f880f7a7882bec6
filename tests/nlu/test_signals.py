from __future__ import annotations

from pathlib import Path

import pytest

import bot.nlu
from bot.learning.lines import read_lines
from bot.model.heard import SIGNALS
from bot.nlu import pipeline
from bot.nlu.normalise import squeeze
from bot.nlu.signals import BadSignals, Watch, read

DATA = Path(bot.nlu.__file__).parent / "data"
WATCH: Watch = read((DATA / "signals.yaml").read_text(encoding="utf-8"))
FEWEST = {"crisis": (40, 25), "danger": (40, 25)}


EARS = pipeline.load(DATA)
"""Patterns and the model together, as a message meets them."""


def cases(signal: str, raised: str) -> list[str]:
    rows = (DATA / "signals" / f"{signal}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [text for mark, text in (row.split("\t") for row in rows) if mark == raised]


@pytest.mark.parametrize(
    ("signal", "text"), [(signal, text) for signal in SIGNALS for text in cases(signal, "yes")]
)
def test_a_signal_is_heard(signal: str, text: str) -> None:
    assert signal in EARS.understand(text).signals


@pytest.mark.parametrize(
    ("signal", "text"), [(signal, text) for signal in SIGNALS for text in cases(signal, "no")]
)
def test_a_near_miss_is_let_pass(signal: str, text: str) -> None:
    assert signal not in EARS.understand(text).signals


@pytest.mark.parametrize("signal", SIGNALS)
def test_each_signal_has_enough_cases_of_both_kinds(signal: str) -> None:
    yes, no = FEWEST.get(signal, (20, 15))

    assert len(set(cases(signal, "yes"))) >= yes
    assert len(set(cases(signal, "no"))) >= no


def test_despair_is_not_heard_in_any_ordinary_line() -> None:
    calm = [line.text for line in read_lines(DATA) if "crisis" not in line.tags]

    assert [text for text in calm if "crisis" in WATCH.hear(squeeze(text))] == []


def test_the_patterns_alone_hear_most_despair_and_danger() -> None:
    for signal in ("crisis", "danger"):
        heard = [signal in WATCH.hear(squeeze(text)) for text in cases(signal, "yes")]

        assert sum(heard) >= 0.8 * len(heard)


def test_the_model_raises_no_more_than_a_few_false_alarms_on_ordinary_lines() -> None:
    lines = [line.text for line in read_lines(DATA) if "crisis" not in line.tags]
    alarms = [EARS.model.judge(EARS.sight.see(squeeze(text))).alarms for text in lines]

    assert sum("crisis" in each for each in alarms) <= 0.008 * len(lines)


def test_no_name_of_a_place_sounds_like_despair_or_danger() -> None:
    rows = (DATA / "places" / "names.tsv").read_text(encoding="utf-8").splitlines()[1:]
    names = [row.split("\t")[0] for row in rows]
    alarms = [
        EARS.model.judge(EARS.sight.see(squeeze(text))).alarms
        for name in names
        for text in (name, f"อยู่{name}", f"อยู่ที่{name}ครับ")
    ]

    assert sum(map(bool, alarms)) <= 0.003 * len(alarms)


def test_two_signals_may_be_heard_at_once() -> None:
    assert WATCH.hear(squeeze("น้ำกำลังขึ้นถึงอก ไม่อยากอยู่แล้ว")) == ("crisis", "danger")


def test_every_mistake_in_the_table_is_told_at_once() -> None:
    table = "crisis: {meet: ['(']}\nsmell: {meat: ['x']}\n"

    with pytest.raises(BadSignals) as caught:
        read(table)

    told = str(caught.value)
    assert "«danger» is missing" in told
    assert "«smell» is not a signal" in told
    assert "«meat» is unknown" in told
    assert "is not a pattern" in told
