"""What has just changed, told to those who follow it: the pages that are open.

A transaction notes what it changes; once it is committed, and only then, it is told. It is a hint:
whoever hears it looks again, and whoever misses it looks again before long anyway.
"""

from __future__ import annotations

import threading
from collections.abc import Collection

from sqlalchemy import Connection

_NOTED = "news"


def note(connection: Connection, *subjects: str) -> None:
    """Note that this transaction changes something: a person's conversation, a case, a desk."""
    connection.info.setdefault(_NOTED, set()).update(subjects)


def desk(unit: str | None = None) -> str:
    """Return the subject of what lies on a unit's desk; without one, on any."""
    return f"desk {unit}" if unit else "desk"


def note_on_desk(connection: Connection, unit: str) -> None:
    """Note that something is laid on a unit's desk."""
    note(connection, desk(unit), desk())


def take_noted(connection: Connection) -> set[str]:
    """Return what was noted, and begin anew."""
    noted: set[str] = connection.info.pop(_NOTED, set())
    return noted


class Follower:
    """Somebody who follows some subjects, in a thread of their own."""

    def __init__(self, subjects: Collection[str]) -> None:
        self.subjects = frozenset(subjects)
        self._told = threading.Event()
        self._ended = threading.Event()

    @property
    def over(self) -> bool:
        """Whether there will be no more news: the process stops."""
        return self._ended.is_set()

    def told(self) -> None:
        """Have it look."""
        self._told.set()

    def end(self) -> None:
        """Have it leave."""
        self._ended.set()
        self._told.set()

    def wait(self, seconds: float) -> bool:
        """Wait until there is something new, or for so long; tell whether there is."""
        heard = self._told.wait(seconds)
        self._told.clear()
        return heard and not self.over

    def pause(self, seconds: float) -> None:
        """Let what happens next gather for so long; not once there will be no more."""
        self._ended.wait(seconds)


class News:
    """The news of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._followers: dict[str, set[Follower]] = {}
        self._stopped = False

    @property
    def reaches(self) -> bool:
        """Whether what other processes do is heard of too; alone there is no other."""
        return True

    def tell(self, subjects: Collection[str]) -> None:
        """Tell whoever follows one of these."""
        if not self._followers:
            return
        with self._lock:
            for subject in subjects:
                for follower in self._followers.get(subject, ()):
                    follower.told()

    def follow(self, subjects: Collection[str]) -> Follower:
        """Follow these from now on, until one leaves."""
        follower = Follower(subjects)
        with self._lock:
            if self._stopped:
                follower.end()
            for subject in subjects:
                self._followers.setdefault(subject, set()).add(follower)
        return follower

    def leave(self, follower: Follower) -> None:
        """Follow them no more."""
        with self._lock:
            for subject in follower.subjects:
                followers = self._followers[subject]
                followers.discard(follower)
                if not followers:
                    del self._followers[subject]

    def stop(self) -> None:
        """Let everybody go who still follows something, and whoever comes later."""
        with self._lock:
            self._stopped = True
            for followers in self._followers.values():
                for follower in followers:
                    follower.end()
