"""What most campaigns share: a folder, LINE, a crowd, and the verdict at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.judge import Broken, Demands, judge, read_books, wait_until_quiet
from faults.ledger import Ledger, percentile
from faults.line import SECRET, TOKEN, Line
from faults.programs import PROJECT, Bot
from faults.record import Outcome

_QUIET_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How a campaign is to be run; the seed decides everything that chance does in it."""

    seed: int
    kills: int
    """How many blows to deal, where a campaign deals blows."""
    seconds: float
    """How long a state of trouble lasts, where a campaign has one."""
    people: int = 40
    tree: Path = PROJECT
    """Which source tree's service to run."""
    only: str | None = None
    """One crash point, or one mutation, instead of all."""


@contextmanager
def stage() -> Iterator[tuple[Path, Line]]:
    """Have an empty folder and LINE; the folder stays when the campaign breaks off."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    with Line(Ledger()) as line:
        yield folder, line
    shutil.rmtree(folder, ignore_errors=True)


def settings(line: Line, **more: str) -> dict[str, str]:
    """Return the settings of a service that speaks to this LINE."""
    return {
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "LINE_API_BASE_URL": line.emulator.base_url,
        "BURST_WINDOW_SECONDS": "0",
        "LOG_LEVEL": "INFO",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        **more,
    }


def bot(plan: Plan, folder: Path, line: Line, **more: str) -> Bot:
    """Return the service under test, with its own folder."""
    return Bot(folder, settings(line, **more), tree=plan.tree)


def sqlite_url(folder: Path) -> str:
    """Return where the embedded form keeps its database."""
    return f"sqlite:///{folder / 'data' / 'frontdoor.db'}"


def verdict(
    line: Line,
    url: str,
    *,
    filed: Iterable[str] = (),
    demands: Demands | None = None,
    measures: Mapping[str, float | None] | None = None,
    quiet: float = _QUIET_SECONDS,
) -> Outcome:
    """Heal LINE, wait until nothing waits in the service, and judge."""
    line.emulator.heal()
    settled = wait_until_quiet(url, quiet)
    broken = judge(line.ledger, read_books(url), filed=filed, demands=demands)
    if not settled:
        broken.insert(0, Broken("unfinished", f"the service was not quiet after {quiet:g} s"))
    return Outcome(
        kills=len(line.ledger.kills),
        events=len(line.ledger.acked()),
        answers=sum(map(len, line.ledger.heard.values())),
        broken=broken,
        measures=dict(measures or {}),
    )


def recovery(ledger: Ledger) -> dict[str, float | None]:
    """Return how long those waited whose message or answer a blow fell into."""
    waited = ledger.across_kills()
    return {
        "p50 across a blow (s)": _round(percentile(waited, 0.5)),
        "p99 across a blow (s)": _round(percentile(waited, 0.99)),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
