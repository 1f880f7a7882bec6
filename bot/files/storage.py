"""What a private storage does; `local` and `s3` are the two there are."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from bot.errors import BotError


class StorageUnusable(BotError):
    """A file could not be written, read or deleted now; later it may be."""

    exit_code = 3


class Storage(Protocol):
    """Keeps files at places that tell nothing. Whole or not at all, whenever the process dies.

    A place is made by `place_of`. Every method raises `StorageUnusable` when the disk is full, the
    server away or the rights are missing. Safe for many threads.
    """

    def keep(self, place: str, source: BinaryIO) -> None:
        """Keep what `source` holds from where it stands, durably, in place of what was there."""

    def read(self, place: str, into: BinaryIO) -> None:
        """Write what is kept there into `into`."""

    def delete(self, place: str) -> None:
        """Delete what is kept there, and any part of it; nothing there is as good."""


def place_of(key: str) -> str:
    """Return the place for a fresh random key (a UUID): two letters of folder, then the rest."""
    name = key.replace("-", "")
    return f"{name[-2:]}/{name}"
