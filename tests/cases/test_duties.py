"""Who looks after what, and whose accounts."""

from __future__ import annotations

import pytest

from bot.cases.duties import DUTIES, Duty, has, may_manage, roles_to_grant
from bot.model.staff import Officer, Role

TABLE = {
    Role.OFFICER: "",
    Role.UNIT_HEAD: "accounts",
    Role.REGION: "",
    Role.HEADQUARTERS: "accounts map calendar programmes announce labels changes",
    Role.BROADCAST: "announce",
    Role.INTERNATIONAL: "",
    Role.ADMIN: "accounts map calendar labels changes",
    Role.DPO: "looks changes",
}
EVERY_ROLE = {*Role}
AT_UNITS = {Role.OFFICER, Role.UNIT_HEAD, Role.REGION, Role.INTERNATIONAL, Role.BROADCAST}


def somebody(role: Role, unit: str | None = None) -> Officer:
    return Officer(1, "me", "Me", role, unit)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("duty", Duty)
def test_the_table_of_duties(role: Role, duty: Duty) -> None:
    assert has(role, duty) is (duty in TABLE[role].split())


def test_every_role_has_its_row() -> None:
    assert set(DUTIES) == EVERY_ROLE == set(TABLE)


@pytest.mark.parametrize(
    ("manager", "theirs"),
    [
        (Role.ADMIN, EVERY_ROLE),
        (Role.HEADQUARTERS, AT_UNITS),
        (Role.UNIT_HEAD, {Role.OFFICER}),
        (Role.OFFICER, set()),
        (Role.DPO, set()),
    ],
)
def test_nobody_makes_an_account_mightier_than_their_own(manager: Role, theirs: set[Role]) -> None:
    assert set(roles_to_grant(somebody(manager))) == theirs


@pytest.mark.parametrize(
    ("manager", "name", "role", "unit", "allowed"),
    [
        (somebody(Role.UNIT_HEAD, "SSRC-30"), "ann", Role.OFFICER, "SSRC-30", True),
        (somebody(Role.UNIT_HEAD, "SSRC-30"), "ann", Role.OFFICER, "SSRC-50", False),
        (somebody(Role.UNIT_HEAD, "SSRC-30"), "ann", Role.UNIT_HEAD, "SSRC-30", False),
        (somebody(Role.HEADQUARTERS), "ann", Role.OFFICER, "SSRC-50", True),
        (somebody(Role.HEADQUARTERS), "ann", Role.ADMIN, None, False),
        (somebody(Role.ADMIN), "ann", Role.ADMIN, None, True),
        (somebody(Role.ADMIN), "me", Role.ADMIN, None, False),
    ],
)
def test_whose_accounts_are_whose(
    manager: Officer, name: str, role: Role, unit: str | None, *, allowed: bool
) -> None:
    assert may_manage(manager, name=name, role=role, unit=unit) is allowed
