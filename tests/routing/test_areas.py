"""Which provinces an office looks after."""

from __future__ import annotations

from datetime import date

import pytest

from bot.app import packaged
from bot.routing import loader
from bot.routing.areas import provinces_of

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("unit", "some", "not_one"),
    [
        ("SSRC-30", {"TH-30"}, "TH-31"),
        ("IPC-6", {"TH-30"}, "TH-50"),
        ("HQ-BKK", {"TH-10"}, "TH-30"),
    ],
)
def test_an_office_has_its_province_a_regional_centre_those_behind_which_it_stands(
    unit: str, some: set[str], not_one: str
) -> None:
    found = provinces_of(loader.load(packaged("routing")), unit, TODAY)

    assert some <= found
    assert not_one not in found
    assert (len(found) == 1) is unit.startswith("SSRC")


def test_a_desk_for_all_has_none_of_its_own() -> None:
    assert provinces_of(loader.load(packaged("routing")), "HQ-INTL", TODAY) == frozenset()
