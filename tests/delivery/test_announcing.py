"""An announcement goes out in chunks: each person once, whatever goes wrong on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat

import pytest
from sqlalchemy import text

from bot.app import App
from bot.broadcasts.budget import Budget, Kept
from bot.broadcasts.states import State
from bot.delivery.announcing import Allowance, Announcer, Step, body_of
from bot.delivery.bucket import LIMITS, LocalBucket
from bot.delivery.gate import Gate
from bot.emulator import Emulator
from bot.handlers import broadcast_month, broadcast_report, broadcasts, subscribing
from bot.line.client import LineClient
from bot.model.effects import SetNews
from bot.storage import conversations
from bot.storage.broadcasts import Broadcast
from bot.storage.db import reading, transaction
from tests.announcing import (
    ANN,
    BOB,
    FAIR,
    add_friends,
    agree,
    approved,
    someone,
    started,
    state_of,
    write,
)
from tests.delivery.unwell import Unwell
from tests.world import HandClock

PEOPLE = 1_100
"""Three chunks."""


@dataclass
class Purse:
    """What announcements may still use."""

    left: int | None = None

    def spend(self, _one: Broadcast, recipients: int) -> None:
        if self.left is not None:
            self.left -= recipients


@dataclass
class Stage:
    """A service whose friends are many, and LINE on the other side."""

    app: App
    clock: HandClock
    line: Emulator
    purse: Purse = field(default_factory=Purse)
    at_once: int = 1
    waiting: Iterator[bool] = field(default_factory=lambda: repeat(object=False))
    paused: list[float] = field(default_factory=list)

    def announcer(self, holder: str = "me") -> Announcer:
        app, ticks = self.app, self.clock.ticks
        return Announcer(
            writer=app.writer,
            line=LineClient("token", base_url=self.line.base_url, read_timeout=1.0),
            gate=Gate(LocalBucket(LIMITS, ticks), ticks),
            holder=holder,
            now=app.now,
            jitter=lambda: 0.5,
            rules=lambda one, now: broadcasts.rules(
                app.staff_deps, one.draft, now, capped=not one.at_once and one.corrects is None
            ),
            allowance=Allowance(lambda _one: self.purse.left, self.purse.spend),
            at_once=self.at_once,
            somebody_waits=lambda: next(self.waiting),
            pause=self.paused.append,
        )

    def send(self, number: int, *, holder: str = "me", steps: int = 100) -> list[Step]:
        """Go on until there is nothing to do now, or it is over."""
        announcer, taken = self.announcer(holder), list[Step]()
        with reading(self.app.engine) as connection:
            one = broadcasts.find(connection, number)
        while len(taken) < steps:
            taken.append(announcer.step(one))
            if taken[-1] in {"over", "nothing"}:
                break
            self.clock.move(seconds=0.01)
        return taken

    def heard(self) -> Counter[str]:
        """Return how often LINE took an announcement to each person."""
        calls = self.line.ledger(endpoint="multicast", accepted=True)
        return Counter(person for call in calls for person in _body(call.body)["to"])

    def statuses(self) -> list[str]:
        with reading(self.app.engine) as connection:
            rows = connection.execute(
                text("SELECT status FROM broadcast_chunk ORDER BY broadcast_id, n")
            )
            return [row[0] for row in rows]

    def report(self, number: int) -> broadcast_report.Report:
        with reading(self.app.engine) as connection:
            return broadcast_report.of(connection, number)


def _body(body: object) -> dict[str, list[str]]:
    assert isinstance(body, dict)
    return body


def once(*numbers: int) -> Counter[str]:
    return Counter(map(someone, numbers))


@pytest.fixture
def stage(app: App, clock: HandClock) -> Iterator[Stage]:
    with transaction(app.engine) as connection:
        add_friends(connection, range(PEOPLE), now=app.now())
    with Emulator(channel_secret="secret", access_token="token", now=clock.now) as line:
        yield Stage(app, clock, line)


def test_everybody_hears_it_once_and_it_is_done(stage: Stage) -> None:
    number = started(stage.app)
    assert stage.send(number) == ["sent", "sent", "sent", "over"]
    assert stage.heard() == once(*range(PEOPLE))
    assert state_of(stage.app, number) is State.SENT
    told = stage.report(number)
    assert (told.progress.sent, told.bound, told.progress.chunks) == (PEOPLE, PEOPLE, 3)
    sent = _body(stage.line.ledger(endpoint="multicast")[0].body)
    assert sent["customAggregationUnits"] == [f"bc_{number}"]


def test_an_answer_of_line_s_that_was_lost_is_asked_for_again(stage: Stage) -> None:
    number = started(stage.app)
    stage.line.fault("multicast", "accept_status", times=1)
    stage.line.fault("multicast", "accept_close", times=1)
    stage.line.fault("multicast", "rate", times=1)
    assert stage.send(number)[-1] == "nothing", "they wait for another try"
    stage.clock.move(minutes=1)
    assert stage.send(number)[-1] == "over"
    assert stage.heard() == once(*range(PEOPLE))
    assert stage.statuses() == ["sent"] * 3


def test_some_are_claimed_together_and_what_line_took_is_written_down(stage: Stage) -> None:
    stage.at_once = 4
    number, now = started(stage.app), stage.app.now()
    with transaction(stage.app.engine) as connection:
        subscribing.set_news(connection, someone(3), SetNews(wanted=False), now=now)
        subscribing.set_news(connection, someone(700), SetNews(wanted=False), now=now)
    stage.line.fault("multicast", "accept_close", times=1)
    assert stage.send(number) == ["waits", "nothing"]
    assert stage.statuses() == ["due", "sent", "sent"]
    stage.clock.move(minutes=1)
    assert stage.send(number) == ["sent", "over"]
    assert stage.heard() == once(*range(PEOPLE)) - once(3, 700)
    assert stage.report(number).progress.left_out == {"opted_out": 2}


def test_what_was_claimed_with_a_refused_one_waits_as_it_was(stage: Stage) -> None:
    stage.at_once = 4
    number, app = started(stage.app), stage.app
    stage.line.fault(
        "multicast", "status", status=429, message="You have reached your monthly limit."
    )
    assert stage.send(number) == ["over"]
    assert stage.statuses() == ["due"] * 3
    assert state_of(app, number) is State.HELD
    with transaction(app.engine) as connection:
        broadcasts.resume(connection, ANN, number, now=app.now())
    assert stage.send(number)[-1] == "over"
    assert stage.heard() == once(*range(PEOPLE))


def test_what_is_stopped_while_line_is_slow_goes_no_further(stage: Stage) -> None:
    stage.at_once = 4
    number, app = started(stage.app), stage.app
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
    announcer = stage.announcer()

    def slow(_outcome: str) -> None:
        stage.clock.move(seconds=1)
        with transaction(app.engine) as connection:
            broadcasts.stop(connection, ANN, number, now=app.now())

    assert replace(announcer, count=slow).step(one) == "nothing"
    assert stage.heard() == once(*range(500))
    assert stage.statuses() == ["sent", "due", "due"]
    assert announcer.step(one) == "over"


def test_a_database_that_is_ill_while_it_is_asked_strands_nothing(stage: Stage) -> None:
    stage.at_once = 4
    number, app = started(stage.app), stage.app
    with reading(app.engine) as connection:
        one = broadcasts.find(connection, number)
    ill = Unwell(app.engine, stage.line)
    announcer = replace(
        stage.announcer(), writer=ill, count=lambda _outcome: stage.clock.move(seconds=1)
    )
    assert announcer.step(one) == "sent"
    assert len(stage.paused) == 2
    assert stage.heard() == once(*range(PEOPLE))
    assert stage.statuses() == ["sent"] * 3
    ill.stop()


def test_those_who_have_written_are_answered_first_unless_they_come_without_end(
    stage: Stage,
) -> None:
    number = started(stage.app)
    stage.waiting = iter([True, True, False])
    assert stage.send(number, steps=1) == ["sent"]
    assert len(stage.paused) == 2
    stage.waiting = repeat(object=True)
    assert stage.send(number)[-1] == "over", "it goes on, slowly"


def test_where_one_writes_at_a_time_others_get_their_turn(stage: Stage) -> None:
    number = started(stage.app)
    announcer = replace(stage.announcer(), others_live=lambda: True)
    with reading(stage.app.engine) as connection:
        one = broadcasts.find(connection, number)
    assert announcer.step(one) == "sent"
    assert len(stage.paused) == int(stage.app.writer.one_at_a_time)


def test_who_says_stop_between_approval_and_sending_is_not_written_to(stage: Stage) -> None:
    number = approved(stage.app)
    now = stage.app.now()
    with transaction(stage.app.engine) as connection:
        subscribing.set_news(connection, someone(3), SetNews(wanted=False), now=now)
        conversations.set_following(connection, someone(4), following=False)
        broadcasts.start(connection, number, at_once=True, now=now)
    stage.send(number)
    assert stage.heard() == once(*range(PEOPLE)) - once(3, 4)
    told = stage.report(number).as_json()
    assert (told["sent"], told["bound"], told["waiting"]) == (PEOPLE - 2, PEOPLE, 0)
    excluded = told["excluded"]
    assert isinstance(excluded, dict)
    assert (excluded["opted_out"], excluded["unfollowed"]) == (1, 1)


def test_what_a_dead_process_held_goes_out_again_as_the_same_request(stage: Stage) -> None:
    number = started(stage.app)
    with reading(stage.app.engine) as connection:
        one = broadcasts.find(connection, number)
    dead = stage.announcer("somebody who died")
    step = dead.claim(one)
    assert not isinstance(step, str)
    (claimed,) = step
    dead.line.multicast(body_of(one, claimed), claimed.retry_key)
    now = stage.app.now()
    with transaction(stage.app.engine) as connection:  # LINE has taken it; this one changes nothing
        subscribing.set_news(connection, someone(3), SetNews(wanted=False), now=now)
    stage.send(number)
    assert stage.heard() == once(*range(PEOPLE))
    assert stage.report(number).progress.sent == PEOPLE


def test_nothing_goes_out_while_it_is_paused_nor_after_it_was_stopped(stage: Stage) -> None:
    number, app = started(stage.app), stage.app
    assert stage.send(number, steps=1) == ["sent"]
    with transaction(app.engine) as connection:
        broadcasts.pause(connection, ANN, number, now=app.now())
    assert stage.send(number) == ["over"]
    with transaction(app.engine) as connection:
        broadcasts.resume(connection, ANN, number, now=app.now())
    assert stage.send(number, steps=1) == ["sent"]
    with transaction(app.engine) as connection:
        broadcasts.stop(connection, ANN, number, now=app.now())
    assert stage.send(number) == ["over"]
    assert sum(stage.heard().values()) == 1_000
    assert state_of(app, number) is State.STOPPED


def test_what_is_kept_for_cases_is_never_used(stage: Stage) -> None:
    number = started(stage.app)
    stage.purse.left = 1_050
    assert stage.send(number) == ["sent", "sent", "over"]
    assert state_of(stage.app, number) is State.HELD
    assert stage.report(number).reason == "budget"
    stage.purse.left = None
    with transaction(stage.app.engine) as connection:
        broadcasts.resume(connection, ANN, number, now=stage.app.now())
    assert stage.send(number) == ["sent", "over"]
    assert stage.heard() == once(*range(PEOPLE))


def test_a_month_used_up_in_the_middle_holds_it_and_says_so(stage: Stage) -> None:
    number = started(stage.app)
    assert stage.send(number, steps=1) == ["sent"]
    stage.line.fault(
        "multicast", "status", status=429, message="You have reached your monthly limit."
    )
    assert stage.send(number) == ["over"]
    assert state_of(stage.app, number) is State.HELD
    assert stage.report(number).reason == "quota"
    assert stage.statuses() == ["sent", "due", "waiting"]
    with transaction(stage.app.engine) as connection:
        subscribing.set_news(connection, someone(600), SetNews(wanted=False), now=stage.app.now())
        broadcasts.resume(connection, ANN, number, now=stage.app.now())
    assert stage.send(number)[-1] == "over"
    assert stage.heard() == once(*range(PEOPLE)) - once(600), "LINE had certainly not taken it"


def test_the_same_people_hear_of_no_second_programme_in_a_week(stage: Stage) -> None:
    stage.send(started(stage.app))
    second = started(stage.app, at_once=False)
    stage.clock.move(days=2)
    assert stage.send(second) == ["over"]
    assert stage.report(second).left_out == {"recent": PEOPLE}
    assert stage.statuses()[3:] == ["empty"] * 3
    stage.send(started(stage.app))
    assert set(stage.heard().values()) == {2}, "--now knows no cap"


def test_a_correction_goes_to_exactly_those_who_received_the_wrong_one(stage: Stage) -> None:
    wrong = started(stage.app)
    stage.send(wrong, steps=2)
    with transaction(stage.app.engine) as connection:
        broadcasts.stop(connection, ANN, wrong, now=stage.app.now())
        add_friends(connection, [5_000], now=stage.app.now())
    heard = set(stage.heard())
    right = started(stage.app, FAIR.replace("40", "30"), at_once=False, corrects=wrong)
    stage.send(right)
    assert {person for person, times in stage.heard().items() if times == 2} == heard
    assert set(stage.heard()) == heard
    assert stage.report(right).bound == 1_000


def test_what_line_refuses_for_good_holds_it_and_is_told(stage: Stage) -> None:
    number = started(stage.app)
    stage.line.fault("multicast", "status", status=400, message="The request body has 1 error(s)")
    assert stage.send(number) == ["over"]
    assert (state_of(stage.app, number), stage.report(number).reason) == (State.HELD, "refused")
    with transaction(stage.app.engine) as connection:
        broadcasts.resume(connection, ANN, number, now=stage.app.now())
    assert stage.send(number) == ["sent", "sent", "over"]
    told = stage.report(number)
    assert (told.progress.dead, told.progress.sent) == (500, 600)
    assert "The request body has 1 error(s)" in next(iter(told.failed))


def test_a_budget_that_does_not_last_is_refused_before_anybody_agrees(stage: Stage) -> None:
    app = stage.app
    now = app.now()
    with transaction(app.engine) as connection:
        number = broadcasts.create(connection, app.staff_deps, ANN, write(app), now=now)
        with pytest.raises(broadcast_month.TooExpensive, match=r"ผู้รับ 1,100 คน .*ส่งประกาศได้อีก 600"):
            agree(connection, app, BOB, number, Budget(1000, 0, 0, Kept(40)))


def test_a_pilot_province_has_it_first_and_it_waits_to_be_looked_at(stage: Stage) -> None:
    app = stage.app
    with transaction(app.engine) as connection:
        add_friends(connection, range(2_000, 2_030), now=app.now(), province="TH-30")
        add_friends(connection, range(3_000, 3_040), now=app.now(), province="TH-50")
    number = started(app, FAIR + "pilot: นครราชสีมา\n")
    assert stage.send(number) == ["sent", "over"]
    assert stage.heard() == once(*range(2_000, 2_030))
    assert (state_of(app, number), stage.report(number).reason) == (State.HELD, "pilot")
    with transaction(app.engine) as connection:
        broadcasts.resume(connection, ANN, number, now=app.now())
    assert stage.send(number)[-1] == "over"
    assert stage.heard() == once(*range(PEOPLE), *range(2_000, 2_030), *range(3_000, 3_040))
    assert stage.report(number).bound == PEOPLE + 70


def test_a_pilot_outside_of_its_audience_is_nobody_s(stage: Stage) -> None:
    app = stage.app
    with transaction(app.engine) as connection:
        add_friends(connection, range(2_000, 2_030), now=app.now(), province="TH-30")
        add_friends(connection, range(3_000, 3_040), now=app.now(), province="TH-50")
    number = started(app, FAIR + "pilot: TH-30\naudience: {province: [TH-50]}\n")
    assert stage.send(number) == ["over"]
    with transaction(app.engine) as connection:
        broadcasts.resume(connection, ANN, number, now=app.now())
    stage.send(number)
    assert stage.heard() == once(*range(3_000, 3_040))


def test_what_is_too_dear_is_cut_to_a_list_that_everybody_sees(stage: Stage) -> None:
    app, now = stage.app, stage.app.now()
    with transaction(app.engine) as connection:
        add_friends(connection, range(2_000, 2_030), now=now, province="TH-30")
        add_friends(connection, range(3_000, 3_040), now=now, province="TH-50")
        add_friends(connection, range(4_000, 4_010), now=now, province="TH-10")
        number = broadcasts.create(connection, app.staff_deps, ANN, write(app), now=now)
        agree(connection, app, BOB, number)
        deps = app.staff_deps
        counted = broadcasts.count_by_province(connection, deps, number, now)
        month = Budget(100, 0, 0, Kept(40))
        cut = broadcasts.cut(connection, deps, ANN, number, month, counted=counted, now=now)
        assert (cut.kept, cut.left_out) == (
            {"TH-50": 40, "TH-10": 10},
            {"TH-30": 30, "": PEOPLE},
        )
        assert broadcasts.find(connection, number).draft.audience.province == ("TH-10", "TH-50")
        assert broadcasts.approved_by(connection, number) == (), "the list is agreed to anew"
        poor = Budget(10, 0, 0, Kept(40))
        with pytest.raises(broadcast_month.TooExpensive, match="ไม่มีจังหวัดใด"):
            broadcasts.cut(connection, deps, ANN, number, poor, counted=counted, now=now)
