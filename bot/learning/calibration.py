"""Makes confidence honest: what the model says of lines it was not taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from bot.learning.fitting import fit, senses_of
from bot.learning.lines import Line
from bot.nlu.features import Sight
from bot.nlu.intents import Floats, Model, evidence, tfidf
from bot.nlu.normalise import squeeze

FOLDS = 5
TEMPERATURES = np.geomspace(0.05, 3.0, 80)


@dataclass(frozen=True, slots=True)
class Strangers:
    """What a model says of lines it never met; one row for each line."""

    margins: Floats
    """One column for each sub-intent."""
    owners: NDArray[np.int64]
    """The intent of each column."""
    known: Floats
    """Share of what was seen that training had met."""
    answers: NDArray[np.int64]
    """The right intent."""

    def scores(self, temperature: float) -> Floats:
        """Return the likelihood of each intent: of its sub-intents together."""
        raised = np.exp((self.margins - self.margins.max(axis=1, keepdims=True)) / temperature)
        intents = np.eye(self.owners.max() + 1, dtype=np.float32)[self.owners]
        shares: Floats = raised @ intents / raised.sum(axis=1, keepdims=True)
        return shares

    def right(self, temperature: float) -> NDArray[np.bool_]:
        """Return whether the likeliest intent is the right one."""
        found: NDArray[np.bool_] = self.scores(temperature).argmax(axis=1) == self.answers
        return found

    def also(self, other: Strangers) -> Strangers:
        """Return both, one below the other."""
        return replace(
            self,
            margins=np.concatenate((self.margins, other.margins)),
            known=np.concatenate((self.known, other.known)),
            answers=np.concatenate((self.answers, other.answers)),
        )


def calibrated(model: Model, met: Strangers) -> Model:
    """Set the temperature by likelihood, then the calibrator by what was right."""
    temperature = float(min(TEMPERATURES, key=lambda each: _loss(met, each)))
    right = met.right(temperature)
    if len(set(right.tolist())) < 2:  # all right or all wrong: nothing to tell them apart by
        return replace(model, temperature=temperature)
    rows = [
        evidence(scores.tolist(), float(margins.max()), float(known))
        for scores, margins, known in zip(
            met.scores(temperature), met.margins, met.known, strict=True
        )
    ]
    judge = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(rows, right)
    return replace(model, temperature=temperature, calibrator=judge.coef_[0].astype(np.float32))


def calibrate(model: Model, lines: Sequence[Line], eyes: Sight) -> Model:
    """Calibrate a model on the lines that taught it, by cross-validation.

    Half of the evidence comes from lines whose whole group was held out, as unlike the training
    as can be, half from lines whose kin stayed: what people write lies between the two.
    """
    alone = [replace(line, group=str(at)) for at, line in enumerate(lines)]
    return calibrated(model, held_out(lines, eyes).also(held_out(alone, eyes)))


def held_out(lines: Sequence[Line], eyes: Sight) -> Strangers:
    """Return what models taught on the other four fifths of the groups say of each line."""
    senses = senses_of(lines)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    labels = [line.intent for line in lines]
    parts, places = [], []
    for inner, outer in splitter.split(labels, labels, [line.group for line in lines]):
        model = fit([lines[at] for at in inner], eyes, senses=senses)
        parts.append(strangers(model, [lines[at] for at in outer], eyes))
        places.append(outer)
    whole = reduce(Strangers.also, parts)
    back = np.argsort(np.concatenate(places))
    return replace(
        whole,
        margins=whole.margins[back],
        known=whole.known[back],
        answers=whole.answers[back],
    )


def strangers(model: Model, lines: Sequence[Line], eyes: Sight) -> Strangers:
    """Return what the model says of lines that did not teach it."""
    seen = [eyes.see(squeeze(line.text)) for line in lines]
    margins = [model.weigh(one, tfidf(one, model.importance)) for one in seen]
    return Strangers(
        margins=np.stack(margins)[:, : len(model.owners)],
        owners=model.owners,
        known=np.array([(model.importance[one.buckets] > 0).mean() for one in seen]),
        answers=np.array([model.intents.index(line.intent) for line in lines]),
    )


def _loss(met: Strangers, temperature: float) -> float:
    right = met.scores(temperature)[np.arange(len(met.answers)), met.answers]
    return float(-np.log(right + 1e-12).mean())
