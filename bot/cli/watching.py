"""Following a flows.yaml while somebody works on it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Event

import click

from bot.app import flows_text
from bot.errors import BotError
from bot.flows import loader

_LOOK_EVERY_SECONDS = 0.5


class WatchedFlows:
    """A flows.yaml, and what it said when it was last taken."""

    def __init__(self, file: Path, taken: bytes) -> None:
        self._file = file
        self._taken = self._told = self._seen = taken

    def wait_while_running(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until the file says something else that is in order; False once the process ended.

        Of a file that is not in order every mistake is told, once, and the old one goes on.
        """
        pause = Event()
        while process.poll() is None:
            if self._is_new():
                return True
            pause.wait(_LOOK_EVERY_SECONDS)
        return False

    def _is_new(self) -> bool:
        try:
            now = self._file.read_bytes()
        except OSError:  # an editor that is just writing it anew
            return False
        if now != self._seen:  # half of it may be written: it counts when it stays so for a while
            self._seen = now
            return False
        if now in {self._taken, self._told}:
            return False
        self._told = now
        try:
            text, name = flows_text(self._file)
            loader.load(text, name=name)
        except BotError as refused:
            click.echo(f"  {refused}\n  (the conversations go on as they were)")
            return False
        self._taken = now
        return True
