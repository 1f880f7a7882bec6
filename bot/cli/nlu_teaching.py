"""`bot nlu train | evaluate | promote | rollback | models`: better models, and proof of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.app import packaged
from bot.cli.opening import open_app
from bot.learning import lines as labelled
from bot.learning import promotion
from bot.learning.guessing import guesser
from bot.learning.lines import Line
from bot.nlu import pipeline
from bot.nlu.pipeline import Understanding

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--data", type=FILE, help="Lines to learn from (split,label,text); default: our own.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where to write; default: the shipped model."
)
def train(data: Path | None, out: Path | None) -> None:
    """Train a model: our intents from the lines of the repository, or any labels from a file.

    A file has a heading with «label» and «text», and «split» with train, dev and test if it likes;
    `test` is never learned from. Needs the development extra.
    """
    if data is None:
        with _development():
            from bot.learning.training import train_and_save  # noqa: PLC0415 -- needs scikit-learn
        click.echo(f"{train_and_save(out)} is trained.")
        return
    if out is None:
        raise click.UsageError("Say with --out where the model goes; the shipped one is not ours.")
    _train_on(data, out)


def _train_on(data: Path, out: Path) -> None:
    with _development():
        from bot.learning import training  # noqa: PLC0415 -- needs scikit-learn
    model, trials = training.train_on(labelled.read_file(data), training.sight(training.DATA))
    training.save(model, out)
    for trial in trials:
        click.echo(f"on lines kept aside {trial.accuracy:.4f}  {trial.recipe}")
    click.echo(f"{out} is trained: {len(model.intents)} labels.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--model", type=FILE, help="Model to measure; default: the one that serves.")
@click.option("--split", help="Only lines of this split; default: test, if the file has it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("nlu-report"),
    show_default=True,
    help="Folder for report.html and reliability.png.",
)
def evaluate(file: Path, model: Path | None, split: str | None, out: Path) -> None:
    """Measure on labelled lines: accuracy, macro-F1, calibration, confusion, tags, out of scope.

    FILE is comma or tab separated, with a heading; columns «text» and «label» (or «intent»), and
    «split», «sub_intent», «tags» if it likes. Prints the figures and writes a page with a plot.
    """
    with _development():
        from bot.learning import measuring, report  # noqa: PLC0415 -- needs scikit-learn
    chosen = labelled.of_split(labelled.read_file(file), split)
    guess = guesser(understanding_with(model))
    figures = measuring.measure(chosen, [guess(line.text) for line in chosen])
    click.echo("\n".join(report.lines_of(figures)))
    page, plot = report.write(figures, f"{file.name}: {model or 'the model that serves'}", out)
    click.echo(f"\n{page} and {plot} are written.")


@click.command()
@click.argument("model", type=FILE)
@click.option("--frozen", type=FILE, help="Labelled lines to prove it on; default: our own set.")
def promote(model: Path, frozen: Path | None) -> None:
    """Let a model serve, unless it is worse on the frozen lines (McNemar's exact test)."""
    chosen = labelled.read_file(frozen) if frozen else labelled.read_frozen(packaged("nlu"))
    before, now = (_right(each, chosen) for each in (None, model))
    found = promotion.compare(before, now)
    click.echo(
        f"{found.lines} lines: {found.right_before} right before, {found.right_now} now; "
        f"{found.gained} gained, {found.lost} lost; p {found.p_worse:.3f} that it is not worse."
    )
    if found.worse:
        raise promotion.NotBetter("The new model is worse; the old one goes on serving.")
    name = promotion.promote(model, _folder())
    click.echo(f"{name} serves from the next start of the service on. Back: `bot nlu rollback`.")


@click.command()
def rollback() -> None:
    """Let the model serve that served before the last promotion."""
    name = promotion.rollback(_folder())
    click.echo(f"{name} serves from the next start of the service on.")


@click.command()
def models() -> None:
    """List the models that served here, the current one last."""
    for name in promotion.history(_folder()):
        click.echo(name)


def understanding_with(model: Path | None) -> Understanding:
    """Return the understanding with a model file, or with the model that serves here."""
    if model is None:
        return open_app().understanding
    return pipeline.load(packaged("nlu")).listening_with(model)


def _right(model: Path | None, lines: list[Line]) -> list[bool]:
    guess = guesser(understanding_with(model))
    return [guess(line.text).intent == line.intent for line in lines]


def _folder() -> Path:
    return promotion.folder(open_app().settings.data_dir)


@contextmanager
def _development() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        message = f"This needs {error.name}: run `uv sync --group dev`."
        raise click.UsageError(message) from None
