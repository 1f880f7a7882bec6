"""Which of the ten intents a text carries, and how surely: a linear model served with numpy alone.

Trained elsewhere (`training.py`); this module only loads the shipped file and multiplies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from bot.model.heard import INTENTS
from bot.nlu.features import CONCEPTS, Seen

Floats = NDArray[np.float32]

SUB_BUCKETS = 16384
UNSURE_SUB = 0.3
"""A sub-intent less likely than this among its intent's own is not told."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model makes of one text."""

    intent: str
    confidence: float
    """Calibrated probability that `intent` is right."""
    sub_intent: str | None
    scores: dict[str, float]
    """Sums to 1 over the ten intents."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by bucket. `importance` is the inverse document frequency times the view's weight."""

    importance: Floats
    weights: Floats
    bias: Floats
    temperature: float
    calibrator: Floats
    """Weights of `evidence`, the constant last."""
    sub_weights: Floats
    sub_bias: Floats
    sub_names: tuple[str, ...]
    sub_owners: tuple[str, ...]

    def judge(self, seen: Seen) -> Judgement:
        """Return the intent, its sub-intent and the probabilities for what was seen."""
        values = tfidf(seen, self.importance)
        logits = (values @ self.weights.take(seen.buckets, axis=0) + self.bias) / self.temperature
        scores = softmax(logits)
        intent = INTENTS[int(scores.argmax())]
        confidence = sigmoid(float(self.calibrator @ evidence(logits, self._known(seen))))
        spread = {name: float(score) for name, score in zip(INTENTS, scores, strict=True)}
        return Judgement(intent, confidence, self._sub_intent(intent, seen, values), spread)

    def _known(self, seen: Seen) -> float:
        return float((self.importance[seen.buckets] > 0).mean()) if seen.buckets.size else 0.0

    def _sub_intent(self, intent: str, seen: Seen, values: Floats) -> str | None:
        first = self.sub_owners.index(intent) if intent in self.sub_owners else 0
        own = slice(first, first + self.sub_owners.count(intent))
        logits = values @ self.sub_weights.take(fold(seen.buckets), axis=0) + self.sub_bias
        likely = softmax(logits[own])
        best = int(likely.argmax())
        return self.sub_names[first + best] if likely[best] >= UNSURE_SUB else None


def load(file: IO[bytes]) -> Model:
    """Read a model as `training.save` wrote it."""
    with np.load(file, allow_pickle=False) as stored:
        return Model(
            importance=stored["importance"].astype(np.float32),
            weights=stored["weights"].astype(np.float32) * stored["weights_unit"],
            bias=stored["bias"],
            temperature=float(stored["temperature"]),
            calibrator=stored["calibrator"],
            sub_weights=stored["sub_weights"].astype(np.float32) * stored["sub_unit"],
            sub_bias=stored["sub_bias"],
            sub_names=tuple(stored["sub_names"].tolist()),
            sub_owners=tuple(stored["sub_owners"].tolist()),
        )


def tfidf(seen: Seen, importance: Floats) -> Floats:
    """Return the unit vector of a text over its own buckets."""
    values = (1 + np.log(seen.counts)) * importance[seen.buckets]
    length = float(np.sqrt(values @ values))
    return values / length if length else values


def fold(buckets: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the coarser buckets of the sub-intent model; concepts keep their own."""
    rest = SUB_BUCKETS - CONCEPTS.stop
    folded: NDArray[np.int32] = np.where(
        buckets < CONCEPTS.stop, buckets, CONCEPTS.stop + buckets % rest
    )
    return folded


def evidence(logits: Floats, known: float) -> Floats:
    """Return what the calibrator weighs: the lead, the gap, their product, how much is known."""
    second, first = np.sort(logits)[-2:]
    total = np.log(np.exp(logits - first).sum())
    gap = first - second
    return np.array([-total, gap, first, gap * known, known, 1.0], dtype=np.float32)


def softmax(logits: Floats) -> Floats:
    """Return probabilities for logits."""
    raised = np.exp(logits - logits.max())
    shares: Floats = raised / raised.sum()
    return shares


def sigmoid(value: float) -> float:
    """Return the logistic function of `value`."""
    return float(1 / (1 + np.exp(-value)))
