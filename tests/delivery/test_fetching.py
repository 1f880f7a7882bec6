"""What people sent is fetched once it may be, kept whole and privately, or given up with a why."""

from __future__ import annotations

import io
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from PIL import Image
from sqlalchemy import Connection, update
from typing_extensions import override

from bot.app import App
from bot.delivery import fetching
from bot.delivery.bucket import LIMITS, LocalBucket
from bot.delivery.circuit import OPENS_AFTER
from bot.delivery.fetching import Fetcher
from bot.delivery.gate import Gate
from bot.emulator import Emulator
from bot.files.spool import Spool
from bot.files.storage import StorageUnusable
from bot.line.client import LineClient
from bot.model.contents import ContentKind, Refusal, WhyRefused
from bot.storage import contents, processes
from bot.storage.contents import NewContent, Standing
from bot.storage.db import reading, transaction
from bot.storage.tables import content as table
from tests.files.files_stage import MP4, PDF, SECRET, jpeg
from tests.world import HandClock

LARGEST: dict[ContentKind, int] = {
    "image": 50_000,
    "file": 60_000,
    "audio": 70_000,
    "video": 70_000,
}


@dataclass
class Mailroom:
    """Rows of files to fetch, a fetcher, and LINE on the other side."""

    app: App
    clock: HandClock
    line: Emulator
    fetcher: Fetcher
    person: str
    folder: Path
    counted: Counter[str]
    told: list[Refusal] = field(default_factory=list)

    def send(
        self,
        data: bytes,
        kind: ContentKind = "image",
        *,
        declared: str = "application/octet-stream",
        name: str | None = None,
    ) -> str:
        """Let anna send something that may be fetched; return its message id."""
        message = {"type": kind} | ({"fileName": name} if name else {})
        self.line.send_message(self.person, message, content=data, content_type=declared)
        message_id = str(self.line.sent_by(self.person)[-1]["id"])
        new = NewContent(message_id, kind, name, self.clock.now())
        now = self.clock.now()
        self.app.writer.run(lambda c: contents.expect(c, self.person, [new], now=now))
        return message_id

    def fetch(self, fetcher: Fetcher | None = None) -> None:
        (fetcher or self.fetcher).fetch_due(seconds=60)

    def stands(self) -> Standing:
        (standing,) = self.all()
        return standing

    def all(self) -> list[Standing]:
        with reading(self.app.engine) as connection:
            return contents.standings(connection)

    def due_at(self) -> datetime:
        with reading(self.app.engine) as connection:
            due: datetime = connection.execute(table.select()).mappings().one()["due_at"]
        return due

    def until_due(self) -> None:
        self.clock.moment = max(self.clock.moment, self.due_at())

    def write(self, work: Callable[[Connection], object]) -> None:
        self.app.writer.run(work)

    def bytes_kept(self) -> bytes:
        place = self.stands().place
        assert place is not None
        out = io.BytesIO()
        self.app.storage.read(place, out)
        return out.getvalue()

    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture
def room(app: App, clock: HandClock) -> Iterator[Mailroom]:
    counted: Counter[str] = Counter()
    told: list[Refusal] = []

    def count(outcome: str) -> None:
        counted[outcome] += 1

    def tell(_connection: Connection, refusal: Refusal, _now: datetime) -> None:
        told.append(refusal)

    with Emulator(channel_secret="secret", access_token="token") as line:
        fetcher = Fetcher(
            writer=app.writer,
            line=LineClient("token", base_url=line.base_url, read_timeout=0.5),
            gate=Gate(LocalBucket(LIMITS, clock.ticks), clock.ticks),
            spool=app.spool,
            storage=app.storage,
            largest=LARGEST,
            holder="me",
            now=clock.now,
            ticks=clock.ticks,
            jitter=lambda: 1.0,
            new_key=clock.new_key,
            tell=tell,
            count=count,
        )
        app.writer.run(lambda c: processes.beat(c, "me", now=clock.now()))
        folder = app.settings.data_dir / "files"
        yield Mailroom(app, clock, line, fetcher, line.person("anna"), folder, counted, told)


def test_a_picture_is_kept_upright_and_without_its_place(room: Mailroom) -> None:
    room.send(jpeg(6), declared="image/jpeg")

    room.fetch()

    stands, kept = room.stands(), room.bytes_kept()
    assert stands.status == "kept"
    assert stands.kept is not None
    assert (stands.kept.content_type, stands.kept.size) == ("image/jpeg", len(kept))
    assert SECRET not in kept
    assert Image.open(io.BytesIO(kept)).size == (60, 40)
    assert room.counted == {"kept": 1}


