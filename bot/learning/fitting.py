"""Fits linear models over what the bot sees of a text: the weights of intents and sub-intents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.learning.lines import Line
from bot.learning.noise import noisy
from bot.model.heard import INTENTS
from bot.nlu.features import BUCKETS, CONCEPTS, SOUNDS, WORDS, Seen, Sight
from bot.nlu.intents import Floats, Model, tfidf
from bot.nlu.normalise import squeeze

Sense = tuple[str, str]
"""An intent and one of its sub-intents, or "" where it has none."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What may be chosen anew for each set of labels."""

    concepts: float
    """How much each view counts beside the letters."""
    words: float
    sounds: float
    loss: Literal["logistic", "hinge"]
    """Multinomial logistic regression, or one squared hinge for each label."""
    strength: float
    """Inverse regularisation."""
    balance: float
    """How far rare labels are made up for: 0 counts each line alike, 1 each label."""

    @property
    def views(self) -> tuple[tuple[range, float], ...]:
        """Weights by view."""
        return (CONCEPTS, self.concepts), (WORDS, self.words), (SOUNDS, self.sounds)


OWN = Recipe(concepts=1.5, words=2.0, sounds=0.8, loss="hinge", strength=0.7, balance=0.5)
"""For the project's own lines; chosen on the lines of hands that were kept from training."""
CANDIDATES = (
    Recipe(2.5, 1.25, 0.8, "hinge", 0.5, 0.0),
    Recipe(2.5, 1.25, 0.8, "logistic", 10.0, 0.0),
    Recipe(0.5, 1.8, 0.5, "hinge", 0.5, 0.0),
    Recipe(0.5, 1.8, 0.5, "hinge", 0.5, 0.5),
    Recipe(0.5, 1.8, 0.5, "logistic", 10.0, 0.0),
)
"""For the lines of others."""
ABSENT = -2.0
"""Margin of a sub-intent that no line shows: below all that are shown."""


def fit(
    lines: Sequence[Line],
    eyes: Sight,
    *,
    senses: Sequence[Sense] | None = None,
    recipe: Recipe = OWN,
) -> Model:
    """Fit weights on every line and on one noisy copy of each; not yet calibrated, no alarms.

    `senses` gives the order of the columns; without it, that of `senses_of`.
    """
    doubled = [*lines, *(replace(line, text=noisy(line.text)) for line in lines)]
    seen = [eyes.see(squeeze(line.text)) for line in doubled]
    importance = _importance(seen[: len(lines)], recipe)
    rows = matrix(seen, [tfidf(one, importance) for one in seen])
    order = senses or senses_of(lines)
    labels = [order.index((line.intent, line.sub_intent)) for line in doubled]
    margins, bias = linear(rows, labels, len(order), recipe)
    weights, units = packed(margins)
    intents = tuple(dict.fromkeys(intent for intent, _ in order))
    return Model(
        intents=intents,
        owners=np.array([intents.index(intent) for intent, _ in order]),
        subs=tuple(sub for _, sub in order),
        importance=importance,
        weights=weights,
        units=units,
        bias=bias,
        temperature=1.0,
        calibrator=np.array([0, 1, 0, 0, 0, 0], dtype=np.float32),
        eyes=eyes.fingerprint,
    )


def senses_of(lines: Sequence[Line]) -> list[Sense]:
    """Return each intent with each of its sub-intents; ours in their order, others by name."""
    found = {(line.intent, line.sub_intent) for line in lines}
    ours = {intent: at for at, intent in enumerate(INTENTS)}
    return sorted(found, key=lambda sense: (ours.get(sense[0], len(ours)), *sense))


def _importance(seen: Sequence[Seen], recipe: Recipe) -> Floats:
    """Smoothed inverse document frequency, nothing for buckets never met, times view weights."""
    met = np.bincount(np.concatenate([one.buckets for one in seen]), minlength=BUCKETS)
    importance = np.where(met > 0, np.log((1 + len(seen)) / (1 + met)) + 1, 0)
    for view, weight in recipe.views:
        importance[view.start : view.stop] *= weight
    return cast("Floats", importance.astype(np.float16).astype(np.float32))


def matrix(seen: Sequence[Seen], vectors: Sequence[Floats]) -> csr_matrix:
    """Return the vectors as the rows of one sparse matrix."""
    starts = np.concatenate([[0], np.cumsum([len(vector) for vector in vectors])])
    columns = np.concatenate([one.buckets for one in seen])
    return csr_matrix((np.concatenate(vectors), columns, starts), shape=(len(seen), BUCKETS))


def linear(
    rows: csr_matrix, labels: Sequence[int], many: int, recipe: Recipe
) -> tuple[Floats, Floats]:
    """Return weights (buckets by labels) and bias for labels numbered from 0; `many` in all."""
    weigh = _evened(labels, recipe.balance)
    if recipe.loss == "hinge":
        model = LinearSVC(C=recipe.strength, class_weight=weigh, random_state=0)
    else:
        model = LogisticRegression(C=recipe.strength, class_weight=weigh, tol=1e-3, max_iter=300)
    model.fit(rows, list(labels))
    each, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row tells two apart: half for one, half against the other
        each, bias = np.vstack([-each, each]) / 2, np.concatenate([-bias, bias]) / 2
    weights = np.zeros((rows.shape[1], many), dtype=np.float32)
    every = np.full(many, ABSENT, dtype=np.float32)
    weights[:, model.classes_], every[model.classes_] = each.T, bias
    return weights, every


def _evened(labels: Sequence[int], balance: float) -> dict[int, float]:
    """Return what one line of each label counts for."""
    sizes = Counter(labels)
    usual = len(labels) / len(sizes)
    return {label: (usual / size) ** balance for label, size in sizes.items()}


def packed(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return weights as bytes, and what one step of each column is worth."""
    units = (np.abs(weights).max(axis=0) / 127).astype(np.float32)
    steps = np.rint(weights / np.where(units, units, 1))
    return steps.astype(np.int8), units
