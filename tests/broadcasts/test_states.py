"""The life of an announcement, and who agrees to it."""

from __future__ import annotations

import pytest

from bot.broadcasts.states import (
    NotYours,
    State,
    WrongState,
    approvals_needed,
    check_approver,
    check_move,
    name,
)

ALLOWED = {
    (State.DRAFT, State.APPROVED),
    (State.DRAFT, State.STOPPED),
    (State.APPROVED, State.SENDING),
    (State.APPROVED, State.STOPPED),
    (State.SENDING, State.SENDING),
    (State.SENDING, State.PAUSED),
    (State.SENDING, State.HELD),
    (State.SENDING, State.STOPPED),
    (State.SENDING, State.SENT),
    (State.PAUSED, State.SENDING),
    (State.PAUSED, State.STOPPED),
    (State.HELD, State.SENDING),
    (State.HELD, State.PAUSED),
    (State.HELD, State.STOPPED),
}


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("to", [state for state in State if state is not State.DRAFT])
def test_every_way_is_allowed_or_refused(now: State, to: State) -> None:
    if (now, to) in ALLOWED:
        check_move(now, to)
    else:
        with pytest.raises(WrongState, match=name(now)):
            check_move(now, to)


def test_what_goes_to_the_whole_country_wants_two() -> None:
    assert approvals_needed(nationwide=True) == 2
    assert approvals_needed(nationwide=False) == 1


def test_its_author_and_who_has_agreed_may_not_agree() -> None:
    check_approver("bob", author="ann", approved_by={"cat"})
    with pytest.raises(NotYours, match="ผู้เขียน"):
        check_approver("ann", author="ann", approved_by=())
    with pytest.raises(NotYours, match="ไปแล้ว"):
        check_approver("bob", author="ann", approved_by={"bob"})
