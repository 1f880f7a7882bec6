"""The documents name everything there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.emulator import Emulator, server
from bot.emulator.faults import Kind
from bot.emulator.platform import Account, Platform

DOCS = (Path(__file__).parents[2] / "docs" / "emulator.md").read_text("utf-8")
LISTED = server.__doc__ or ""
USED_ONLY_BY_SERVE = {"serve_forever", "close", "platform"}
SAME_AS_ANOTHER = {"block", "unblock"}


def public_names() -> list[str]:
    names = {name for name in dir(Emulator) if not name.startswith("_")}
    return sorted(names - USED_ONLY_BY_SERVE - SAME_AS_ANOTHER)


@pytest.mark.parametrize("name", public_names())
def test_every_method_is_described(name: str) -> None:
    assert re.search(rf"\b{name}\b", DOCS)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_fault_is_described(kind: str) -> None:
    assert f"`{kind}`" in DOCS


def test_every_route_of_the_control_api_is_listed() -> None:
    app = server.create_app(Platform(Account("s", "t")))
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    words = {
        part
        for rule in rules
        if rule.startswith("/_emulator/")
        for part in rule.removeprefix("/_emulator/").split("/")
        if not part.startswith("<")
    }

    missing = {word for word in words if not re.search(rf"\b{word}\b", LISTED)}

    assert missing == set()
