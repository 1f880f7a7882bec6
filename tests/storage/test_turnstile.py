from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from bot.storage.turnstile import Ticket, Turnstile


class Server:
    """Doubles numbers for whoever waits, and shows when it was called for whom."""

    def __init__(self, *, largest: int = 100) -> None:
        self.groups: list[list[int]] = []
        self.threads: list[int] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.turnstile: Turnstile[int, int] = Turnstile(self.serve, largest=largest)

    def serve(self, group: list[Ticket[int, int]]) -> None:
        self.groups.append([ticket.job for ticket in group])
        self.threads.append(threading.get_ident())
        assert self.may_go_on.wait(10)
        for ticket in group:
            if ticket.job < 0:
                ticket.fail(ValueError(str(ticket.job)))
            elif ticket.job == 0:
                raise SystemExit
            else:
                ticket.settle(2 * ticket.job)

    @contextmanager
    def busy_while_come(self, *jobs: int) -> Iterator[list[Future[int]]]:
        """Hold the server up with 1 until all of these wait, in this order."""
        self.may_go_on.clear()
        with ThreadPoolExecutor(len(jobs) + 1) as pool:
            pool.submit(self.turnstile.do, 1)
            self._wait_until(lambda: bool(self.groups))
            waiting = []
            for n, job in enumerate(jobs):
                waiting.append(pool.submit(self.turnstile.do, job))
                self._wait_until(partial(self._so_many_wait, n + 1))
            self.may_go_on.set()
            yield waiting

    def _so_many_wait(self, number: int) -> bool:
        return self.turnstile.waiting == number

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        pause = threading.Event()
        for _ in range(1000):
            if condition():
                return
            pause.wait(0.01)
        pytest.fail("it did not come to that")


def test_who_finds_it_free_does_the_work_alone() -> None:
    server = Server()

    assert [server.turnstile.do(job) for job in (1, 2)] == [2, 4]

    assert server.groups == [[1], [2]]
    assert set(server.threads) == {threading.get_ident()}


def test_all_who_come_meanwhile_are_served_together_in_their_order() -> None:
    server = Server()

    with server.busy_while_come(2, 3, 4) as waiting:
        assert [one.result(timeout=10) for one in waiting] == [4, 6, 8]

    assert server.groups == [[1], [2, 3, 4]]


def test_no_group_is_larger_than_it_may_be() -> None:
    server = Server(largest=2)

    with server.busy_while_come(2, 3, 4) as waiting:
        assert [one.result(timeout=10) for one in waiting] == [4, 6, 8]

    assert server.groups == [[1], [2, 3], [4]]


def test_only_who_fails_is_told() -> None:
    server = Server()

    with server.busy_while_come(2, -3, 4) as (first, second, third):
        assert first.result(timeout=10) == 4
        with pytest.raises(ValueError, match="-3"):
            second.result(timeout=10)
        assert third.result(timeout=10) == 8


def test_when_the_one_who_serves_breaks_off_nobody_waits_for_ever() -> None:
    server = Server()

    with server.busy_while_come(2, 0, 3) as (first, breaks_off, third):
        assert isinstance(first.exception(timeout=10), SystemExit)
        assert isinstance(breaks_off.exception(timeout=10), RuntimeError)
        assert isinstance(third.exception(timeout=10), RuntimeError)

    assert server.turnstile.do(5) == 10
