"""Trains the intent model from the lines under `data/intents`.

The only module that imports scikit-learn, a development dependency; nothing
that serves imports this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from bot.errors import BotError
from bot.model.heard import INTENTS
from bot.nlu import concepts, signals, tokens
from bot.nlu.features import BUCKETS, CONCEPTS, SOUNDS, WORDS, Seen, Sight
from bot.nlu.intents import ALARMS, SUB_BUCKETS, Floats, Model, Subs, evidence, fold, tfidf
from bot.nlu.normalise import squeeze

VIEW_WEIGHTS = ((CONCEPTS, 2.5), (WORDS, 1.25), (SOUNDS, 0.8))
"""How much each view counts beside the letters, chosen by grouped cross-validation."""
STRENGTH = 20.0
"""Inverse regularisation of the intents."""
SUB_STRENGTH = 10.0
ALARM_STRENGTH = 5.0
ALARM_WEIGHT = 20.0
"""How many ordinary lines one row of a table of signals counts for."""
ANSWER_WEIGHT = 5.0
"""The same for an answer that names a place: no place may ever sound like despair."""
FOLDS = 5
HEADER = "text\tsub_intent\tgroup\ttags"


class BadLines(BotError):
    """The training lines cannot be used as they stand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance with what it means."""

    text: str
    intent: str
    sub_intent: str
    group: str
    """Lines of one group say one thing in different words; they stay on one side of a split."""
    tags: tuple[str, ...]


def read_lines(folder: Traversable) -> list[Line]:
    """Return the lines of `<folder>/intents/<intent>.tsv`, in the order of the intents.

    Raises BadLines naming every line that has not four columns.
    """
    lines: list[Line] = []
    mistakes: list[str] = []
    for intent in INTENTS:
        text = folder.joinpath("intents", f"{intent}.tsv").read_text(encoding="utf-8")
        for number, row in enumerate(text.splitlines()[1:], start=2):
            match row.split("\t"):
                case [words, sub, group, tags] if words and sub and group:
                    lines.append(Line(words, intent, sub, group, tuple(tags.split(","))))
                case _:
                    mistakes.append(f"{intent}.tsv:{number}: four columns needed, {HEADER!r}")
    if mistakes:
        raise BadLines("; ".join(mistakes))
    return lines


def sight(folder: Traversable) -> Sight:
    """Return the eyes that both training and serving look through."""
    lexicon = concepts.read(folder.joinpath("concepts.txt").read_text(encoding="utf-8"))
    return Sight(tokens.load(lexicon), lexicon)


def train(folder: Traversable) -> Model:
    """Fit the model on all lines, calibrate it by cross-validation, and teach it the alarms."""
    lines = read_lines(folder)
    eyes = sight(folder)
    return with_alarms(calibrate(fit(lines, eyes), lines, eyes), lines, eyes, folder)


def train_and_save(out: Path | None = None) -> Path:
    """Train on the packaged lines and write the model to `out`, or over the shipped one."""
    folder = Path(__file__).parent / "data"
    path = out or folder / "intents.npz"
    save(train(folder), path)
    return path


def fit(lines: Sequence[Line], eyes: Sight, *, subs: bool = True) -> Model:
    """Fit weights on every line and on one noisy copy of each; not yet calibrated, no alarms.

    `subs` false leaves out the sub-intents, which take most of the time.
    """
    doubled = [*lines, *(replace(line, text=noisy(line.text)) for line in lines)]
    seen = [eyes.see(squeeze(line.text)) for line in doubled]
    importance = _importance(seen[: len(lines)])
    vectors = [tfidf(one, importance) for one in seen]
    matrix = _matrix(seen, vectors, BUCKETS)
    weights, bias = _logistic(matrix, [line.intent for line in doubled], INTENTS, STRENGTH)
    folded = [replace(one, buckets=fold(one.buckets)) for one in seen] if subs else []
    return Model(
        importance=importance,
        weights=weights,
        bias=bias,
        temperature=1.0,
        calibrator=np.array([0, 1, 0, 0, 0, 0], dtype=np.float32),
        subs=_subs(_matrix(folded, vectors, SUB_BUCKETS), doubled) if subs else {},
    )


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
        weigh = [*(2 * len(rows) * [ALARM_WEIGHT]), *(len(calm) * [1.0])]
        weigh[-len(answers) :] = len(answers) * [ANSWER_WEIGHT]
        judge = LogisticRegression(C=ALARM_STRENGTH, max_iter=2000, tol=1e-6)
        judge.fit(_matrix(seen, vectors, BUCKETS), labels, sample_weight=weigh)
        found.append((judge.coef_[0], judge.intercept_[0]))
    columns = np.column_stack([weights for weights, _ in found]).astype(np.float32)
    odds = np.array([bias for _, bias in found], dtype=np.float32)
    return replace(
        model,
        weights=np.hstack([model.weights, columns]),
        bias=np.concatenate([model.bias, odds]),
    )


def _answers(folder: Traversable) -> list[str]:
    """Return every place of the tables as people answer the question for it."""
    names: set[str] = set()
    for table in ("names", "districts"):
        text = folder.joinpath("places", f"{table}.tsv").read_text(encoding="utf-8")
        names.update(row.split("\t")[0] for row in text.splitlines()[1:])
    return [answer for name in sorted(names) for answer in (name, f"อยู่{name}ค่ะ")]


def calibrate(model: Model, lines: Sequence[Line], eyes: Sight) -> Model:
    """Set temperature and calibrator from predictions on lines that were held out.

    Half of the evidence comes from lines whose whole group was held out, as unlike the training
    as can be, half from lines whose kin stayed: what people write lies between the two.
    """
    alone = [replace(line, group=str(at)) for at, line in enumerate(lines)]
    halves = [held_out(each, eyes) for each in (lines, alone)]
    logits, known, right = (np.concatenate(both) for both in zip(*halves, strict=True))
    answers = np.array([INTENTS.index(line.intent) for line in (*lines, *alone)])
    grid = np.linspace(0.3, 3.0, 55)
    temperature = float(min(grid, key=lambda each: _loss(logits / each, answers)))
    rows = [
        evidence((row / temperature).tolist(), float(share))
        for row, share in zip(logits, known, strict=True)
    ]
    judge = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(rows, right)
    return replace(model, temperature=temperature, calibrator=judge.coef_[0].astype(np.float32))


def held_out(
    lines: Sequence[Line], eyes: Sight, *, seed: int = 0
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return logits, share of known buckets and rightness of each line, judged by strangers."""
    logits = np.zeros((len(lines), len(INTENTS)), dtype=np.float32)
    known = np.zeros(len(lines), dtype=np.float32)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    labels = [line.intent for line in lines]
    for inner, outer in splitter.split(labels, labels, [line.group for line in lines]):
        model = fit([lines[at] for at in inner], eyes, subs=False)
        for at in outer:
            seen = eyes.see(squeeze(lines[at].text))
            values = tfidf(seen, model.importance)
            logits[at] = values @ model.weights[seen.buckets] + model.bias
            known[at] = (model.importance[seen.buckets] > 0).mean()
    guesses = logits.argmax(axis=1)
    right = np.array([INTENTS[guess] for guess in guesses]) == np.array(labels)
    return logits, known, right


