"""Room for a file on its way: nameless, so that nothing of it outlives the process."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from bot.files.local import make_private
from bot.files.storage import StorageUnusable

RESERVE = 256 * 1024 * 1024
"""Bytes that files leave free on the disk: the database, which shares it, goes first."""


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Spool:
    """Hands out nameless files in a private folder. `free` tells the bytes left on its disk."""

    def __init__(self, folder: Path, *, free: Callable[[Path], int] = _free) -> None:
        self._folder = folder
        self._free = free

    def open(self, most: int) -> BinaryIO:
        """Return an empty file, to be closed, for up to `most` bytes that then go to the storage.

        Raises `StorageUnusable` while the disk has no room for them.
        """
        try:
            make_private(self._folder, within=self._folder)
            free = self._free(self._folder)
            if free < RESERVE + 2 * most:
                raise StorageUnusable(
                    f"The disk has {free:,} bytes left; files wait until there are more."
                )
            return tempfile.TemporaryFile(dir=self._folder)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise StorageUnusable(
                f"Could not begin a file: {why}. See that DATA_DIR has room and can be written."
            ) from error
