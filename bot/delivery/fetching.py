"""Fetching what people sent: claim, call LINE, look at it, keep it, record.

The attempt, and the place where the file will be, are committed before LINE is called. A process
that dies at any moment leaves a row that is taken up again, and at most a file at the place which
that row names. What is not wanted any more is deleted here too, after its wish is committed.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal, assert_never, cast

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.crashpoint import crashpoint
from bot.delivery.gate import Gate
from bot.delivery.setbacks import Again, Lose, Refuse, Setback, decide, setback_of
from bot.files import kinds, pictures
from bot.files.scrub import Damaged
from bot.files.spool import Spool
from bot.files.storage import Storage, StorageUnusable, place_of
from bot.line.client import LineClient, LineRefused
from bot.line.transport import ContentTooLarge
from bot.model.contents import ContentKind, Refusal
from bot.model.sending import Accepted
from bot.storage import contents
from bot.storage.contents import Kept, Parcel
from bot.storage.writer import Writer

_log = structlog.get_logger()

SECONDS_FOR_ONE = 300.0
"""A download that has taken this long is broken off; the lease of its row is longer."""

_PIECE = 256 * 1024

Result = Literal["done", "waits", "not tried"]


class SetBack(Exception):
    """The file is not here yet, or will not be."""

    def __init__(self, setback: Setback, detail: str = "") -> None:
        super().__init__(detail or setback.value)
        self.setback = setback


@dataclass(frozen=True, slots=True)
class Fetcher:
    """What fetching needs.

    `largest` gives the most bytes for each kind, `jitter` a number from 0 to 1. `tell` writes to
    the person, in the transaction that refuses their file; `count` is told each outcome.
    """

    writer: Writer
    line: LineClient
    gate: Gate
    spool: Spool
    storage: Storage
    largest: Mapping[ContentKind, int]
    holder: str
    now: Callable[[], datetime]
    ticks: Callable[[], float]
    jitter: Callable[[], float]
    new_key: Callable[[], str]
    tell: Callable[[Connection, Refusal, datetime], None]
    count: Callable[[str], None]

    def fetch_due(self, *, seconds: float) -> bool:
        """Fetch and delete what is due for about that long; return whether there may be more."""
        began = self.ticks()
        line_is_there = self.gate.worth_a_claim
        while self.ticks() - began < seconds:
            parcel = self._claim(deleting_only=not line_is_there)
            if parcel is None:
                return False
            crashpoint("content.after_claim")
            if self.take(parcel) == "not tried":
                line_is_there = False
        return True

    def take(self, parcel: Parcel) -> Result:
        """Do what a row that was claimed is there for, and record what came of it."""
        if parcel.unwanted:
            return self._delete(parcel)
        if not self.gate.lets_through("content"):
            due_at = self.now()
            self.writer.run(lambda c: contents.let_go(c, parcel, due_at=due_at))
            return "not tried"
        try:
            kept = self._fetch(parcel)
        except SetBack as why:
            return self._settle(parcel, why)
        except StorageUnusable as error:
            return self._settle(parcel, SetBack(Setback.NO_ROOM, str(error)))
        except DBAPIError:
            raise  # the row is taken up again when the database is well
        except Exception as error:  # noqa: BLE001 -- one strange file must not stop the others
            return self._settle(parcel, _our_mistake(error))
        now = self.now()
        return self._record(parcel, "kept", lambda c: contents.keep(c, parcel, kept, now=now))

    def _claim(self, *, deleting_only: bool) -> Parcel | None:
        now, place = self.now(), place_of(self.new_key())
        return self.writer.run(
            lambda c: contents.claim_next(
                c, holder=self.holder, now=now, fresh_place=place, deleting_only=deleting_only
            )
        )

    def _fetch(self, parcel: Parcel) -> Kept:
        most = self.largest[parcel.kind]
        with self.spool.open(most) as raw:
            declared = self._download(parcel, raw, most)
            kind = _recognise(parcel, raw, declared)
            if kind not in kinds.PICTURES:
                return self._store(parcel, raw, kind)
            with self.spool.open(most) as clean:
                _tidy(raw, kind, clean)
                return self._store(parcel, clean, kind)

    def _download(self, parcel: Parcel, raw: BinaryIO, most: int) -> str:
        """Return the media type that LINE declares."""
        into = cast("BinaryIO", _Deadline(raw, self.ticks))
        crashpoint("content.before_call")
        try:
            content = self.line.content(parcel.message_id, into, max_bytes=most)
        except LineRefused as error:
            self.gate.note("content", error.refused)
            raise SetBack(setback_of(error.refused), f"HTTP {error.refused.status}") from error
        except ContentTooLarge as error:
            raise SetBack(Setback.TOO_LARGE, f"more than {most:,} bytes") from error
        except OSError as error:
            raise StorageUnusable(f"Could not write a file: {error.strerror}.") from error
        crashpoint("content.after_call")
        self.gate.note("content", Accepted(""))
        if content is None:
            raise SetBack(Setback.STILL_PREPARING)
        return content.content_type

    def _store(self, parcel: Parcel, file: BinaryIO, kind: str) -> Kept:
        file.seek(0)
        sha256, size = hashlib.sha256(), 0
        while piece := file.read(_PIECE):
            sha256.update(piece)
            size += len(piece)
        file.seek(0)
        self.storage.keep(parcel.place, file)
        crashpoint("content.before_commit")
        return Kept(kind, size, sha256.hexdigest())

    def _settle(self, parcel: Parcel, why: SetBack) -> Result:
        now, detail = self.now(), str(why)
        self.count(why.setback.value)
        consequence = decide(
            why.setback,
            attempts=parcel.attempts,
            sent_at=parcel.created_at,
            now=now,
            jitter=self.jitter(),
        )
        match consequence:
            case Refuse(why=reason):
                refusal = Refusal(
                    parcel.person, parcel.message_id, reason, self.largest[parcel.kind]
                )
                return self._record(
                    parcel, "refused", lambda c: self._refuse(c, parcel, refusal, detail, now)
                )
            case Lose(reason=reason_lost):
                return self._record(
                    parcel, "lost", lambda c: contents.lose(c, parcel, reason_lost, now=now)
                )
            case Again(after=after):
                due_at = now + after
                return self._record(
                    parcel,
                    None,
                    lambda c: contents.put_back(c, parcel, due_at=due_at, error=detail),
                )
            case _:
                assert_never(consequence)

    def _refuse(
        self,
        connection: Connection,
        parcel: Parcel,
        refusal: Refusal,
        detail: str,
        now: datetime,
    ) -> bool:
        ours = contents.refuse(connection, parcel, refusal.why, detail, now=now)
        if ours:
            self.tell(connection, refusal, now)
        return ours

    def _record(
        self, parcel: Parcel, outcome: str | None, write: Callable[[Connection], bool]
    ) -> Result:
        """Write down what came of it; where the row was taken away meanwhile, leave no file."""
        ours = self.writer.run(write)
        crashpoint("content.after_commit")
        if ours:
            if outcome is not None:
                self.count(outcome)
            return "waits" if outcome is None else "done"
        now = self.now()
        self.writer.run(lambda c: contents.release_unwanted(c, parcel, now=now))
        self.count("overtaken")
        return "done"

    def _delete(self, parcel: Parcel) -> Result:
        try:
            self.storage.delete(parcel.place)
        except StorageUnusable as error:
            pause = decide(
                Setback.NO_ROOM,
                attempts=parcel.attempts,
                sent_at=self.now(),
                now=self.now(),
                jitter=self.jitter(),
            )
            assert isinstance(pause, Again)  # noqa: S101 -- nothing that is to go is ever given up
            due_at, detail = self.now() + pause.after, str(error)
            self.writer.run(lambda c: contents.put_back(c, parcel, due_at=due_at, error=detail))
            self.count("not_deleted")
            return "waits"
        self.writer.run(lambda c: contents.drop(c, parcel))
        self.count("deleted")
        return "done"


class _Deadline:
    """A file to write into for a limited time; LINE may drip for ever."""

    def __init__(self, file: BinaryIO, ticks: Callable[[], float]) -> None:
        self._file = file
        self._ticks = ticks
        self._until = ticks() + SECONDS_FOR_ONE

    def write(self, piece: bytes) -> int:
        """Write, or break off."""
        if self._ticks() > self._until:
            raise SetBack(Setback.LINE_AWAY, f"not done after {SECONDS_FOR_ONE:.0f} seconds")
        return self._file.write(piece)


def _recognise(parcel: Parcel, raw: BinaryIO, declared: str) -> str:
    try:
        return kinds.recognise(raw, sent_as=parcel.kind, declared=declared, name=parcel.file_name)
    except kinds.NotTaken as error:
        raise SetBack(Setback.WRONG_KIND, str(error)) from error


def _tidy(raw: BinaryIO, kind: str, clean: BinaryIO) -> None:
    try:
        pictures.tidy(raw, kind, clean)
    except Damaged as error:
        raise SetBack(Setback.WRONG_KIND, str(error)) from error
    except pictures.TooManyPixels as error:
        raise SetBack(Setback.TOO_LARGE, str(error)) from error


def _our_mistake(error: Exception) -> SetBack:
    # Only where it happened: an error's own words may quote what is in the file.
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {place.filename}:{place.lineno}"
    _log.error("file_failed", where=where)
    return SetBack(Setback.OUR_MISTAKE, where)