def test_any_other_file_is_kept_as_it_came_under_a_place_that_tells_nothing(
    room: Mailroom,
) -> None:
    message_id = room.send(PDF, "file", declared="application/pdf", name="ป้าบุญมา.pdf")

    room.fetch()

    assert room.bytes_kept() == PDF
    (path,) = room.files()
    assert room.person not in str(path)
    assert message_id not in str(path)
    assert "บุญมา" not in str(path)


def test_nothing_is_fetched_twice(room: Mailroom) -> None:
    room.send(PDF, "file")
    room.fetch()
    room.fetch()

    assert len(room.line.ledger(endpoint="content", accepted=None)) == 1


def test_what_line_still_prepares_is_asked_for_again_later_and_later(room: Mailroom) -> None:
    message_id = room.send(MP4, "video")
    room.line.still_preparing(message_id, times=2)

    waits = []
    while room.stands().status != "kept":
        room.fetch()
        waits.append((room.due_at() - room.clock.now()).total_seconds())
        room.until_due()

    assert waits[:2] == [2, 4]
    assert room.bytes_kept() == MP4
    assert room.counted == {"still_preparing": 2, "kept": 1}


def test_a_file_that_is_too_large_is_broken_off_refused_and_told(room: Mailroom) -> None:
    message_id = room.send(PDF + bytes(LARGEST["file"]), "file")

    room.fetch()

    assert room.stands().status == "refused"
    assert room.told == [Refusal(room.person, message_id, WhyRefused.TOO_LARGE, LARGEST["file"])]
    assert room.files() == []


def test_each_kind_of_message_has_a_largest_size_of_its_own(room: Mailroom) -> None:
    room.send(MP4 + bytes(LARGEST["file"]), "video")

    room.fetch()

    assert room.stands().status == "kept"


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (b"MZ\x90\0" + bytes(60), "file", "no kind"),
        (PDF, "image", "sent as image"),
        (b"\xff\xd8\xff\xe1 broken", "image", "cannot be read"),
    ],
)
def test_a_file_of_no_kind_that_is_kept_is_refused_told_and_leaves_nothing(
    room: Mailroom, data: bytes, kind: ContentKind, why: str
) -> None:
    room.send(data, kind)

    room.fetch()

    stands = room.stands()
    assert stands.status == "refused"
    assert why in (stands.error or "")
    assert [refusal.why for refusal in room.told] == [WhyRefused.WRONG_KIND]
    assert room.files() == []


def test_a_small_file_that_is_a_huge_picture_is_too_large(room: Mailroom) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    room.send(out.getvalue())

    room.fetch()

    assert [refusal.why for refusal in room.told] == [WhyRefused.TOO_LARGE]


@pytest.mark.parametrize("status", [404, 410, 400])
def test_what_line_does_not_have_any_more_is_lost_and_nobody_is_asked_again(
    room: Mailroom, status: int
) -> None:
    room.line.fault("content", "status", status=status)
    room.send(PDF, "file")

    room.fetch()

    assert room.stands().status == "lost"
    assert room.stands().error
    assert room.told == []


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("status", {"status": 500}),
        ("rate", {}),
        ("close", {}),
        ("hang", {"seconds": 2}),
        ("status", {"status": 401}),
    ],
)
def test_while_line_does_not_give_it_the_file_waits_and_then_comes(
    room: Mailroom, kind: str, about: dict[str, object]
) -> None:
    room.line.fault("content", kind, **about)  # type: ignore[arg-type]
    room.send(PDF, "file")

    room.fetch()

    assert room.stands().status == "waiting"
    assert room.due_at() > room.clock.now()
    room.until_due()
    room.fetch()
    assert room.bytes_kept() == PDF


def test_while_line_is_plainly_down_few_calls_are_made_and_no_attempts_counted(
    room: Mailroom,
) -> None:
    room.line.fault("content", "status", status=500, times=None)
    for _ in range(OPENS_AFTER + 20):
        room.send(PDF, "file")

    room.fetch()

    assert len(room.line.ledger(endpoint="content", accepted=None)) == OPENS_AFTER
    attempts = Counter(one.attempts for one in room.all())
    assert attempts == {1: OPENS_AFTER, 0: 20}
    room.line.heal()
    for _ in range(3):
        room.clock.move(seconds=5)
        room.fetch()
    assert {one.status for one in room.all()} == {"kept"}


def test_what_is_unwanted_is_deleted_even_while_line_is_down(room: Mailroom) -> None:
    wanted = room.send(PDF, "file")
    room.fetch()
    room.line.fault("content", "status", status=500, times=None)
    for _ in range(OPENS_AFTER + 3):
        room.send(PDF, "file")
    room.fetch()
    room.clock.move(milliseconds=100)
    now = room.clock.now()
    room.write(lambda c: contents.unwant(c, room.person, message_id=wanted, now=now))

    room.fetch()

    assert wanted not in {one.message_id for one in room.all()}
    assert room.files() == []


