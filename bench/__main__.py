"""`make bench`: everything that is measured, one after the other; results in `bench/results/`.

python -m bench                          all of it (about an hour; the full databases take most)
python -m bench --only whole,footprint   some of it
python -m bench --only scale --scale 0.01  a hundredth of the people, to try it
python -m bench plots                    draw docs/images/bench-*.svg from the results
python -m bench capacity                 the arithmetic of docs/capacity.md
python -m bench nlu-report               how well Thai is understood, into docs/nlu.md
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bench import (
    announcing,
    capacity,
    console,
    figures,
    footprint,
    plots,
    scale,
    understanding,
    webhook,
    whole_path,
)

NAMES = (
    "webhook",
    "whole",
    "scale",
    "console",
    "figures",
    "footprint",
    "understanding",
    "announcing",
)


def main() -> None:
    """Do what was asked for; everything by default."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", nargs="?", choices=("measure", "plots", "capacity", "nlu-report"), default="measure"
    )
    parser.add_argument("--only", default=",".join(NAMES), help=f"some of: {', '.join(NAMES)}")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (median is told)")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of one measurement")
    parser.add_argument("--scale", type=float, default=1.0, help="1 = a million people, or cases")
    parser.add_argument("--public", type=Path, help="nlu-report: folder with the public sets")
    given = parser.parse_args()
    if given.what == "nlu-report":
        from bench import nlu_report  # noqa: PLC0415 -- scikit-learn takes a second to load

        nlu_report.write(given.public)
        return
    if given.what != "measure":
        {"plots": plots.draw, "capacity": capacity.report}[given.what]()
        return
    wanted = given.only.split(",")
    if unknown := set(wanted) - set(NAMES):
        parser.error(f"--only knows {', '.join(NAMES)}, not {', '.join(sorted(unknown))}")
    for name, measure in _measurements(given).items():
        if name in wanted:
            measure()


def _measurements(given: argparse.Namespace) -> dict[str, Callable[[], None]]:
    rounds, seconds = given.rounds, given.seconds
    return {
        "webhook": lambda: webhook.report(rounds=rounds, seconds=min(seconds, 5.0)),
        "whole": lambda: whole_path.report(rounds=rounds, seconds=seconds),
        "scale": lambda: scale.report(rounds=rounds, seconds=seconds, scale=given.scale),
        "console": lambda: console.report(rounds=rounds, scale=given.scale),
        "figures": lambda: figures.report(rounds=rounds, scale=given.scale),
        "footprint": lambda: footprint.report(rounds=rounds),
        "announcing": lambda: announcing.report(rounds=rounds, scale=given.scale),
        "understanding": lambda: understanding.report(rounds=rounds),
    }


main()
