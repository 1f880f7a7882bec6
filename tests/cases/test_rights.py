"""Who may do what to which case, cell by cell."""

from __future__ import annotations

import pytest

from bot.cases.rights import RIGHTS, Act, Relation, acts, relation
from bot.model.staff import Officer, Role

EVERYTHING = "view reveal claim answer note sort close reopen book"
HELP = "view reveal note"
ASKED = "view reveal note take_over"
HELP_AT_A_UNIT, ASKED_AT_A_UNIT = f"{HELP} book", f"{ASKED} book"
TABLE = {
    # role: own, asked, helped, area, elsewhere
    Role.OFFICER: (EVERYTHING, ASKED_AT_A_UNIT, HELP_AT_A_UNIT, "", ""),
    Role.UNIT_HEAD: (EVERYTHING, ASKED_AT_A_UNIT, HELP_AT_A_UNIT, "", ""),
    Role.REGION: (EVERYTHING, ASKED_AT_A_UNIT, HELP_AT_A_UNIT, "view note", ""),
    Role.HEADQUARTERS: (EVERYTHING, ASKED, HELP, HELP, HELP),
    Role.BROADCAST: ("", "", "", "", ""),
    Role.INTERNATIONAL: (EVERYTHING, ASKED_AT_A_UNIT, HELP_AT_A_UNIT, "", ""),
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