def test_a_process_that_died_while_it_fetched_leaves_its_files_to_the_others(
    room: Mailroom,
) -> None:
    room.send(PDF, "file")
    now = room.clock.now()
    room.write(
        lambda c: contents.claim_next(
            c, holder="dead", now=now, fresh_place="aa/a-place-of-its-own"
        )
    )
    assert room.stands().status == "fetching"

    room.fetch()

    assert room.bytes_kept() == PDF
    assert room.stands().attempts == 2
    assert room.stands().place == "aa/a-place-of-its-own", "where the dead one may have left a part"


def test_a_file_that_was_kept_but_not_recorded_is_written_again_to_the_same_place(
    room: Mailroom,
) -> None:
    room.send(PDF, "file")
    now = room.clock.now()
    room.write(lambda c: contents.claim_next(c, holder="dead", now=now, fresh_place="aa/aaaa"))
    room.app.storage.keep("aa/aaaa", io.BytesIO(PDF))

    room.fetch()

    assert len(room.files()) == 1
    assert room.bytes_kept() == PDF


def test_what_a_living_process_fetches_is_left_to_it_until_its_lease_ends(room: Mailroom) -> None:
    room.write(lambda c: processes.beat(c, "another", now=room.clock.now()))
    room.send(PDF, "file")
    now = room.clock.now()
    room.write(lambda c: contents.claim_next(c, holder="another", now=now, fresh_place="aa/aaaa"))

    room.fetch()
    assert room.stands().status == "fetching"

    room.clock.moment += contents.LEASE
    room.fetch()
    assert room.stands().status == "kept"


def test_a_file_that_kills_whoever_takes_it_up_does_so_rarely(room: Mailroom) -> None:
    room.send(PDF, "file")
    deaths = 0
    now = room.clock.now()
    while deaths < 50:
        with transaction(room.app.engine) as connection:
            if not contents.claim_next(connection, holder="dead", now=now, fresh_place="aa/aaaa"):
                break
        deaths += 1

    assert deaths == 5
    room.clock.moment += contents.LEASE
    room.fetch()
    assert room.stands().status == "kept"


def test_a_person_who_is_forgotten_leaves_neither_file_nor_row(room: Mailroom) -> None:
    room.send(PDF, "file", name="ลับ.pdf")
    room.send(jpeg())
    room.fetch()
    assert len(room.files()) == 2

    now = room.clock.now()
    room.write(lambda c: contents.unwant(c, room.person, now=now))
    assert len(room.files()) == 2, "never before the wish is committed, and not by whoever wishes"
    room.fetch()

    assert room.files() == []
    assert room.all() == []


def test_somebody_else_who_is_forgotten_takes_no_file_along(room: Mailroom) -> None:
    room.send(PDF, "file")
    now = room.clock.now()
    room.write(lambda c: contents.unwant(c, "Usomebody", now=now))

    room.fetch()

    assert room.stands().status == "kept"


@dataclass
class Meddling:
    """The real storage; while it keeps a file, something else happens."""

    storage: object
    meanwhile: Callable[[], object]

    def keep(self, place: str, source: BinaryIO) -> None:
        self.meanwhile()
        self.storage.keep(place, source)  # type: ignore[attr-defined]

    def read(self, place: str, into: BinaryIO) -> None:
        self.storage.read(place, into)  # type: ignore[attr-defined]

    def delete(self, place: str) -> None:
        self.storage.delete(place)  # type: ignore[attr-defined]


def meddled(room: Mailroom, work: Callable[[Connection], object]) -> Fetcher:
    return replace(
        room.fetcher, storage=Meddling(room.app.storage, lambda: room.app.writer.run(work))
    )


def test_a_file_that_becomes_unwanted_while_it_is_fetched_is_gone_too(room: Mailroom) -> None:
    room.send(PDF, "file")
    now = room.clock.now()
    fetcher = meddled(room, lambda c: contents.unwant(c, room.person, now=now))

    room.fetch(fetcher)

    assert room.files() == []
    assert room.all() == []


def test_a_file_whose_row_is_gone_when_it_is_kept_is_deleted_again(room: Mailroom) -> None:
    """As by a process that was stopped so long that another did the deleting."""
    room.send(PDF, "file")
    fetcher = meddled(room, lambda c: c.execute(table.delete()))

    room.fetch(fetcher)

    assert room.files() == []
    assert room.all() == []


def test_two_who_fetch_the_same_file_leave_it_kept_once(room: Mailroom) -> None:
    room.send(PDF, "file")

    def another_fetches_it() -> None:
        room.write(lambda c: c.execute(update(table).values(holder="dead")))
        room.fetch()

    overtaken = replace(
        room.fetcher,
        storage=Meddling(room.app.storage, another_fetches_it),
    )
    room.fetch(overtaken)

    assert room.bytes_kept() == PDF
    assert len(room.files()) == 1
    assert room.counted == {"kept": 1, "overtaken": 1}


