"""`make nlu-report`: how well Thai is understood, measured anew and written into docs/nlu.md.

python -m bench nlu-report                    our own sets (some minutes: ten models are taught)
python -m bench nlu-report --public FOLDER    and the public sets, `split,label,text` files

The public sets and the places' false alarms stay as last measured where no FOLDER is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import corruptions, plots, results
from bot.app import packaged
from bot.learning import calibration, measuring, report, training
from bot.learning.guessing import Guessed, Guesser, guesser
from bot.learning.lines import Line, of_split, read_file, read_frozen, read_lines
from bot.learning.measuring import Figures
from bot.model.heard import INTENTS
from bot.nlu import pipeline
from bot.nlu.normalise import squeeze
from bot.nlu.pipeline import Understanding

NAME = "nlu"
PUBLIC = ("facebook-th", "truevoice", "massive-th")
DOCS = Path(__file__).parent.parent / "docs"
TABLES = Path(__file__).parent.parent / "tests" / "nlu"
_THAI_GAP = re.compile(r"(?<=[\u0e01-\u0e4e]) +(?=[\u0e01-\u0e4e])")


def write(public: Path | None) -> None:
    """Measure, keep the figures in bench/results/nlu.json, and write the tables of docs/nlu.md."""
    understanding = pipeline.load(packaged("nlu"))
    ours, frozen = read_lines(packaged("nlu")), read_frozen(packaged("nlu"))
    before = results.read(NAME) or {}
    guess = guesser(understanding)
    measured = _measured(guess, frozen)
    found = {
        "lines": {name: sum(line.intent == name for line in ours) for name in INTENTS},
        "frozen": _figures(measured),
        "unseen": _unseen(guess, ours, frozen),
        "held_out": _held_out(understanding, ours),
        "corruptions": corruptions.accuracies(guess, frozen),
        "amounts": _table(understanding, "amounts", _amount),
        "places": _table(understanding, "places", _place),
        "public": _public(understanding, public) if public else before.get("public", {}),
    }
    results.write(NAME, found)
    report.draw_reliability(measured, DOCS / "images" / "nlu-reliability.png")
    page = DOCS / "nlu.md"
    page.write_text(plots.with_tables(page.read_text(encoding="utf-8"), tables()), encoding="utf-8")


def tables() -> dict[str, str]:
    """Return the tables of docs/nlu.md as Markdown, of what was measured last."""
    found = results.read(NAME)
    if found is None:
        return {}
    return {
        "lines": _markdown([list(found["lines"]), [str(each) for each in found["lines"].values()]]),
        "figures": _markdown(list(_demands(found))),
        "asking": _markdown(list(_asking(found))),
        "classes": _markdown(list(_classes(found))),
        "tags": _markdown(list(_tags(found["frozen"]))),
        "corruptions": _markdown(list(_corruptions(found["corruptions"]))),
    }


def _measured(guess: Guesser, lines: Sequence[Line]) -> Figures:
    return measuring.measure(lines, [guess(line.text) for line in lines])


def _figures(found: Figures) -> dict[str, Any]:
    return {
        "lines": found.top[0].of,
        "top": [share.value for share in found.top],
        "interval": found.top[0].interval,
        "macro_f1": found.macro_f1,
        "sub_intents": found.sub_intents.value,
        "calibration_error": found.calibration_error,
        "calibration_interval": found.calibration_interval,
        "strange": dict(found.strange),
        "asking": [[a.threshold, a.asked, a.right_unasked, a.effective] for a in found.asking],
        "f1": {one.name: one.f1 for one in found.classes},
        "tags": {tag: [share.value, share.of] for tag, share in found.tags.items()},
    }


def _unseen(guess: Guesser, ours: list[Line], frozen: list[Line]) -> dict[str, Any]:
    """Measure the frozen lines that do not, by chance, stand word for word among the taught."""
    taught = {squeeze(line.text) for line in ours}
    fresh = [line for line in frozen if squeeze(line.text) not in taught]
    return _figures(_measured(guess, fresh))


def _held_out(understanding: Understanding, ours: list[Line]) -> dict[str, Any]:
    """Measure our own lines by models that were not taught their groups, each fifth by another."""
    met = calibration.held_out(ours, understanding.sight)
    model = understanding.model
    scores = met.scores(model.temperature)
    guesses = []
    for row, margins, known in zip(scores, met.margins, met.known, strict=True):
        sure = model.confidence(row.tolist(), float(margins.max()), float(known))
        named = dict(zip(INTENTS, row.tolist(), strict=True))
        guesses.append(Guessed(INTENTS[int(row.argmax())], sure, named))
    return _figures(measuring.measure(ours, guesses))


def _table(
    understanding: Understanding, name: str, right: Callable[[Understanding, list[str]], bool]
) -> list[int]:
    """Return how many rows of a table of the tests are read rightly, and of how many."""
    text = (TABLES / f"{name}.tsv").read_text(encoding="utf-8")
    read = [right(understanding, row.split("\t")) for row in text.splitlines()]
    return [sum(read), len(read)]


def _amount(understanding: Understanding, row: list[str]) -> bool:
    text, asking, low, high = row
    amount = understanding.reader.read(text, asking=asking or None).amount_baht
    found = (amount.min, amount.max) if amount else (None, None)
    return found == tuple(int(each) if each.isdigit() else None for each in (low, high))


def _place(understanding: Understanding, row: list[str]) -> bool:
    text, asking, wanted = row
    entities = understanding.reader.read(text, asking=asking or None)
    found = " ".join(filter(None, (entities.province, entities.district)))
    return found == ("" if wanted[0] in "?-" else wanted)


def _public(understanding: Understanding, folder: Path) -> dict[str, Any]:
    """Train on the split `train` of each public set, choose by `dev`, measure on `test`."""
    found: dict[str, Any] = {}
    for name in PUBLIC:
        lines = read_file(folder / f"{name}.csv")
        model, _ = training.train_on(lines, understanding.sight)
        guess = guesser(replace(understanding, model=model))
        found[name] = _figures(_measured(guess, of_split(lines, "test")))
    return found


def _demands(found: dict[str, Any]) -> Iterator[list[str]]:
    frozen, unseen, held = found["frozen"], found["unseen"], found["held_out"]
    yield ["measure", "figure", "asked for"]
    yield [
        f"frozen set, {frozen['lines']} lines: top 1 [95 %] / top 3 / macro-F1",
        _three(frozen),
        ".95 / .99 / .94",
    ]
    yield [
        f"the same without the {frozen['lines'] - unseen['lines']} lines that are also taught",
        _three(unseen),
        "",
    ]
    least = min(frozen["asking"], key=lambda one: (one[1] > 0.12, -one[3]))
    yield [
        "the same with three buttons, asking on at most 12 %",
        f"{least[3]:.3f}, asking on {least[1]:.3f} (below {least[0]})",
        ".98",
    ]
    strange = frozen["strange"]
    yield [
        "the same, out-of-scope AUROC near / far",
        f"{strange['near']:.3f} / {strange['far']:.3f}",
        ".94 / .995",
    ]
    for name, one in (("frozen set", frozen), ("grouped cross-validation", held)):
        low, high = one["calibration_interval"]
        yield [
            f"calibration error, {name}, {one['lines']} lines",
            f"{one['calibration_error']:.3f} [{low:.3f}, {high:.3f}]",
            ".02",
        ]
    yield ["grouped cross-validation: the same three", _three(held), ""]
    yield ["frozen set, sub-intent where the intent is right", f"{frozen['sub_intents']:.3f}", ""]
    drop = corruptions.mean_drop(found["corruptions"])
    yield ["mean drop over the 17 corruptions, frozen set", f"{100 * drop:.1f} points", "1.5"]
    for name, asked in (("amounts", ".99"), ("places", ".98")):
        right, many = found[name]
        yield [f"{name}, {many} cases of the tests", f"{right / many:.3f}", asked]
    for name, asked in zip(PUBLIC, (".975", ".90", ".845"), strict=True):
        if one := found["public"].get(name):
            yield [
                f"{name}, official test split, {one['lines']} lines",
                f"{one['top'][0]:.3f}",
                asked,
            ]


def _three(found: dict[str, Any]) -> str:
    low, high = found["interval"]
    rest = f"{found['top'][2]:.3f} / {found['macro_f1']:.3f}"
    return f"**{found['top'][0]:.3f}** [{low:.3f}, {high:.3f}] / {rest}"


def _asking(found: dict[str, Any]) -> Iterator[list[str]]:
    shares = ("asked", "right when not asked", "right with three buttons")
    yield [
        "asked below",
        *(f"{name}: {each}" for name in ("held out", "frozen") for each in shares),
    ]
    for ours, frozen in zip(found["held_out"]["asking"], found["frozen"]["asking"], strict=True):
        yield [str(ours[0]), *(f"{share:.3f}" for share in (*ours[1:], *frozen[1:]))]


def _classes(found: dict[str, Any]) -> Iterator[list[str]]:
    yield ["F1", *INTENTS]
    for name in ("frozen", "held_out"):
        yield [name.replace("_", " "), *(f"{found[name]['f1'][intent]:.2f}" for intent in INTENTS)]


def _tags(frozen: dict[str, Any]) -> Iterator[list[str]]:
    yield ["tag", "right", "lines"]
    for tag, (share, many) in sorted(frozen["tags"].items(), key=lambda one: one[1][0]):
        yield [tag, f"{share:.2f}", str(many)]


def _corruptions(found: dict[str, float]) -> Iterator[list[str]]:
    yield ["typed", "right", "points"]
    for name, share in found.items():
        yield [name, f"{share:.3f}", f"{100 * (share - found['as written']):+.1f}"]


def _markdown(rows: list[list[str]]) -> str:
    heading, *rest = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, ["---"] * len(heading), *rest))
