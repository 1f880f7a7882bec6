"""What became of the pictures that people sent: each kept once, whole, and nothing besides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import create_engine, text

from faults.judge import Broken
from faults.ledger import Ledger, Said
from faults.programs import until

_PATIENCE = 180.0


def broken(ledger: Ledger, url: str, folder: Path) -> list[Broken]:
    """Wait until no file is on its way any more, and return every demand that was not met."""
    sent = [one for one in ledger.acked() if one.is_picture]
    kept = folder / "data" / "files"
    settled = until(lambda: all(row[0] != "waiting" for row in _rows(url).values()), _PATIENCE)
    rows = _rows(url)
    late = [] if settled else [Broken("unfinished", f"a file was not fetched in {_PATIENCE:g} s")]
    return [*late, *_lost(sent, rows, kept), *_left_over(rows, kept)]


def _rows(url: str) -> dict[str, tuple[str, str, str]]:
    """Return status, place and checksum by message; whatever is on its way is «waiting»."""
    engine = create_engine(url)
    query = text("SELECT message_id, status, place, sha256, finished_at FROM content")
    with engine.connect() as connection:
        found = {
            row[0]: (row[1] if row[4] else "waiting", row[2] or "", row[3] or "")
            for row in connection.execute(query)
        }
    engine.dispose()
    return found


def _lost(
    sent: Iterable[Said], rows: Mapping[str, tuple[str, str, str]], kept: Path
) -> Iterable[Broken]:
    for said in sent:
        status, place, checksum = rows.get(str(said.message_id), ("missing", "", ""))
        if status != "kept":
            yield Broken("lost", f"the picture {said.message_id} is {status}")
            continue
        path = kept / place
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
            yield Broken("unsound", f"the picture {said.message_id} is not as it was recorded")


def _left_over(rows: Mapping[str, tuple[str, str, str]], kept: Path) -> Iterable[Broken]:
    named = {place for _, place, _ in rows.values()}
    for path in kept.rglob("*"):
        place = path.relative_to(kept)
        if path.is_file() and place.parts[0] != "spool" and str(place) not in named:
            yield Broken("unsound", f"nothing in the database names the file {place}")
