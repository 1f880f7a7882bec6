"""Which of the ten intents a text carries, and how surely: a linear model served with numpy alone.

Trained elsewhere (`training.py`); this module only loads the shipped file and multiplies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import IO

import numpy as np
from numpy.typing import NDArray

from bot.model.heard import INTENTS
from bot.nlu.features import CONCEPTS, Seen

Floats = NDArray[np.float32]

SUB_BUCKETS = 16384
UNSURE_SUB = 0.3
"""A sub-intent less likely than this among its intent's own is not told."""
ALARMS = ("crisis", "danger")
"""Signals that the model listens for too, beside the patterns of `signals.py`."""
ALARM_AT = (-1.5, -1.0)
"""Log-odds from which each is raised: below even odds, for a missed cry costs most."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model makes of one text."""

    intent: str
    confidence: float
    """Calibrated probability that `intent` is right."""
    sub_intent: str | None
    scores: dict[str, float]
    """Sums to 1 over the ten intents."""
    alarms: tuple[str, ...] = ()
    """Those of ALARMS that the text raises."""


@dataclass(frozen=True, slots=True)
class Subs:
    """Chooses among one intent's own sub-intents, over folded buckets."""

    names: tuple[str, ...]
    weights: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by bucket. `importance` is the inverse document frequency times the view's weight."""

    importance: Floats
    weights: Floats
    """A column for each intent, then one for each alarm."""
    bias: Floats
    temperature: float
    calibrator: Floats
    """Weights of `evidence`, the constant last."""
    subs: Mapping[str, Subs]

    def judge(self, seen: Seen) -> Judgement:
        """Return the intent, its sub-intent, the probabilities and the alarms for what was seen."""
        importance = self.importance.take(seen.buckets)
        values = unit((1 + np.log(seen.counts)) * importance)
        raw = values @ self.weights.take(seen.buckets, axis=0) + self.bias
        logits = (raw[: len(INTENTS)] / self.temperature).tolist()
        scores = dict(zip(INTENTS, softmax(logits), strict=True))
        intent = max(scores, key=scores.__getitem__)
        known = np.count_nonzero(importance) / max(len(importance), 1)
        shown = evidence(logits, known)
        confidence = sigmoid(sum(map(mul, self.calibrator.tolist(), shown)))
        return Judgement(
            intent,
            confidence,
            self._sub_intent(intent, seen, values),
            scores,
            _loud(raw[len(INTENTS) :].tolist()),
        )

    def _sub_intent(self, intent: str, seen: Seen, values: Floats) -> str | None:
        own = self.subs[intent]
        logits = values @ own.weights.take(fold(seen.buckets), axis=0) + own.bias
        likely = softmax(logits.tolist())
        best = max(range(len(likely)), key=likely.__getitem__)
        return own.names[best] if likely[best] >= UNSURE_SUB else None


def load(file: IO[bytes]) -> Model:
    """Read a model as `training.save` wrote it."""
    with np.load(file, allow_pickle=False) as stored:
        return Model(
            importance=stored["importance"].astype(np.float32),
            weights=stored["weights"].astype(np.float32) * stored["weights_unit"],
            bias=stored["bias"],
            temperature=float(stored["temperature"]),
            calibrator=stored["calibrator"],
            subs=_subs(
                stored["sub_owners"].tolist(),
                stored["sub_names"].tolist(),
                stored["sub_weights"].astype(np.float32) * stored["sub_unit"],
                stored["sub_bias"],
            ),
        )


def _loud(odds: Sequence[float]) -> tuple[str, ...]:
    """Return the alarms whose odds are high enough; a model without alarms gives none."""
    return tuple(
        name for name, each, least in zip(ALARMS, odds, ALARM_AT, strict=False) if each > least
    )


def _subs(owners: list[str], names: list[str], weights: Floats, bias: Floats) -> dict[str, Subs]:
    subs = {}
    for intent in INTENTS:
        first, many = owners.index(intent), owners.count(intent)
        own = slice(first, first + many)
        subs[intent] = Subs(tuple(names[own]), np.ascontiguousarray(weights[:, own]), bias[own])
    return subs


def tfidf(seen: Seen, importance: Floats) -> Floats:
    """Return the unit vector of a text over its own buckets."""
    return unit((1 + np.log(seen.counts)) * importance[seen.buckets])


def unit(values: Floats) -> Floats:
    """Return the vector at length 1; nothing stays nothing."""
    length = math.sqrt(float(values @ values))
    return values / np.float32(length) if length else values


def fold(buckets: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the coarser buckets of the sub-intent model; concepts keep their own."""
    rest = SUB_BUCKETS - CONCEPTS.stop
    folded: NDArray[np.int32] = np.where(
        buckets < CONCEPTS.stop, buckets, CONCEPTS.stop + buckets % rest
    )
    return folded


def evidence(logits: Sequence[float], known: float) -> list[float]:
    """Return what the calibrator weighs: the lead, the gap, their product, how much is known."""
    second, first = sorted(logits)[-2:]
    total = math.log(sum(math.exp(logit - first) for logit in logits))
    gap = first - second
    return [-total, gap, first, gap * known, known, 1.0]


def softmax(logits: Sequence[float]) -> list[float]:
    """Return probabilities for logits."""
    most = max(logits)
    raised = [math.exp(logit - most) for logit in logits]
    total = sum(raised)
    return [each / total for each in raised]


def sigmoid(value: float) -> float:
    """Return the logistic function of `value`."""
    return 1 / (1 + math.exp(-value))
