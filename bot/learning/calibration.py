"""Makes confidence honest: what the model says of lines it was not taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from bot.learning.fitting import OWN, Recipe, fit
from bot.learning.lines import Line
from bot.nlu.features import Sight
from bot.nlu.intents import Floats, Model, evidence, tfidf
from bot.nlu.normalise import squeeze

FOLDS = 5
TEMPERATURES = np.geomspace(0.05, 3.0, 80)


@dataclass(frozen=True, slots=True)
class Strangers:
    """What a model says of lines it never met; one row for each line."""

    logits: Floats
    known: Floats
    """Share of what was seen that training had met."""
    answers: NDArray[np.int64]
    """The right column of `logits`."""

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the leading intent is the right one."""
        found: NDArray[np.bool_] = self.logits.argmax(axis=1) == self.answers
        return found

    def also(self, other: Strangers) -> Strangers:
        """Return both, one below the other."""
        return Strangers(
            np.concatenate((self.logits, other.logits)),
            np.concatenate((self.known, other.known)),
            np.concatenate((self.answers, other.answers)),
        )


def calibrated(model: Model, met: Strangers) -> Model:
    """Set the temperature by likelihood, then the calibrator by what was right."""
    answers = met.answers
    temperature = float(min(TEMPERATURES, key=lambda each: _loss(met.logits / each, answers)))
    if len(set(met.right.tolist())) < 2:  # all right or all wrong: nothing to tell them apart by
        return replace(model, temperature=temperature)
    rows = [
        evidence((row / temperature).tolist(), float(share))
        for row, share in zip(met.logits, met.known, strict=True)
    ]
    judge = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(rows, met.right)
    return replace(model, temperature=temperature, calibrator=judge.coef_[0].astype(np.float32))


def calibrate(model: Model, lines: Sequence[Line], eyes: Sight) -> Model:
    """Calibrate a model on the lines that taught it, by cross-validation.

    Half of the evidence comes from lines whose whole group was held out, as unlike the training
    as can be, half from lines whose kin stayed: what people write lies between the two.
    """
    alone = [replace(line, group=str(at)) for at, line in enumerate(lines)]
    return calibrated(model, held_out(lines, eyes).also(held_out(alone, eyes)))


def held_out(
    lines: Sequence[Line], eyes: Sight, *, recipe: Recipe = OWN, seed: int = 0
) -> Strangers:
    """Return what models taught on the other four fifths of the groups say of each line."""
    labels = [line.intent for line in lines]
    intents = tuple(dict.fromkeys(labels))
    found = Strangers(
        np.zeros((len(lines), len(intents)), dtype=np.float32),
        np.zeros(len(lines), dtype=np.float32),
        np.array([intents.index(label) for label in labels]),
    )
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for inner, outer in splitter.split(labels, labels, [line.group for line in lines]):
        taught = [lines[at] for at in inner]
        model = fit(taught, eyes, intents=intents, recipe=recipe, subs=False)
        met = strangers(model, [lines[at] for at in outer], eyes)
        found.logits[outer], found.known[outer] = met.logits, met.known
    return found


def strangers(model: Model, lines: Sequence[Line], eyes: Sight) -> Strangers:
    """Return what the model says of lines that did not teach it."""
    logits = np.zeros((len(lines), len(model.intents)), dtype=np.float32)
    known = np.zeros(len(lines), dtype=np.float32)
    for at, line in enumerate(lines):
        seen = eyes.see(squeeze(line.text))
        values = tfidf(seen, model.importance)
        logits[at] = values @ model.weights[seen.buckets, : len(model.intents)]
        known[at] = (model.importance[seen.buckets] > 0).mean()
    logits += model.bias[: len(model.intents)]
    answers = np.array([model.intents.index(line.intent) for line in lines])
    return Strangers(logits, known, answers)


def _loss(logits: Floats, answers: NDArray[np.int64]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(answers)), answers].mean())
