"""`make bench`: the webhook beside line-bot-sdk's Flask echo example, and the understanding."""

from __future__ import annotations

import argparse

from bench import understanding, webhook


def main() -> None:
    """Run what was asked for; everything by default."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (median is told)")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one measurement")
    chosen = parser.parse_args()
    webhook.report(rounds=chosen.rounds, seconds=chosen.seconds)
    understanding.report(rounds=chosen.rounds)


main()
