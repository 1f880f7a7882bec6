"""Whom an announcement is for, and why somebody is left out: counted, walked, asked once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from bot.broadcasts.audience import Audience
from bot.handlers import alerts
from bot.storage import audience, friends
from bot.storage.audience import Place, Rules
from bot.storage.db import transaction
from tests.announcing import add_friends, someone
from tests.world import WEDNESDAY_MORNING as NOW

EVERYBODY = Rules(Audience(), (), None, NOW)


@pytest.fixture
def people(engine: Engine) -> Engine:
    with transaction(engine) as connection:
        add_friends(connection, [1, 2], now=NOW, province="TH-30", needs=4, sector="trade")
        add_friends(connection, [3], now=NOW, province="TH-50", needs=1, size="micro", topics=4)
        add_friends(connection, [4], now=NOW, seen_days_ago=100)
        add_friends(connection, [5], now=NOW, following=False, news=False)
        add_friends(connection, [6], now=NOW, news=False)
        add_friends(connection, [7], now=NOW, news=False, topics=0)
        add_friends(connection, [8], now=NOW, topics=1)
        add_friends(connection, [9], now=NOW)
        alerts.raise_alert(connection, someone(9), "crisis", now=NOW - timedelta(days=29))
        add_friends(connection, [10], now=NOW)
        alerts.raise_alert(connection, someone(10), "crisis", now=NOW - timedelta(days=31))
        alerts.raise_alert(connection, someone(10), "danger", now=NOW)
        add_friends(connection, [11], now=NOW)
        audience.note_announced(connection, [someone(11)], now=NOW - timedelta(days=6))
        add_friends(connection, [12], now=NOW)
        audience.note_announced(connection, [someone(12)], now=NOW - timedelta(days=8))
    return engine


def test_everybody_counts_once_under_the_first_reason(people: Engine) -> None:
    with transaction(people) as connection:
        assert audience.count(connection, EVERYBODY) == {
            "": 7,
            "unfollowed": 1,
            "no_consent": 1,
            "opted_out": 1,
            "crisis": 1,
            "recent": 1,
        }
        market = audience.count(connection, replace(EVERYBODY, topic="market"))
        assert (market[""], market["topic"]) == (6, 1)
        assert audience.count(connection, replace(EVERYBODY, capped=False))[""] == 8


@pytest.mark.parametrize(
    ("wished", "provinces", "found"),
    [
        (Audience(province=("TH-30",)), ("TH-30",), {1, 2}),
        (Audience(need=("financing", "rescue")), (), {3}),
        (Audience(need=("market",)), (), {1, 2}),
        (Audience(sector=("trade", "service")), (), {1, 2}),
        (Audience(size=("micro",)), (), {3}),
        (Audience(topic=("market",)), (), {1, 2, 3, 4, 10, 12}),
        (Audience(contact_days=90), (), {1, 2, 3, 8, 10, 12}),
        (Audience(province=("TH-30", "TH-50"), need=("financing",)), ("TH-30", "TH-50"), {3}),
        (Audience(interest=("isan-fair",)), (), {4}),
    ],
)
def test_each_wish_narrows_the_audience(
    people: Engine, wished: Audience, provinces: tuple[str, ...], found: set[int]
) -> None:
    wanted = Rules(wished, provinces, None, NOW)
    with transaction(people) as connection:
        friends.note_interest(connection, someone(4), "isan-fair", now=NOW)
        walked = audience.after(connection, wanted, None, most=100)
        assert {place.person for place in walked} == {someone(one) for one in found}
        assert audience.count(connection, wanted)[""] == len(found)


def test_the_walk_goes_province_by_province_and_goes_on_where_it_stopped(people: Engine) -> None:
    with transaction(people) as connection:
        whole = list(audience.after(connection, EVERYBODY, None, most=100))
        walked: list[Place] = []
        while some := audience.after(connection, EVERYBODY, walked[-1] if walked else None, most=2):
            walked += some
    assert walked == whole
    assert [place.province for place in whole] == ["TH-30", "TH-30", "TH-50", "", "", "", ""]
    assert len({place.person for place in whole}) == len(whole)


def test_asked_once_more_who_may_not_be_written_to_any_more(people: Engine) -> None:
    asked = [someone(1), someone(6), someone(9), someone(11), someone(99)]
    with transaction(people) as connection:
        assert audience.left_out(connection, EVERYBODY, asked) == {
            someone(6): "no_consent",
            someone(9): "crisis",
            someone(11): "recent",
            someone(99): "unfollowed",
        }
        audience.note_announced(connection, asked, now=NOW)
        later = audience.left_out(connection, EVERYBODY, [someone(1)])
        assert later == {someone(1): "recent"}
        assert friends.find(connection, someone(1)).province == "TH-30", "nothing else changes"


def test_what_a_friend_says_of_their_firm_is_kept_and_forgotten(engine: Engine) -> None:
    person = someone(1)

    def about(connection: Connection) -> friends.Friend:
        return friends.find(connection, person)

    with transaction(engine) as connection:
        assert about(connection) == friends.Friend()
        friends.note_need(connection, person, "financing", province="TH-30")
        friends.note_need(connection, person, "market", province=None)
        friends.note_about(connection, person, {"sector": "trade", "size": None})
        friends.note_about(connection, person, {"size": ""})
        friends.set_topics(connection, person, ("market", "rescue"))
        assert friends.drop_topic(connection, person, "rescue") == ("market",)
        assert friends.note_interest(connection, person, "isan-fair", now=NOW)
        assert not friends.note_interest(connection, person, "isan-fair", now=NOW)
        assert about(connection) == friends.Friend(
            province="TH-30", sector="trade", topics=("market",), interests=("isan-fair",)
        )
        both = Rules(Audience(need=("financing",)), (), None, NOW)
        add_friends(connection, [1], now=NOW)
        assert audience.count(connection, both) == {"": 1}
        friends.forget(connection, person)
        assert about(connection) == friends.Friend()
