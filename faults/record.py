"""What came of each shard: a line of JSON in `faults/results/`, summed in `docs/reliability.md`."""

from __future__ import annotations

import json
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from faults.judge import Broken, Kind
from faults.programs import PROJECT

FOLDER = PROJECT / "faults" / "results"
PAGE = PROJECT / "docs" / "reliability.md"
BEGIN = "<!-- results: written by `python -m faults report` -->"
END = "<!-- end of results -->"

_LOST: frozenset[Kind] = frozenset({"lost", "unfinished", "given_up"})
_TOLD = 20


@dataclass
class Outcome:
    """What a campaign did and what it found."""

    kills: int = 0
    """Processes killed, or other blows that were dealt."""
    events: int = 0
    """Events that were answered 200."""
    answers: int = 0
    broken: list[Broken] = field(default_factory=list)
    measures: dict[str, float | None] = field(default_factory=dict)
    skipped: str | None = None
    """Why this machine cannot run it."""

    @property
    def held(self) -> bool:
        """Whether every demand was met."""
        return not self.broken and self.skipped is None

    def as_json(self, campaign: str, seed: int, seconds: float) -> dict[str, object]:
        """Return the shard's line; of many broken demands the first are told."""
        counts = Counter(one.kind for one in self.broken)
        return {
            "campaign": campaign,
            "seed": seed,
            "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
            "commit": commit(),
            "seconds": round(seconds, 1),
            "kills": self.kills,
            "events": self.events,
            "answers": self.answers,
            "broken": dict(counts),
            "told": [asdict(one) for one in self.broken[:_TOLD]],
            "measures": self.measures,
            "skipped": self.skipped,
        }


def commit() -> str:
    """Return the commit that is measured, with a mark when the tree differs from it."""
    name = _git("rev-parse", "--short=7", "HEAD")
    results = FOLDER.relative_to(PROJECT)
    changed = _git("status", "--porcelain", "-uno", "--", ".", f":!{results}")
    return f"{name}+" if changed else name or "unknown"


def _git(*words: str) -> str:
    told = subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, text=True, check=False)
    return told.stdout.strip()


def path_of(campaign: str, seed: int) -> Path:
    """Return where a shard's line is kept."""
    return FOLDER / f"{campaign}-{seed}.json"


def keep(line: Mapping[str, object]) -> Path:
    """Write a shard's line, whole or not at all."""
    FOLDER.mkdir(exist_ok=True)
    path = path_of(str(line["campaign"]), int(str(line["seed"])))
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.rename(path)
    return path


def shards() -> list[dict[str, object]]:
    """Return every shard that is done."""
    return [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]


def report() -> str:
    """Sum the shards by campaign, write the table into the page, and return it.

    What the page tells of campaigns without a shard here stays: it was measured elsewhere.
    """
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    told, _, after = rest.partition(END)
    table = _table(shards(), told.splitlines())
    PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")
    return table


def _table(lines: Iterable[Mapping[str, object]], told: Sequence[str]) -> str:
    grouped: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for line in lines:
        grouped[str(line["campaign"])].append(line)
    head = "| campaign | date | commit | seeds | blows | events | lost | doubled | out of order | presumed, not there | unsound | measured |"  # noqa: E501
    rule = "|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|---|"
    rows = {name: _row(name, lines) for name, lines in grouped.items()}
    for row in told:
        name = row.removeprefix("| ").partition(" |")[0]
        if row.startswith("| ") and row != head:
            rows.setdefault(name, row)
    return "\n".join([head, rule, *(rows[name] for name in sorted(rows))])


def _row(name: str, lines: Sequence[Mapping[str, object]]) -> str:
    done = [line for line in lines if not line["skipped"]]
    if not done:
        return f"| {name} | | | | | | | | | | | not run: {lines[0]['skipped']} |"
    broken: Counter[str] = Counter()
    for line in done:
        broken.update(_counts(line["broken"]))
    lost = sum(broken[kind] for kind in _LOST)
    return (
        f"| {name} | {_span(done, 'date')} | {_span(done, 'commit')} | {_seeds(done)} "
        f"| {_sum(done, 'kills'):,} | {_sum(done, 'events'):,} "
        f"| {lost} | {broken['doubled']} | {broken['disordered']} | {broken['missed']} "
        f"| {broken['unsound']} | {_measures(done)} |"
    )


def _counts(kinds: object) -> dict[str, int]:
    return {str(k): int(n) for k, n in kinds.items()} if isinstance(kinds, Mapping) else {}


def _span(lines: Iterable[Mapping[str, object]], key: str) -> str:
    values = sorted({str(line[key]).partition(" ")[0] for line in lines})
    return values[0] if len(values) == 1 else f"{values[0]} … {values[-1]}"


def _seeds(lines: Iterable[Mapping[str, object]]) -> str:
    seeds = sorted(int(str(line["seed"])) for line in lines)
    return f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]}-{seeds[-1]} ({len(seeds)})"


def _sum(lines: Iterable[Mapping[str, object]], key: str) -> int:
    return sum(int(str(line[key])) for line in lines)


def _measures(lines: Iterable[Mapping[str, object]]) -> str:
    """Return the worst of each figure over all shards."""
    worst: dict[str, float] = {}
    for line in lines:
        measures = line["measures"]
        if isinstance(measures, Mapping):
            for name, value in measures.items():
                if value is not None:
                    better = min if str(name).startswith("least ") else max
                    worst[name] = better(worst.get(name, value), value)
    return "; ".join(f"{name} {value:,.4g}" for name, value in worst.items())