def save(model: Model, path: Path) -> None:
    """Write the model as one small file: weights as bytes with a unit for each column."""
    weights, weights_unit = _pack(model.weights)
    sub_weights, sub_unit = _pack(np.hstack([own.weights for own in model.subs.values()]))
    np.savez_compressed(
        path,
        importance=model.importance.astype(np.float16),
        weights=weights,
        weights_unit=weights_unit,
        bias=model.bias,
        temperature=np.float32(model.temperature),
        calibrator=model.calibrator,
        sub_weights=sub_weights,
        sub_unit=sub_unit,
        sub_bias=np.concatenate([own.bias for own in model.subs.values()]),
        sub_names=np.array([name for own in model.subs.values() for name in own.names]),
        sub_owners=np.array([owner for owner, own in model.subs.items() for _ in own.names]),
    )


def noisy(text: str) -> str:
    """Return the text as a hurried thumb would send it; always the same for the same text."""
    dice = np.random.default_rng(crc32(text.encode()))
    kept = [char for char in text if char not in "่้๊๋์" or dice.random() > 0.4]
    for _ in range(max(1, len(kept) // 25)):
        at = int(dice.integers(len(kept)))
        match int(dice.integers(3)):
            case 0 if len(kept) > 4:
                del kept[at]
            case 1 if 0 < at < len(kept) - 1:
                kept[at], kept[at + 1] = kept[at + 1], kept[at]
            case _:
                kept.insert(at, kept[at])
    endings = ("", "", "ค่ะ", "ครับ", "คับ", "จ้า", "นะคะ")
    return "".join(kept) + endings[int(dice.integers(len(endings)))]


def _importance(seen: Sequence[Seen]) -> Floats:
    """Smoothed inverse document frequency, nothing for buckets never met, times view weights."""
    met = np.bincount(np.concatenate([one.buckets for one in seen]), minlength=BUCKETS)
    importance = np.where(met > 0, np.log((1 + len(seen)) / (1 + met)) + 1, 0)
    for view, weight in VIEW_WEIGHTS:
        importance[view.start : view.stop] *= weight
    return cast("Floats", importance.astype(np.float16).astype(np.float32))


def _matrix(seen: Sequence[Seen], vectors: Sequence[Floats], width: int) -> csr_matrix:
    starts = np.concatenate([[0], np.cumsum([len(vector) for vector in vectors])])
    columns = np.concatenate([one.buckets for one in seen])
    return csr_matrix((np.concatenate(vectors), columns, starts), shape=(len(seen), width))


def _logistic(
    matrix: csr_matrix, labels: Sequence[str], order: Sequence[str], strength: float
) -> tuple[Floats, Floats]:
    """Return weights (buckets by classes) and bias in the given order of classes."""
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(matrix, list(labels))
    rows, bias = model.coef_, model.intercept_
    if len(order) == 2:  # one row tells two classes apart: half for one, half against the other
        rows, bias = np.vstack([-rows, rows]) / 2, np.concatenate([-bias, bias]) / 2
    columns = [list(model.classes_).index(label) for label in order]
    weights = rows[columns].T.astype(np.float32)
    return np.ascontiguousarray(weights), bias[columns].astype(np.float32)


def _subs(matrix: csr_matrix, lines: Sequence[Line]) -> dict[str, Subs]:
    found = {}
    for intent in INTENTS:
        rows = [at for at, line in enumerate(lines) if line.intent == intent]
        labels = [lines[at].sub_intent for at in rows]
        names = tuple(sorted(set(labels)))
        weights, bias = _logistic(matrix[rows], labels, names, SUB_STRENGTH)
        found[intent] = Subs(names, weights, bias)
    return found


def _loss(logits: Floats, answers: NDArray[np.int64]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(answers)), answers].mean())


def _pack(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    unit = (np.abs(weights).max(axis=0) / 127).astype(np.float32)
    return np.rint(weights / unit).astype(np.int8), unit
