"""`python -m faults NAME --seed 7 --kills 40`; `make faults` runs every shard that is not done."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from pathlib import Path

from faults import record
from faults.campaigns import CAMPAIGNS, Campaign
from faults.programs import PROJECT
from faults.stage import Plan


def main() -> int:
    """Run what was asked for; 1 when a demand was broken."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("name", choices=["all", "list", "report", *CAMPAIGNS])
    parser.add_argument("--seed", type=int, help="one shard; all of the campaign's by default")
    parser.add_argument("--kills", type=int, help="how many blows; the campaign's own by default")
    parser.add_argument("--seconds", type=float, help="how long trouble lasts")
    parser.add_argument("--people", type=int, help="how many write at a time")
    parser.add_argument("--tree", type=Path, default=PROJECT, help="source tree of the service")
    parser.add_argument("--only", help="one crash point or one mutation")
    parser.add_argument("--again", action="store_true", help="run shards that are done, too")
    chosen = parser.parse_args()
    # Told to stop, it takes along every process that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if chosen.name == "list":
        for name, campaign in CAMPAIGNS.items():
            print(f"{name:<20} {len(campaign.seeds):3} seeds  {campaign.about}")
        return 0
    if chosen.name == "report":
        print(record.report())
        return 0
    names = list(CAMPAIGNS) if chosen.name == "all" else [chosen.name]
    held = [_campaign(name, CAMPAIGNS[name], chosen) for name in names]
    return 0 if all(held) else 1


def _campaign(name: str, campaign: Campaign, chosen: argparse.Namespace) -> bool:
    seeds = campaign.seeds if chosen.seed is None else [chosen.seed]
    held = [_shard(name, campaign, seed, chosen) for seed in seeds]
    return all(held)


def _shard(name: str, campaign: Campaign, seed: int, chosen: argparse.Namespace) -> bool:
    if record.path_of(name, seed).exists() and not chosen.again and chosen.seed is None:
        return not json.loads(record.path_of(name, seed).read_text())["broken"]
    plan = Plan(
        seed=seed,
        kills=campaign.kills if chosen.kills is None else chosen.kills,
        seconds=campaign.seconds if chosen.seconds is None else chosen.seconds,
        people=campaign.people if chosen.people is None else chosen.people,
        tree=chosen.tree.resolve(),
        only=chosen.only,
    )
    began = time.monotonic()
    outcome = campaign.run(plan)
    line = outcome.as_json(name, seed, time.monotonic() - began)
    record.keep(line)
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return not outcome.broken


if __name__ == "__main__":
    sys.exit(main())
