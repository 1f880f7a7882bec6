"""Two numbers for one matter: one of them goes on, the other still answers for a while."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.cases.merging import CannotMerge, check_merge, check_undo
from bot.cases.rights import Act
from bot.handlers.access import Access
from bot.handlers.casework import Work
from bot.storage import merges


def compare(connection: Connection, work: Work, other: str) -> tuple[Access, Access]:
    """Return both cases, uncovered: whether they are one is told by whose they are."""
    pair = (work, replace(work, number=other))
    for one in pair:
        one.access(connection, Act.MERGE)
    mine, theirs = (one.access(connection, Act.REVEAL) for one in pair)
    check_merge(mine.record, theirs.record)
    return mine, theirs


def merge(connection: Connection, work: Work, *, other: str, survivor: str) -> None:
    """Let one of two cases go on for both; raises CannotMerge.

    What was written in either stays where it is, and is shown with the one that goes on.
    """
    mine = work.access(connection, Act.MERGE).record
    theirs = replace(work, number=other).access(connection, Act.MERGE).record
    check_merge(mine, theirs)
    if survivor not in {mine.number, theirs.number}:
        raise CannotMerge("เลือกเลขที่จะใช้ต่อ")
    gone = theirs if survivor == mine.number else mine
    name = work.officer.name
    merges.merge(connection, gone.number, survivor, by=name, now=work.now)


def part(connection: Connection, work: Work, *, gone: str) -> None:
    """Take a merge back within a day; raises CannotMerge."""
    found = merges.find(connection, gone)
    if found is None or work.number not in {found.number, found.into}:
        raise CannotMerge("เรื่องนี้ไม่ได้รวมกับเรื่องใด")
    for number in (found.number, found.into):
        replace(work, number=number).access(connection, Act.MERGE)
    check_undo(merged_at=found.at, now=work.now)
    merges.part(connection, found, by=work.officer.name, now=work.now)
