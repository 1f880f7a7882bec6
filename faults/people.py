"""People who write: each tells of a loan, leaves a number, corrects it over and over, and files.

Every correction («เปลี่ยนเบอร์เป็น …») carries a telephone number that no other message carries, and
the bot's answer repeats it: so an answer can be tied to its message from outside. The patient send
one message and wait for its answer. The hasty send several, each as soon as the one before is
acknowledged; those that wait together are one turn, and its answer names the first.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from faults.ledger import Heard, Said, spoken
from faults.line import Line

LOAN = "อยากกู้เงินมาซื้อเครื่องจักรค่ะ อยู่โคราช"
AGREE = "รับทราบและยินยอม"
AMOUNT = "5 แสน"
FILE_IT = "ถูกต้อง ส่งเรื่อง"

_PATIENCE = 300.0
"""Seconds after which somebody stops waiting; the judge says what is missing."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How people behave in a campaign."""

    again: float = 0.05
    """Share of acknowledged webhooks that LINE delivers once more all the same."""
    twins: float = 0.02
    """Share of webhooks that come twice at the same moment."""
    hasty: float = 0.5
    """Share of people who do not wait for answers."""
    pictures: float = 0.0
    """Share of corrections before which somebody sends a picture."""
    messages: tuple[int, int] = (6, 20)
    """How many corrections somebody makes, from and to."""
    pause: tuple[float, float] = (0.0, 0.5)
    """Seconds between an answer and the next message, from and to."""


class Leaving(Exception):
    """The campaign is over; whoever notices goes home."""


@dataclass
class Crowd:
    """So many people at a time; whoever is done is followed by somebody new."""

    line: Line
    urls: Callable[[], Sequence[str]]
    seed: int
    size: int = 40
    habits: Habits = field(default_factory=Habits)
    first: int = 1
    stopping: threading.Event = field(default_factory=threading.Event)
    filed: set[str] = field(default_factory=set)
    """Who has had a filing acknowledged."""
    baffled: list[str] = field(default_factory=list)
    """Who got an answer that does not fit what they said."""
    _threads: list[threading.Thread] = field(default_factory=list)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._next = self.first
        for place in range(self.size):
            name = f"person-{place}"
            self._threads.append(threading.Thread(target=self._seat, name=name, daemon=True))
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Let everybody finish the webhook that is under way, and go."""
        self.stopping.set()
        with self.line.ledger.changed:
            self.line.ledger.changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=60)

    def _seat(self) -> None:
        try:
            while not self.stopping.is_set():
                with self._lock:
                    index, self._next = self._next, self._next + 1
                Person(self, index).live()
        except Leaving:
            return


class Person:
    """One life, decided by the campaign's seed and the person's number."""

    def __init__(self, crowd: Crowd, index: int) -> None:
        self._crowd = crowd
        self._line = crowd.line
        self._ledger = crowd.line.ledger
        self._index = index
        self._dice = random.Random(f"{crowd.seed}-{index}")
        self._hasty = self._dice.random() < crowd.habits.hasty
        self.user = self._line.person(f"p{index}")

    def live(self) -> None:
        """Tell, agree, say how much, leave a number, correct it, and (the patient) file."""
        self.introduce()
        last = self._dice.randint(*self._crowd.habits.messages)
        if self._hasty:
            self._in_bursts(last)
            return
        for number in range(1, last + 1):
            if self._shows_something():
                self._ask(self._line.picture(self.user))
            self._ask(self.numbered(number))
        self._ask(self._line.press(self.user, self._button(FILE_IT)))
        self._crowd.filed.add(self.user)

    def introduce(self) -> None:
        """Tell, agree, say how much, leave the first number: four answers."""
        self._ask(self._line.text(self.user, LOAN))
        self._ask(self._line.press(self.user, self._button(AGREE)))
        self._ask(self._line.text(self.user, AMOUNT))
        self._ask(self.numbered(0, "บุญมา {}"))

    def numbered(self, number: int, words: str = "เปลี่ยนเบอร์เป็น {}") -> Said:
        """Write a message whose answer will name its number; nothing is delivered yet."""
        said = words.format(spoken(self._index, number))
        return self._line.text(self.user, said, number=number)

    def _in_bursts(self, last: int) -> None:
        number = 1
        while number <= last:
            burst = range(number, min(last, number + self._dice.randint(0, 3)) + 1)
            for one in burst:
                if self._shows_something():
                    self._send(self._line.picture(self.user))
                self._send(self.numbered(one))
            self._wait_for_any(burst[0])
            self._rest()
            number = burst[-1] + 1

    def _shows_something(self) -> bool:
        return self._dice.random() < self._crowd.habits.pictures

    def _ask(self, said: Said) -> None:
        """Send one event and wait for its answer."""
        answers = len(self._answers())
        self._send(said)
        if said.number is None:
            self._wait(lambda: len(self._answers()) > answers)
        else:
            self._wait(lambda: said.number in self._numbers_heard())
        self._rest()

    def _send(self, said: Said) -> None:
        """Deliver until it is acknowledged, as LINE does; sometimes twice at once, or once more."""
        if self._dice.random() < self._crowd.habits.twins:
            twin = threading.Thread(target=self._line.deliver, args=(self._url(), said))
            twin.start()
            delivered = self._line.deliver(self._url(), said)
            twin.join()
        else:
            delivered = self._line.deliver(self._url(), said)
        while not delivered:
            self._pause(self._dice.uniform(0.1, 0.6))
            delivered = self._line.deliver(self._url(), said, again=True)
        if self._dice.random() < self._crowd.habits.again:
            self._line.deliver(self._url(), said, again=True)

    def _wait_for_any(self, first: int) -> None:
        self._wait(lambda: any(number >= first for number in self._numbers_heard()))

    def _url(self) -> str:
        return self._dice.choice(self._crowd.urls())

    def _button(self, label: str) -> str:
        buttons = self._answers()[-1].buttons
        if label not in buttons:
            self._crowd.baffled.append(f"{self.user} saw no button {label!r}")
            raise Leaving
        return buttons[label]

    def _answers(self) -> list[Heard]:
        return self._ledger.heard[self.user]

    def _numbers_heard(self) -> set[int]:
        return {number for heard in self._answers() for _, number in heard.numbers}

    def _wait(self, true: Callable[[], bool]) -> None:
        leaving = self._crowd.stopping.is_set
        if not self._ledger.wait_until(lambda: true() or leaving(), _PATIENCE):
            raise Leaving
        if leaving():
            raise Leaving

    def _rest(self) -> None:
        self._pause(self._dice.uniform(*self._crowd.habits.pause))

    def _pause(self, seconds: float) -> None:
        if self._crowd.stopping.wait(seconds):
            raise Leaving
