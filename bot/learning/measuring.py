"""How well labelled lines were understood: the figures of a report, nothing written yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support
from sklearn.metrics import roc_auc_score as auroc

from bot.learning.guessing import Guessed
from bot.learning.lines import Line

BINS = 15
RESAMPLES = 1000
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CHOICES = 3
"""Intents offered as buttons where the bot asks."""
STRANGE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its 95 % interval (Wilson 1927)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1; nothing of nothing is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper end."""
        if not self.of:
            return 0.0, 1.0
        z2, n, p = 1.96**2, self.of, self.value
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = 1.96 * ((p * (1 - p) + z2 / (4 * n)) / n) ** 0.5 / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Class:
    """One label's figures."""

    name: str
    precision: float
    recall: float
    f1: float
    lines: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines of which the model was about equally sure."""

    mean_confidence: float
    accuracy: float
    lines: int


@dataclass(frozen=True, slots=True)
class Asking:
    """What becomes of people when the bot asks below a threshold, with three buttons."""

    threshold: float
    asked: float
    """Share of messages."""
    right_unasked: float
    """Of those not asked, how many are understood."""
    effective: float
    """Understood, or asked with the right button among the three."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a report tells."""

    top: tuple[Share, Share, Share]
    """Right at the first, within two, within three."""
    macro_f1: float
    sub_intents: Share
    """Of the lines whose intent is right and whose sub-intent is labelled, those told rightly."""
    classes: tuple[Class, ...]
    confusion: tuple[tuple[int, ...], ...]
    """Rows are the right labels, columns the guesses, both in the order of `classes`."""
    bins: tuple[Bin, ...]
    calibration_error: float
    calibration_interval: tuple[float, float]
    """95 % of resamples of the lines."""
    strange: Mapping[str, float]
    """AUROC of «not ours» against what is: `all`, and `near`, `far` where lines are tagged so."""
    asking: tuple[Asking, ...]
    tags: Mapping[str, Share]
    mistakes: tuple[tuple[Line, Guessed], ...]


def measure(lines: Sequence[Line], guesses: Sequence[Guessed]) -> Figures:
    """Return the figures of guesses beside the lines they were made of; one line at least."""
    truth = [line.intent for line in lines]
    said = [guess.intent for guess in guesses]
    right = np.array(truth) == np.array(said)
    ranks = np.array([_rank(*pair) for pair in zip(lines, guesses, strict=True)])
    confidence = np.array([guess.confidence for guess in guesses])
    names = sorted({*truth, *said})
    return Figures(
        top=_top(right, ranks),
        macro_f1=float(f1_score(truth, said, average="macro", labels=sorted(set(truth)))),
        sub_intents=_subs(lines, guesses),
        classes=_classes(truth, said, names),
        confusion=tuple(map(tuple, confusion_matrix(truth, said, labels=names).tolist())),
        bins=_bins(confidence, right),
        calibration_error=calibration_error(confidence, right),
        calibration_interval=_interval(confidence, right),
        strange=_strange(lines, guesses),
        asking=tuple(_asking(each, confidence, right, ranks) for each in THRESHOLDS),
        tags=_tags(lines, right),
        mistakes=tuple(
            pair
            for pair, fine in zip(zip(lines, guesses, strict=True), right, strict=True)
            if not fine
        ),
    )


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over BINS equal widths (Guo et al. 2017)."""
    at = _bin_of(confidence)
    size = np.bincount(at, minlength=BINS)
    sums = np.bincount(at, confidence, BINS) - np.bincount(at, right, BINS)
    return float(np.abs(sums).sum() / size.sum())


def _bin_of(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    bins: NDArray[np.int64] = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return bins


def _interval(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    dice = np.random.default_rng(0)
    samples = dice.integers(len(right), size=(RESAMPLES, len(right)))
    errors = [calibration_error(confidence[each], right[each]) for each in samples]
    low, high = np.percentile(errors, (2.5, 97.5))
    return float(low), float(high)


def _rank(line: Line, guess: Guessed) -> int:
    """Return at which place the right intent stands, 0 the first; unknown labels stand last."""
    rest = sorted(guess.scores, key=lambda name: -guess.scores[name])
    ranked = [guess.intent, *(name for name in rest if name != guess.intent)]
    return ranked.index(line.intent) if line.intent in ranked else len(ranked)


def _top(right: NDArray[np.bool_], ranks: NDArray[np.int64]) -> tuple[Share, Share, Share]:
    within = [Share(int((ranks < most).sum()), len(ranks)) for most in (2, 3)]
    return Share(int(right.sum()), len(right)), within[0], within[1]


def _subs(lines: Sequence[Line], guesses: Sequence[Guessed]) -> Share:
    told = [
        line.sub_intent == guess.sub_intent
        for line, guess in zip(lines, guesses, strict=True)
        if line.sub_intent and line.intent == guess.intent
    ]
    return Share(told.count(True), len(told))


def _classes(truth: list[str], said: list[str], names: list[str]) -> tuple[Class, ...]:
    columns = precision_recall_fscore_support(truth, said, labels=names, zero_division=0)
    return tuple(
        Class(name, float(precision), float(recall), float(f1), int(lines))
        for name, precision, recall, f1, lines in zip(names, *columns, strict=True)
    )


def _bins(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    at = _bin_of(confidence)
    return tuple(
        Bin(float(confidence[own].mean()), float(right[own].mean()), int(own.sum()))
        for own in (at == each for each in range(BINS))
        if own.any()
    )


def _strange(lines: Sequence[Line], guesses: Sequence[Guessed]) -> dict[str, float]:
    odd = np.array([line.intent == STRANGE for line in lines])
    if not odd.any() or odd.all():
        return {}
    score = np.array([guess.scores.get(STRANGE, 0.0) for guess in guesses])
    found = {"all": float(auroc(odd, score))}
    for kind in ("near", "far"):
        own = np.array([kind in line.tags for line in lines]) & odd
        if own.any():
            chosen = own | ~odd
            found[kind] = float(auroc(odd[chosen], score[chosen]))
    return found


def _asking(
    threshold: float,
    confidence: NDArray[np.float64],
    right: NDArray[np.bool_],
    ranks: NDArray[np.int64],
) -> Asking:
    asked = confidence < threshold
    unasked = float(right[~asked].mean()) if not asked.all() else 1.0
    fine = np.where(asked, ranks < CHOICES, right)
    return Asking(threshold, float(asked.mean()), unasked, float(fine.mean()))


def _tags(lines: Sequence[Line], right: NDArray[np.bool_]) -> dict[str, Share]:
    told: dict[str, list[bool]] = defaultdict(list)
    for line, fine in zip(lines, right.tolist(), strict=True):
        for tag in line.tags:
            told[tag].append(fine)
    return {tag: Share(sum(told[tag]), len(told[tag])) for tag in sorted(told)}
