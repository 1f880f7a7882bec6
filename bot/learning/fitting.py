"""Fits linear models over what the bot sees of a text: the weights of intents and sub-intents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.learning.lines import Line
from bot.learning.noise import noisy
from bot.model.heard import INTENTS
from bot.nlu.features import BUCKETS, CONCEPTS, SOUNDS, WORDS, Seen, Sight
from bot.nlu.intents import SUB_BUCKETS, Floats, Model, Subs, fold, tfidf
from bot.nlu.normalise import squeeze


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

    @property
    def views(self) -> tuple[tuple[range, float], ...]:
        """Weights by view."""
        return (CONCEPTS, self.concepts), (WORDS, self.words), (SOUNDS, self.sounds)


OWN = Recipe(concepts=2.5, words=1.25, sounds=0.8, loss="logistic", strength=20.0)
"""For the project's own lines; chosen by grouped cross-validation."""
CANDIDATES = (
    Recipe(2.5, 1.25, 0.8, "hinge", 0.5),
    Recipe(2.5, 1.25, 0.8, "logistic", 10.0),
    Recipe(0.5, 1.8, 0.5, "hinge", 0.5),
    Recipe(0.5, 1.8, 0.5, "logistic", 10.0),
)
"""For the lines of others."""
SUB_STRENGTH = 10.0


def fit(
    lines: Sequence[Line],
    eyes: Sight,
    *,
    intents: Sequence[str] = INTENTS,
    recipe: Recipe = OWN,
    subs: bool = True,
) -> Model:
    """Fit weights on every line and on one noisy copy of each; not yet calibrated, no alarms.

    `subs` false leaves out the sub-intents, which take most of the time.
    """
    doubled = [*lines, *(replace(line, text=noisy(line.text)) for line in lines)]
    seen = [eyes.see(squeeze(line.text)) for line in doubled]
    importance = _importance(seen[: len(lines)], recipe)
    vectors = [tfidf(one, importance) for one in seen]
    labels = [line.intent for line in doubled]
    weights, bias = linear(matrix(seen, vectors, BUCKETS), labels, intents, recipe)
    folded = [replace(one, buckets=fold(one.buckets)) for one in seen] if subs else []
    return Model(
        intents=tuple(intents),
        importance=importance,
        weights=weights,
        bias=bias,
        temperature=1.0,
        calibrator=np.array([0, 1, 0, 0, 0, 0], dtype=np.float32),
        subs=_subs(matrix(folded, vectors, SUB_BUCKETS), doubled, intents) if subs else {},
        eyes=eyes.fingerprint,
    )


def _importance(seen: Sequence[Seen], recipe: Recipe) -> Floats:
    """Smoothed inverse document frequency, nothing for buckets never met, times view weights."""
    met = np.bincount(np.concatenate([one.buckets for one in seen]), minlength=BUCKETS)
    importance = np.where(met > 0, np.log((1 + len(seen)) / (1 + met)) + 1, 0)
    for view, weight in recipe.views:
        importance[view.start : view.stop] *= weight
    return cast("Floats", importance.astype(np.float16).astype(np.float32))


def matrix(seen: Sequence[Seen], vectors: Sequence[Floats], width: int) -> csr_matrix:
    """Return the vectors as the rows of one sparse matrix."""
    starts = np.concatenate([[0], np.cumsum([len(vector) for vector in vectors])])
    columns = np.concatenate([one.buckets for one in seen])
    return csr_matrix((np.concatenate(vectors), columns, starts), shape=(len(seen), width))


def linear(
    rows: csr_matrix, labels: Sequence[str], order: Sequence[str], recipe: Recipe
) -> tuple[Floats, Floats]:
    """Return weights (buckets by classes) and bias in the given order of classes."""
    if recipe.loss == "hinge":
        model = LinearSVC(C=recipe.strength, random_state=0)
    else:
        model = LogisticRegression(C=recipe.strength, max_iter=300, tol=1e-3)
    model.fit(rows, list(labels))
    each, bias = model.coef_, model.intercept_
    if len(order) == 2:  # one row tells two classes apart: half for one, half against the other
        each, bias = np.vstack([-each, each]) / 2, np.concatenate([-bias, bias]) / 2
    columns = [list(model.classes_).index(label) for label in order]
    weights = each[columns].T.astype(np.float32)
    return np.ascontiguousarray(weights), bias[columns].astype(np.float32)


def _subs(rows: csr_matrix, lines: Sequence[Line], intents: Sequence[str]) -> dict[str, Subs]:
    found = {}
    for intent in intents:
        own = [at for at, line in enumerate(lines) if line.intent == intent]
        labels = [lines[at].sub_intent for at in own]
        names = tuple(sorted(set(labels)))
        weights, bias = linear(rows[own], labels, names, replace(OWN, strength=SUB_STRENGTH))
        found[intent] = Subs(names, weights, bias)
    return found
