"""Files are kept whole or not at all, privately, and can be deleted; in a folder or a bucket."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import pytest
from typing_extensions import override

from bot.files.local import LocalStorage
from bot.files.s3 import Bucket, S3Missing, S3Storage
from bot.files.spool import RESERVE, Spool
from bot.files.storage import Storage, StorageUnusable, place_of
from tests.files.conftest import S3Server

KEY = "01234567-89ab-cdef-0123-456789abcdef"
PLACE = place_of(KEY)


def put(storage: Storage, data: bytes, place: str = PLACE) -> None:
    storage.keep(place, io.BytesIO(data))


def got(storage: Storage, place: str = PLACE) -> bytes:
    out = io.BytesIO()
    storage.read(place, out)
    return out.getvalue()


def test_a_place_is_the_key_and_nothing_else() -> None:
    assert PLACE == "ef/0123456789abcdef0123456789abcdef"


def test_what_is_kept_is_read_again(storage: Storage) -> None:
    data = os.urandom(300_000)

    put(storage, data)

    assert got(storage) == data


def test_only_what_lies_ahead_in_the_source_is_kept(storage: Storage) -> None:
    source = io.BytesIO(b"before after")
    source.seek(7)

    storage.keep(PLACE, source)

    assert got(storage) == b"after"


def test_keeping_again_replaces(storage: Storage) -> None:
    put(storage, b"the first, and longer")

    put(storage, b"the second")

    assert got(storage) == b"the second"


def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    put(storage, b"gone")

    storage.delete(PLACE)
    storage.delete(PLACE)

    with pytest.raises(StorageUnusable):
        got(storage)


def test_only_we_can_look_into_the_folder(tmp_path: Path) -> None:
    put(LocalStorage(tmp_path / "data" / "files"), b"private")

    for path in (tmp_path / "data" / "files").rglob("*"):
        allowed = stat.S_IMODE(path.stat().st_mode)
        assert allowed == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((tmp_path / "data" / "files").stat().st_mode) == 0o700


def test_a_source_that_breaks_off_leaves_what_was_there_and_no_part_in_its_place(
    tmp_path: Path,
) -> None:
    storage = LocalStorage(tmp_path)
    put(storage, b"whole")

    class Broken(io.RawIOBase):
        @override
        def readable(self) -> bool:
            return True

        @override
        def read(self, _size: int = -1) -> bytes:
            if self.tell_once:
                self.tell_once = False
                return b"a part"
            raise OSError(28, "No space left on device")

        tell_once = True

    with pytest.raises(StorageUnusable, match="No space left"):
        storage.keep(PLACE, Broken())  # type: ignore[arg-type]

    assert got(storage) == b"whole"


@pytest.mark.parametrize("next_deed", ["keep", "delete"])
def test_a_part_that_a_killed_process_left_goes_with_the_next_deed(
    tmp_path: Path, next_deed: str
) -> None:
    storage = LocalStorage(tmp_path)
    put(storage, b"another", place_of(KEY[::-1]))
    part = tmp_path / "parts" / f"{Path(PLACE).name}.killed"
    part.write_bytes(b"half of a pic")
    anothers = tmp_path / "parts" / f"{Path(place_of(KEY[::-1])).name}.at-work"
    anothers.write_bytes(b"half")

    if next_deed == "keep":
        put(storage, b"whole")
    else:
        storage.delete(PLACE)

    assert not part.exists()
    assert anothers.exists()


def test_a_process_that_was_overtaken_while_it_wrote_replaces_nothing(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)

    class Slow(io.BytesIO):
        @override
        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            if not piece:
                put(storage, b"the second's")
            return piece

    with pytest.raises(StorageUnusable):
        storage.keep(PLACE, Slow(b"the first's"))

    assert got(storage) == b"the second's"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands where the folder should be")

    with pytest.raises(StorageUnusable, match="DATA_DIR"):
        put(LocalStorage(tmp_path / "files"), b"x")
    with pytest.raises(StorageUnusable, match="DATA_DIR"):
        Spool(tmp_path / "files").open(1)


def test_a_file_on_its_way_has_no_name_and_waits_for_room(tmp_path: Path) -> None:
    left = RESERVE + 2_000
    spool = Spool(tmp_path / "spool", free=lambda _folder: left)

    with spool.open(1_000) as file:
        file.write(b"on its way")
        assert list((tmp_path / "spool").iterdir()) == []
    with pytest.raises(StorageUnusable, match="bytes left"):
        spool.open(1_001)


def test_the_room_on_the_disk_is_looked_up(tmp_path: Path) -> None:
    with Spool(tmp_path).open(1) as file:
        assert file.write(b"x") == 1
    with pytest.raises(StorageUnusable):
        Spool(tmp_path).open(10**18)


def test_a_bucket_is_given_nothing_in_halves_and_names_nobody(s3_server: S3Server) -> None:
    s3_server.client.create_bucket(Bucket="one")
    put(S3Storage(s3_server.bucket("one")), b"whole")

    (kept,) = s3_server.client.list_objects_v2(Bucket="one")["Contents"]
    assert (kept["Key"], kept["Size"]) == (PLACE, 5)
    assert "Uploads" not in s3_server.client.list_multipart_uploads(Bucket="one")
    grants = s3_server.client.get_object_acl(Bucket="one", Key=PLACE)["Grants"]
    assert {grant["Grantee"]["Type"] for grant in grants} == {"CanonicalUser"}, "the owner alone"


def test_a_bucket_that_is_not_there_is_told(s3_server: S3Server) -> None:
    storage = S3Storage(s3_server.bucket("nowhere"))

    for deed in (lambda: put(storage, b"x"), lambda: got(storage)):
        with pytest.raises(StorageUnusable, match="NoSuch"):
            deed()


def test_a_store_that_is_down_is_told_soon_and_without_its_keys() -> None:
    storage = S3Storage(Bucket("b", "http://127.0.0.1:9", "us-east-1", "thekey", "thesecret"))

    with pytest.raises(StorageUnusable, match="EndpointConnectionError") as told:
        put(storage, b"x")

    assert "thekey" not in str(told.value)
    assert "thesecret" not in str(told.value)


def test_a_bucket_without_its_client_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3.session", None)

    with pytest.raises(S3Missing, match=r"front-door\[s3\]"):
        put(S3Storage(Bucket("b")), b"x")
