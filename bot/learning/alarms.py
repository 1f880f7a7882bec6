"""Teaches the model to hear despair and danger where no pattern foresaw the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.learning.fitting import matrix, packed
from bot.learning.lines import Line
from bot.learning.noise import noisy
from bot.nlu import signals
from bot.nlu.features import Sight
from bot.nlu.intents import ALARMS, Model, tfidf
from bot.nlu.normalise import squeeze

STRENGTH = 5.0
WEIGHT = 20.0
"""How many ordinary lines one row of a table of signals counts for."""
ANSWER_WEIGHT = 5.0
"""The same for an answer that names a place: no place may ever sound like despair."""


def with_alarms(model: Model, lines: Sequence[Line], eyes: Sight, folder: Traversable) -> Model:
    """Add a column for each alarm, learned from the tables of signals against ordinary lines."""
    watch = signals.read(folder.joinpath("signals.yaml").read_text(encoding="utf-8"))
    heard = [watch.hear(squeeze(line.text)) for line in lines]
    answers = _answers(folder)
    found = []
    for alarm in ALARMS:
        table = folder.joinpath("signals", f"{alarm}.tsv").read_text(encoding="utf-8")
        rows = [row.split("\t") for row in table.splitlines()[1:]]
        calm = [one.text for one, raised in zip(lines, heard, strict=True) if alarm not in raised]
        calm += answers
        texts = [*(text for _, text in rows), *(noisy(text) for _, text in rows), *calm]
        labels = [*(2 * [mark for mark, _ in rows]), *(["no"] * len(calm))]
        seen = [eyes.see(squeeze(text)) for text in texts]
        vectors = [tfidf(one, model.importance) for one in seen]
        weigh = [*(2 * len(rows) * [WEIGHT]), *(len(calm) * [1.0])]
        weigh[-len(answers) :] = len(answers) * [ANSWER_WEIGHT]
        judge = LogisticRegression(C=STRENGTH, max_iter=2000, tol=1e-6)
        judge.fit(matrix(seen, vectors), labels, sample_weight=weigh)
        found.append((judge.coef_[0], judge.intercept_[0]))
    weights, units = packed(np.column_stack([weights for weights, _ in found]).astype(np.float32))
    odds = np.array([bias for _, bias in found], dtype=np.float32)
    return replace(
        model,
        weights=np.hstack([model.weights, weights]),
        units=np.concatenate([model.units, units]),
        bias=np.concatenate([model.bias, odds]),
    )


def _answers(folder: Traversable) -> list[str]:
    """Return every place of the tables as people answer the question for it."""
    names: set[str] = set()
    for table in ("names", "districts"):
        text = folder.joinpath("places", f"{table}.tsv").read_text(encoding="utf-8")
        names.update(row.split("\t")[0] for row in text.splitlines()[1:])
    return [answer for name in sorted(names) for answer in (name, f"อยู่{name}ค่ะ")]
