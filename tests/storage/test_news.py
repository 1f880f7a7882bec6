"""What is committed is told to whoever follows it, here and in other processes."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
import redis
from sqlalchemy import Connection

from bot.app import App
from bot.storage import messages, news
from bot.storage.messages import Message
from bot.storage.news import News
from bot.storage.shared_news import SharedNews
from tests.world import WEDNESDAY_MORNING

SOON = 10
"""Seconds after which something is not coming."""
OWNER = "U" + "1" * 32


def say(connection: Connection) -> None:
    messages.add(connection, OWNER, Message("in", "text", "สวัสดีค่ะ", WEDNESDAY_MORNING))


def test_what_is_committed_is_told_to_who_follows_it(app: App) -> None:
    owner = app.news.follow({OWNER})
    others = app.news.follow({"U" + "2" * 32, news.desk("SSRC-30")})
    app.writer.run(say)
    assert owner.wait(0)
    assert not owner.wait(0), "it is told once"
    assert not others.wait(0)


def test_what_is_rolled_back_is_not_told_even_later(app: App) -> None:
    owner = app.news.follow({OWNER})

    def fail(connection: Connection) -> None:
        say(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        app.writer.run(fail)
    app.writer.run(lambda connection: news.note(connection, "something else"))
    assert not owner.wait(0)


def test_in_a_group_that_fails_in_part_the_rest_is_told(app: App) -> None:
    told, not_told = app.news.follow({"told"}), app.news.follow({"not told"})
    together = Barrier(8)

    def run(index: int) -> None:
        def work(connection: Connection) -> None:
            news.note(connection, "not told" if index % 2 else "told")
            if index % 2:
                raise ZeroDivisionError

        together.wait()
        try:
            app.writer.run(work)
        except ZeroDivisionError:
            assert index % 2

    threads = [Thread(target=run, args=[index]) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.wait(0)
    assert not not_told.wait(0)


def test_who_has_left_is_told_nothing() -> None:
    told = News()
    follower = told.follow({"a", "b"})
    told.leave(follower)
    told.tell({"a", "b"})
    assert not follower.wait(0)


def test_a_process_that_stops_lets_everybody_go() -> None:
    told = News()
    early = told.follow({"a"})
    told.stop()
    late = told.follow({"a"})
    for follower in (early, late):
        assert not follower.wait(SOON), "it does not wait, and there is nothing new"
        assert follower.over


@pytest.fixture
def clients(redis_url: str) -> Iterator[tuple[redis.Redis, redis.Redis]]:
    here, there = redis.Redis.from_url(redis_url), redis.Redis.from_url(redis_url)
    yield here, there
    here.close()
    there.close()


@pytest.mark.redis
def test_what_one_process_commits_another_hears(clients: tuple[redis.Redis, redis.Redis]) -> None:
    here, there = (SharedNews(client) for client in clients)
    follower = there.follow({OWNER, news.desk("SSRC-30")})
    assert there.reaches
    here.tell({news.desk("SSRC-31"), OWNER})
    assert follower.wait(SOON)
    here.stop()
    there.stop()


def test_without_redis_nobody_is_promised_news() -> None:
    nobody_there = redis.Redis(host="127.0.0.1", port=9, socket_connect_timeout=0.1)
    shared = SharedNews(nobody_there)
    shared.tell({OWNER})
    assert not shared.reaches
    shared.stop()