def test_a_full_disk_makes_files_wait_and_they_come_when_there_is_room(
    room: Mailroom, tmp_path: Path
) -> None:
    left = [1_000_000]
    cramped = replace(room.fetcher, spool=Spool(tmp_path / "spool", free=lambda _folder: left[0]))
    room.send(PDF, "file")

    room.fetch(cramped)

    assert room.stands().status == "waiting"
    assert "bytes left" in (room.stands().error or "")
    assert room.line.ledger(endpoint="content", accepted=None) == [], (
        "LINE is not called for what has no room"
    )
    left[0] = 10**12
    room.until_due()
    room.fetch(cramped)
    assert room.bytes_kept() == PDF


def test_a_storage_that_takes_nothing_makes_files_wait(room: Mailroom) -> None:
    def refuse() -> None:
        raise StorageUnusable("no room")

    full = replace(room.fetcher, storage=Meddling(room.app.storage, refuse))
    room.send(PDF, "file")

    room.fetch(full)

    assert room.stands().status == "waiting"
    room.until_due()
    room.fetch()
    assert room.stands().status == "kept"


def test_a_disk_that_fills_while_a_file_comes_in_makes_it_wait(room: Mailroom) -> None:
    class Full:
        def open(self, _most: int) -> BinaryIO:
            return open("/dev/full", "r+b", buffering=0)  # noqa: PTH123

    room.send(PDF, "file")

    room.fetch(replace(room.fetcher, spool=Full()))  # type: ignore[arg-type]

    assert room.stands().status == "waiting"
    assert "No space left" in (room.stands().error or "")


def test_a_file_that_cannot_be_deleted_is_tried_again_for_ever(room: Mailroom) -> None:
    class Stuck(Meddling):
        @override
        def delete(self, place: str) -> None:
            raise StorageUnusable(f"the store with {place} is away")

    room.send(PDF, "file")
    room.fetch()
    now = room.clock.now()
    room.write(lambda c: contents.unwant(c, room.person, now=now))
    stuck = replace(room.fetcher, storage=Stuck(room.app.storage, lambda: None))

    for _ in range(3):
        room.fetch(stuck)
        assert room.stands().status == "unwanted"
        room.clock.move(days=10)
    room.fetch()

    assert room.all() == []
    assert room.files() == []


def test_a_mistake_of_ours_concerns_one_file_and_tells_nothing_of_it(
    room: Mailroom, capsys: pytest.CaptureFixture[str]
) -> None:
    def mistake() -> None:
        raise struct.error("a word of what is in the file")

    room.send(PDF, "file")
    room.fetch(replace(room.fetcher, storage=Meddling(room.app.storage, mistake)))

    assert room.stands().status == "waiting"
    assert "test_fetching.py" in (room.stands().error or "")
    assert "a word" not in (room.stands().error or "") + capsys.readouterr().err


def test_a_line_that_drips_is_broken_off(room: Mailroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS_FOR_ONE", -1.0)
    room.send(PDF, "file")

    room.fetch()

    assert room.stands().status == "waiting"
    assert "not done after" in (room.stands().error or "")


def test_a_thread_lets_go_after_a_while_and_says_that_there_is_more(room: Mailroom) -> None:
    for _ in range(3):
        room.send(PDF, "file")

    def tick() -> float:
        room.clock.move(seconds=1)
        return room.clock.ticks()

    assert replace(room.fetcher, ticks=tick).fetch_due(seconds=2)
    assert Counter(one.status for one in room.all())["waiting"] > 0
    assert not room.fetcher.fetch_due(seconds=60)


def test_many_threads_fetch_each_file_once(room: Mailroom) -> None:
    for _ in range(24):
        room.send(PDF, "file")

    threads = [threading.Thread(target=room.fetch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert {one.status for one in room.all()} <= {"kept", "waiting"}
    room.fetch()
    assert {one.status for one in room.all()} == {"kept"}
    assert len(room.line.ledger(endpoint="content", accepted=None)) == 24
    assert len(room.files()) == 24


def test_a_wait_that_a_clock_set_back_made_endless_is_ended(room: Mailroom) -> None:
    room.line.fault("content", "status", status=500)
    room.send(PDF, "file")
    room.fetch()

    room.clock.move(hours=-5)
    ticks = room.clock.ticks  # a real one would not have gone back with the wall clock
    room.fetch(replace(room.fetcher, gate=Gate(LocalBucket(LIMITS, ticks), ticks)))

    assert room.stands().status == "kept"
