"""Files in a folder of this machine that only this user can look into."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.files.storage import StorageUnusable

_PARTS = "parts"
_PIECE = 256 * 1024


class LocalStorage:
    """See `bot.files.storage.Storage`. The folder is made when first needed, for us alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, place: str, source: BinaryIO) -> None:
        """See `Storage`. The file is on the disk, whole, before it gets its name."""
        target = self._folder / place
        with _told("keep a file"):
            make_private(target.parent, within=self._folder)
            parts = make_private(self._folder / _PARTS, within=self._folder)
            self._clear_parts(place)
            handle, name = tempfile.mkstemp(dir=parts, prefix=f"{target.name}.")
            with os.fdopen(handle, "wb") as part:
                shutil.copyfileobj(source, part, _PIECE)
                part.flush()
                os.fsync(part.fileno())
            Path(name).rename(target)
            _sync_folder(target.parent)

    def read(self, place: str, into: BinaryIO) -> None:
        """See `Storage`."""
        with _told("read a file"), (self._folder / place).open("rb") as kept:
            shutil.copyfileobj(kept, into, _PIECE)

    def delete(self, place: str) -> None:
        """See `Storage`."""
        target = self._folder / place
        with _told("delete a file"):
            self._clear_parts(place)
            if target.exists():
                target.unlink()
                _sync_folder(target.parent)

    def _clear_parts(self, place: str) -> None:
        """Delete what a process left that died while it wrote to this place."""
        for part in (self._folder / _PARTS).glob(f"{Path(place).name}.*"):
            part.unlink(missing_ok=True)


def writing_private(path: Path) -> BinaryIO:
    """Open a new file that only this user can read. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def make_private(folder: Path, *, within: Path) -> Path:
    """Make a folder that only this user can enter, with those above it up to `within`."""
    within.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _told(wish: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StorageUnusable(
            f"Could not {wish}: {why}. See that DATA_DIR has room and can be written."
        ) from error


def _sync_folder(folder: Path) -> None:
    """Let a new or a missing name survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
