"""What is due about a case because time has passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cases.clocks import Limits, Standing, Step, due
from bot.model.cases import Status

LIMITS = Limits(
    remind=1, region=2, first_contact=3, headquarters=15, silent_days=7, take_back=10, owner_wait=14
)
FRESH = Standing(
    status=Status.NEW,
    working_days=0,
    waited_long_today=False,
    silent_days=1,
    contacted=False,
    reminded=False,
    escalations=0,
)
TAKEN = replace(FRESH, status=Status.ACCEPTED)
CONTACTED = replace(FRESH, status=Status.ADVISING, contacted=True, working_days=99)
HELD = replace(CONTACTED, held=True)
WAITING = replace(FRESH, status=Status.WAITING_OWNER, idle_days=14)
R, E, T = Step.REMIND, Step.ESCALATE, Step.TELL_OWNER


@pytest.mark.parametrize(
    ("standing", "steps"),
    [
        (FRESH, ()),
        (replace(FRESH, waited_long_today=True), (R,)),
        (replace(FRESH, working_days=1), (R,)),
        (replace(FRESH, working_days=1, reminded=True), ()),
        (replace(FRESH, working_days=2, reminded=True), (E,)),
        (replace(FRESH, working_days=2, reminded=True, escalations=1), ()),
        (replace(FRESH, working_days=15, reminded=True, escalations=1), (E,)),
        (replace(FRESH, working_days=40, reminded=True, escalations=2), ()),
        (replace(TAKEN, working_days=3), ()),
        (replace(TAKEN, working_days=4), (E,)),
        (replace(TAKEN, working_days=15, escalations=1), (E,)),
        (CONTACTED, ()),
        (replace(CONTACTED, silent_days=7), ()),
        (replace(CONTACTED, silent_days=8), (T,)),
        (replace(FRESH, working_days=9, silent_days=9), (R, E, T)),
        (replace(CONTACTED, slipped=True), (Step.RESTATE,)),
        (replace(CONTACTED, slipped=True, silent_days=8), (T,)),
        (replace(FRESH, status=Status.WAITING_OWNER, working_days=99, silent_days=99), ()),
        (replace(HELD, idle_working_days=9), ()),
        (replace(HELD, idle_working_days=10), (Step.TAKE_BACK,)),
        (replace(HELD, idle_working_days=10, held=False), ()),
        (replace(HELD, idle_working_days=99, status=Status.REFERRED), ()),
        (replace(HELD, idle_working_days=10, silent_days=8), (Step.TAKE_BACK, T)),
        (WAITING, (Step.CALL_OWNER,)),
        (replace(WAITING, idle_days=13), ()),
        (replace(WAITING, reminded=True), ()),
        (replace(FRESH, status=Status.CLOSED, working_days=99, silent_days=99), ()),
        (replace(FRESH, status=Status.REFERRED, working_days=99), ()),
        (replace(FRESH, status=Status.COMMITTEE, working_days=99, silent_days=8), (T,)),
    ],
)
def test_what_is_due(standing: Standing, steps: tuple[Step, ...]) -> None:
    assert due(standing, LIMITS) == steps
