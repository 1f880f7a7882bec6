"""The documents must be true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.cli.settings_page import page
from bot.config import Settings

DOCS = [*Path("docs").rglob("*.md"), Path("README.md"), Path("CONTRIBUTING.md")]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def test_the_page_of_settings_is_what_the_code_says() -> None:
    assert Path("docs/settings.md").read_text(encoding="utf-8") == page()


def test_every_setting_has_a_sentence() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("document", DOCS, ids=str)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_every_command_named_in_the_documents_exists() -> None:
    named = {
        word
        for document in DOCS
        for word in re.findall(r"`bot ([a-z]+)", document.read_text(encoding="utf-8"))
    }

    assert named <= set(COMMANDS)


def test_every_room_is_on_the_map() -> None:
    rooms = {path.name for path in Path("bot").iterdir() if (path / "__init__.py").exists()}
    page_of_rooms = Path("docs/architecture.md").read_text(encoding="utf-8")

    assert {room for room in rooms if f"`bot/{room}/`" not in page_of_rooms} == set()
