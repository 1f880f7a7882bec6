"""Trains the intent model: from the project's own lines, or from any other labelled ones.

The same features, the same kinds of linear model and the same calibration for all; only the recipe
differs, and for the lines of others it is chosen on lines that are not tested on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from zlib import crc32

import numpy as np

import bot.nlu
from bot.learning.alarms import with_alarms
from bot.learning.calibration import calibrate, calibrated, strangers
from bot.learning.fitting import CANDIDATES, Recipe, fit
from bot.learning.lines import BadLines, Line, read_lines
from bot.nlu import concepts, tokens
from bot.nlu.features import Sight
from bot.nlu.intents import Model

DATA = Path(bot.nlu.__file__).parent / "data"
DEV_SHARE = 5
"""One line in so many is kept from training where a file has no split `dev`."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How one recipe did on lines that did not teach it."""

    recipe: Recipe
    accuracy: float


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
    path = out or DATA / "intents.npz"
    save(train(DATA), path)
    return path


def train_on(lines: Sequence[Line], eyes: Sight) -> tuple[Model, list[Trial]]:
    """Train on the lines of others; nothing of their split `test` is looked at.

    Each of the CANDIDATES learns from `train` and is tried on `dev`, or on a fifth of `train` where
    there is no `dev`; the best one's model is calibrated there. Returns it with all trials.

    Raises BadLines when there are fewer than two labels, or a label of `dev` that `train` has not.
    """
    taught, kept = _split(lines)
    intents = tuple(sorted({line.intent for line in taught}))
    if len(intents) < 2:
        raise BadLines("Two labels at least are needed in the split «train».")
    if missing := {line.intent for line in kept} - set(intents):
        raise BadLines(f"Labels of «dev» that «train» has not: {', '.join(sorted(missing))}.")
    found: list[tuple[Trial, Model]] = []
    for recipe in CANDIDATES:
        model = fit(taught, eyes, recipe=recipe)
        met = strangers(model, kept, eyes)
        model = calibrated(model, met)
        found.append((Trial(recipe, float(met.right(model.temperature).mean())), model))
    best, model = max(found, key=lambda each: each[0].accuracy)
    if not any(line.split == "dev" for line in lines):  # what was kept aside is for learning too
        whole = fit([*taught, *kept], eyes, recipe=best.recipe)
        model = replace(whole, temperature=model.temperature, calibrator=model.calibrator)
    return model, [trial for trial, _ in found]


def _split(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines to learn from and those to choose by."""
    taught = [line for line in lines if line.split in {"train", ""}]
    kept = [line for line in lines if line.split == "dev"]
    if kept:
        return taught, kept
    aside = [crc32(line.text.encode()) % DEV_SHARE == 0 for line in taught]
    return (
        [line for line, away in zip(taught, aside, strict=True) if not away],
        [line for line, away in zip(taught, aside, strict=True) if away],
    )


def save(model: Model, path: Path) -> None:
    """Write the model as one small file."""
    with path.open("wb") as file:  # a name without .npz is kept as it is
        np.savez_compressed(
            file,
            intents=np.array(model.intents),
            owners=model.owners,
            subs=np.array(model.subs),
            importance=model.importance.astype(np.float16),
            weights=model.weights,
            units=model.units,
            bias=model.bias,
            temperature=np.float32(model.temperature),
            calibrator=model.calibrator,
            eyes=np.uint32(model.eyes),
        )
