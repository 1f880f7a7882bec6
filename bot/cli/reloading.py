"""flows.yaml while somebody works on it: what was saved is taken at once, or its mistakes told."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import flows_path, flows_text
from bot.errors import BotError
from bot.flows import loader


class Watched:
    """The conversations in force, and what was saved since."""

    def __init__(self, chosen: Path | None) -> None:
        """Watch this file, or the one that is in force where none is named."""
        self._path = flows_path(chosen)
        self._seen = self._path.read_bytes()

    def saved_anew(self) -> bool:
        """Say whether another file was saved that can be used; print its mistakes if it cannot."""
        try:
            found = self._path.read_bytes()
        except OSError:
            return False  # an editor is about to put a new one there
        if found == self._seen:
            return False
        self._seen = found
        try:
            text, name = flows_text(self._path)
            loader.load(text, name=name)
        except BotError as mistakes:
            click.echo(f"\n{mistakes}")
            click.echo("  ยังใช้บทสนทนาฉบับเดิม  (the conversations stay as they were)")
            return False
        return True
