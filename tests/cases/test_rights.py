"""Who may do what to which case, cell by cell."""

from __future__ import annotations

import pytest

from bot.cases.rights import RIGHTS, Act, Relation, acts, keeps_the_directory, relation
from bot.model.staff import Officer, Role

SHARING = "assign transfer merge second enterprise advise"
WORK = f"view reveal claim answer note sort close refer reopen book {SHARING}"
EVERYTHING = f"{WORK} propose meet"
HELP = "view reveal note advise"
ASKED = f"{HELP} take_over"
UNIT = (EVERYTHING, f"{ASKED} propose book", f"{HELP} propose book")
TABLE = {
    # role: own, asked, helped, area, elsewhere
    Role.OFFICER: (*UNIT, "", ""),
    Role.UNIT_HEAD: (*UNIT, "", ""),
    Role.REGION: (*UNIT, "view note advise propose", ""),
    Role.HEADQUARTERS: (EVERYTHING, f"{ASKED} transfer", HELP, HELP, HELP),
    Role.BROADCAST: ("", "", "", "", ""),
    Role.INTERNATIONAL: (f"{WORK} match", ASKED, HELP, "", ""),
    Role.ADMIN: ("", "", "", "", ""),
    Role.DPO: ("view reveal",) * 5,
}
CELLS = [
    (role, standing, set(cells[place].split()))
    for role, cells in TABLE.items()
    for place, standing in enumerate(Relation)
]


@pytest.mark.parametrize(("role", "standing", "allowed"), CELLS)
def test_the_table_of_rights(role: Role, standing: Relation, allowed: set[str]) -> None:
    assert acts(role, standing) == {Act(name) for name in allowed}


def test_every_role_has_its_row() -> None:
    assert set(RIGHTS) == set(Role) == set(TABLE)


@pytest.mark.parametrize(
    ("unit", "standing"),
    [
        ("SSRC-30", Relation.OWN),
        ("IPC-8", Relation.ASKED),
        ("HQ-INTL", Relation.HELPED),
        ("IPC-6", Relation.AREA),
        ("SSRC-50", Relation.ELSEWHERE),
        (None, Relation.ELSEWHERE),
    ],
)
def test_how_a_unit_stands_to_a_case(unit: str | None, standing: Relation) -> None:
    somebody = Officer(1, "ann", "Ann", Role.OFFICER, unit)

    found = relation(somebody, owner="SSRC-30", helpers=["HQ-INTL"], region="IPC-6", asked="IPC-8")
    assert found is standing


def test_headquarters_mans_the_desk_for_bangkok() -> None:
    somebody = Officer(1, "ann", "Ann", Role.HEADQUARTERS, None)

    assert relation(somebody, owner="HQ-BKK", helpers=[], region=None) is Relation.OWN


def test_headquarters_alone_keeps_the_directory_of_agencies() -> None:
    assert [role for role in Role if keeps_the_directory(role)] == [Role.HEADQUARTERS]
