"""Which of the intents a text carries, and how surely: a linear model served with numpy alone.

One column of weights for each sub-intent: «I want a machine» and «our jars leak» have little in
common but their desk, and a column for both would have to lie between them. An intent is as
likely as its sub-intents together. Trained elsewhere (`bot/learning`); this module only loads the
shipped file and multiplies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import IO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.errors import BotError
from bot.nlu.features import Seen

Floats = NDArray[np.float32]

UNSURE_SUB = 0.3
"""A sub-intent that has less of its intent's likelihood is not told."""
ALARMS = ("crisis", "danger")
"""Signals that the model listens for too, beside the patterns of `signals.py`."""
ALARM_AT = (-2.0, -1.5)
"""Log-odds from which each is raised: below even odds, for a missed cry costs most."""
_NEVER = 1e-12


class BadModel(BotError):
    """A file cannot be used as a model."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model makes of one text."""

    intent: str
    confidence: float
    """Calibrated probability that `intent` is right."""
    sub_intent: str | None
    scores: dict[str, float]
    """Sums to 1 over the intents."""
    alarms: tuple[str, ...] = ()
    """Those of ALARMS that the text raises."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by bucket. `importance` is the inverse document frequency times the view's weight."""

    intents: tuple[str, ...]
    """Those of the project, or any other labels that a model was taught."""
    owners: NDArray[np.int64]
    """For each sub-intent, where its intent stands in `intents`; ascending."""
    subs: tuple[str, ...]
    """Names of the sub-intents; empty where an intent has none."""
    importance: Floats
    weights: NDArray[np.int8]
    """A column for each sub-intent, then one for each alarm; bytes, in `units`."""
    units: Floats
    """What one step of a column's weights is worth."""
    bias: Floats
    temperature: float
    calibrator: Floats
    """Weights of `evidence`, the constant last."""
    eyes: int
    """Fingerprint of the `Sight` it was taught with."""

    def judge(self, seen: Seen) -> Judgement:
        """Return the intent, its sub-intent, the probabilities and the alarms for what was seen."""
        importance = self.importance.take(seen.buckets)
        margins = self.weigh(seen, unit((1 + np.log(seen.counts)) * importance))
        own = margins[: len(self.owners)]
        highest = float(own.max())
        odds = np.exp((own - highest) / self.temperature)
        sums = np.bincount(self.owners, odds, len(self.intents)).tolist()
        whole = sum(sums)
        scores = [each / whole for each in sums]
        at = max(range(len(scores)), key=scores.__getitem__)
        known = np.count_nonzero(importance) / max(len(importance), 1)
        return Judgement(
            self.intents[at],
            self.confidence(scores, highest, known),
            self._sub_intent(at, odds, sums[at]),
            dict(zip(self.intents, scores, strict=True)),
            _loud(margins[len(self.owners) :].tolist()),
        )

    def confidence(self, scores: Sequence[float], margin: float, known: float) -> float:
        """Return how likely the leading intent is right; `evidence` tells what is weighed."""
        return sigmoid(sum(map(mul, self.calibrator.tolist(), evidence(scores, margin, known))))

    def weigh(self, seen: Seen, values: Floats) -> Floats:
        """Return the margin of each column for a text's vector over its buckets."""
        rows = self.weights.take(seen.buckets, axis=0).astype(np.float32)
        margins: Floats = (values @ rows) * self.units + self.bias
        return margins

    def _sub_intent(self, at: int, odds: Floats, of_all: float) -> str | None:
        first, end = self.owners.searchsorted((at, at + 1))
        best = int(first + odds[first:end].argmax())
        return self.subs[best] or None if odds[best] >= UNSURE_SUB * of_all else None


def load(file: IO[bytes]) -> Model:
    """Read a model as `bot.learning.training.save` wrote it. Raises BadModel."""
    try:
        return _load(file)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise BadModel(
            "This is no model of `bot nlu train`, or a broken one: train anew."
        ) from error


def _load(file: IO[bytes]) -> Model:
    with np.load(file, allow_pickle=False) as stored:
        return Model(
            intents=tuple(stored["intents"].tolist()),
            owners=stored["owners"],
            subs=tuple(stored["subs"].tolist()),
            importance=stored["importance"].astype(np.float32),
            weights=stored["weights"],
            units=stored["units"],
            bias=stored["bias"],
            temperature=float(stored["temperature"]),
            calibrator=stored["calibrator"],
            eyes=int(stored["eyes"]),
        )


def _loud(odds: Sequence[float]) -> tuple[str, ...]:
    """Return the alarms whose odds are high enough; a model without alarms gives none."""
    return tuple(
        name for name, each, least in zip(ALARMS, odds, ALARM_AT, strict=False) if each > least
    )


def tfidf(seen: Seen, importance: Floats) -> Floats:
    """Return the unit vector of a text over its own buckets."""
    return unit((1 + np.log(seen.counts)) * importance[seen.buckets])


def unit(values: Floats) -> Floats:
    """Return the vector at length 1; nothing stays nothing."""
    length = math.sqrt(float(values @ values))
    return values / np.float32(length) if length else values


def evidence(scores: Sequence[float], margin: float, known: float) -> list[float]:
    """Return what the calibrator weighs: the lead, the gap, the margin, how much is known."""
    second, first = sorted(scores)[-2:]
    lead, gap = math.log(first + _NEVER), math.log((first + _NEVER) / (second + _NEVER))
    return [lead, gap, margin, gap * known, known, 1.0]


def sigmoid(value: float) -> float:
    """Return the logistic function of `value`."""
    return 1 / (1 + math.exp(-value))
