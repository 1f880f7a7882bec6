"""Many people talking with the bot at once: each writes again as soon as the answer is there.

One process plays both the people's side (signed webhooks) and LINE's (`bench.line_sink`), so that
it knows which answer belongs to which message without asking anybody. It checks every answer:
each message is answered once, by a reply, and with what the same line was answered in rehearsal.

    python -m bench.crowd '{"webhook": 8000, "line": 8001, "people": 64, "seconds": 10, ...}'
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import select
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count, cycle
from typing import Any

from bench import processes, talks
from bench.line_sink import LineSink, Loop, Messages
from bench.serving import SECRET
from bench.web_client import Client, request

Shape = tuple[tuple[str, int], ...]
"""What an answer looks like: each message's kind and how many quick replies it offers."""

_LOOK_SECONDS = 0.05
_PATIENCE_SECONDS = 20.0
"""An answer that takes longer is counted as missing."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to be measured."""

    webhook: int
    """Port of the bot's webhook."""
    line: int
    """Port on which to play LINE."""
    people: int
    """How many talk at the same time."""
    seconds: float = 0
    """How long to measure; with 0, until `messages` are answered."""
    messages: int = 0
    warm: float = 0
    """Seconds before the measurement begins."""
    waits: bool = False
    """Whether it says «ready» then, and talks on unmeasured until it is sent a line."""
    pause: float = 0
    """Seconds that everybody waits before writing again."""
    run: int = 0
    """Tells the people of one run from those of another."""
    known: int = 0
    """With more than 0, every second person is one of this many who have been here before."""
    known_from: int = 0
    """How many of those have come again in earlier runs; nobody comes again twice."""
    processes: tuple[int, ...] = ()
    """Whose CPU time is measured: process ids of servers."""
    database_processes: tuple[int, ...] = ()


@dataclass(slots=True)
class Line:
    """One line of a conversation, as it is sent; `shape` is what it is answered."""

    words: str
    shape: Shape = ()

    @property
    def button(self) -> str | None:
        """The label of the button that this line presses."""
        return self.words.removeprefix(talks.PRESS) if self.words.startswith(talks.PRESS) else None

    def event(self, number: int, pressed: str) -> str:
        """Return what this line adds to LINE's event; `pressed` is the data of its button."""
        if self.button is not None:
            return f'"type":"postback","postback":{{"data":{json.dumps(pressed)}}}'
        words = json.dumps(self.words, ensure_ascii=False)
        words = words.replace("{amount}", f"{100_000 + number % 900 * 1000:,}")
        words = words.replace("{phone}", f"08{10_000_000 + number % 90_000_000}")
        return (
            f'"type":"message","message":{{"type":"text","id":"{{message}}",'
            f'"quoteToken":"q","text":{words}}}'
        )


@dataclass(slots=True)
class Person:
    """One person in the middle of a conversation."""

    user_id: str
    number: int
    talk: list[Line]
    at: int = 0
    pressed: str = ""
    """What LINE will send for the button that is pressed next."""
    token: str = ""
    sent_at: float = 0


@dataclass(slots=True)
class Tally:
    """What happened since it was begun."""

    began: float = 0
    latencies: list[float] = field(default_factory=list)
    cards: int = 0
    webhook_bytes: int = 0
    reply_bytes: int = 0


class Crowd:
    """The people, LINE, and what both have seen."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._loop = Loop()
        self._sink = LineSink(self._loop, orders.line, self._hear)
        self._client = Client(self._loop, orders.webhook)
        self._waiting: dict[str, Person] = {}
        self._later: deque[tuple[float, Person]] = deque()
        self._people: Iterator[Person] = iter(())
        self._messages = count(1)
        self._returning = returning_people(orders.known, orders.known_from)
        self._talking = False
        self._rehearsing = False
        self._tally = Tally()
        self._answered = self._wrong = self._probes = 0

    def run(self) -> dict[str, Any]:
        """Rehearse, warm up, measure, and wait for the last answers."""
        newcomers, returning = self._rehearse()
        self._people = self._queue(newcomers, returning)
        self._talking = True
        for place in range(self._orders.people):
            person = next(self._people)
            # The first conversations break off early, each elsewhere: later ones are not in step.
            person.talk = person.talk[: place % len(person.talk) + 1]
            self._speak(person)
        warm = time.perf_counter() + self._orders.warm
        self._tally = Tally()
        self._go_on(warm + 600, messages=max(map(len, talks.NEWCOMERS)) * self._orders.people)
        self._go_on(warm)
        if self._orders.waits:
            self._await_the_word()
        figures = self._measure()
        self._talking = False
        self._go_on(time.perf_counter() + _PATIENCE_SECONDS, until_quiet=True)
        return figures | {
            "answered": self._answered,
            "unanswered": len(self._waiting),
            "wrong_answers": self._wrong,
            "probes": self._probes,
            "pushes": self._sink.pushes,
            "refused_by_line": self._sink.refused - self._probes,
            "refused_by_bot": self._client.refused,
        }

    def say_one_thing(self) -> None:
        """Let one newcomer say one thing, and wait for the answer."""
        self._hear_out([self._newcomer(1, _talk(("สวัสดีค่ะ",), talks.OWNERS[0]))])

    def close(self) -> None:
        """Hang up: LINE's port is free again."""
        self._loop.close()

    def _await_the_word(self) -> None:
        print("ready", flush=True)
        while not select.select([sys.stdin], [], [], 0)[0]:
            self._go_on(time.perf_counter() + _LOOK_SECONDS)

    def _measure(self) -> dict[str, Any]:
        orders = self._orders
        self._tally = Tally(began=time.perf_counter())
        cpu = processes.cpu_seconds(orders.processes)
        database = processes.cpu_seconds(orders.database_processes)
        own = time.process_time()
        if orders.seconds:
            self._go_on(self._tally.began + orders.seconds)
        else:
            self._go_on(self._tally.began + 600, messages=orders.messages)
        elapsed = time.perf_counter() - self._tally.began
        times = sorted(self._tally.latencies)
        if not times:
            raise SystemExit("nothing was answered")
        share = 1e6 / len(times)
        return {
            "messages": len(times),
            "per_second": len(times) / elapsed,
            "p50_ms": times[len(times) // 2] * 1000,
            "p99_ms": times[int(len(times) * 0.99)] * 1000,
            "worst_ms": times[-1] * 1000,
            "cpu_us": (processes.cpu_seconds(orders.processes) - cpu) * share,
            "database_cpu_us": (processes.cpu_seconds(orders.database_processes) - database)
            * share,
            "generator_cpu_us": (time.process_time() - own) * share,
            "cards": self._tally.cards / len(times),
            "webhook_bytes": self._tally.webhook_bytes / len(times),
            "reply_bytes": self._tally.reply_bytes / len(times),
        }

    def _rehearse(self) -> tuple[list[list[Line]], list[list[Line]]]:
        """Have every conversation once with every owner, and learn its answers."""
        known = self._orders.known
        newcomers = [_talk(talk, owner) for talk in talks.NEWCOMERS for owner in talks.OWNERS]
        returning = [
            _talk(talk, owner) for talk in talks.RETURNING for owner in talks.OWNERS if known
        ]
        numbers = count(1)
        people = [
            *(self._newcomer(next(numbers), talk) for talk in newcomers),
            *(Person(next(self._returning), next(numbers), talk) for talk in returning),
        ]
        self._hear_out(people)
        return newcomers, returning

    def visit(self, lines: Sequence[str], user_ids: Sequence[str]) -> None:
        """Let these people have this conversation, one owner after the other, and no other."""
        owners = cycle(talks.OWNERS)
        self._hear_out(
            [
                Person(user_id, number, _talk(lines, next(owners)))
                for number, user_id in enumerate(user_ids)
            ]
        )

    def _hear_out(self, people: Sequence[Person]) -> None:
        self._rehearsing = self._talking = True
        for person in people:
            self._speak(person)
        self._go_on(time.perf_counter() + 60, until_quiet=True)
        if self._waiting:
            stuck = {one.talk[one.at].words for one in self._waiting.values()}
            raise SystemExit(
                f"{len(self._waiting)} conversations were not finished in a minute;"
                f" {self._answered} answers came; no answer to {sorted(stuck)[:5]}"
            )
        self._rehearsing = False

    def _newcomer(self, number: int, talk: list[Line]) -> Person:
        return Person(f"U{self._orders.run:08x}{number:024x}", number, talk)

    def _queue(
        self, newcomers: Sequence[list[Line]], returning: Sequence[list[Line]]
    ) -> Iterator[Person]:
        """Everybody who will talk; with returning people, the old and the new take turns."""
        numbers = count(1000)
        again = cycle(returning)
        for talk in cycle(newcomers):
            yield self._newcomer(next(numbers), talk)
            if returning:
                yield Person(next(self._returning), next(numbers), next(again))

    def _go_on(self, until: float, *, messages: int = 0, until_quiet: bool = False) -> None:
        while (now := time.perf_counter()) < until:
            while self._later and self._later[0][0] <= now:
                self._speak(self._later.popleft()[1])
            if until_quiet and not self._waiting and not self._later:
                return
            if messages and len(self._tally.latencies) >= messages:
                return
            next_up = self._later[0][0] if self._later else until
            self._loop.turn(min(until, next_up) - now)

    def _speak(self, person: Person) -> None:
        number = next(self._messages)
        person.token = f"{self._orders.run:08x}{number:024x}"
        now = int(time.time() * 1000)
        line = person.talk[person.at].event(person.number, person.pressed)
        line = line.replace("{message}", person.token)
        body = (
            f'{{"destination":"U{0:032x}","events":[{{{line},"mode":"active","timestamp":{now},'
            f'"source":{{"type":"user","userId":"{person.user_id}"}},'
            f'"webhookEventId":"{self._orders.run:08x}{number:018x}",'
            f'"deliveryContext":{{"isRedelivery":false}},"replyToken":"{person.token}"}}]}}'
        ).encode()
        signature = hmac.digest(SECRET.encode(), body, hashlib.sha256)
        self._waiting[person.token] = person
        person.sent_at = time.perf_counter()
        self._tally.webhook_bytes += len(body)
        self._client.send(request(body, base64.b64encode(signature).decode()))

    def _hear(self, token: str, messages: Messages, length: int) -> bool:
        """Take an answer of this many bytes; False when its token is worth nothing (any more)."""
        person = self._waiting.pop(token, None)
        if person is None:
            self._probes += 1  # a try after one whose fate the bot does not know; LINE refuses it
            return False
        self._answered += 1
        self._tally.latencies.append(time.perf_counter() - person.sent_at)
        self._tally.reply_bytes += length
        self._tally.cards += any(one["type"] == "flex" for one in messages)
        self._compare(person, messages)
        _find_button(person, messages)
        self._next(person)
        return True

    def _compare(self, person: Person, messages: Messages) -> None:
        line, shape = person.talk[person.at], _shape(messages)
        if self._rehearsing:
            line.shape = shape
        elif shape != line.shape:
            self._wrong += 1
            if self._wrong <= 3:
                print(f"{line.words}: {shape}, in rehearsal {line.shape}", file=sys.stderr)

    def _next(self, person: Person) -> None:
        person.at += 1
        if person.at >= len(person.talk):
            if self._rehearsing:
                return
            person = next(self._people)
        if not self._talking:
            return
        if self._orders.pause:
            self._later.append((time.perf_counter() + self._orders.pause, person))
        else:
            self._speak(person)


def returning_people(known: int, known_from: int) -> Iterator[str]:
    """Return the ids of known people, each once, far apart in the database."""
    for place in range(known_from, known):
        yield known_person(place * 7_919 % known)
    raise SystemExit("all known people have come again; measure for a shorter time")


def known_person(place: int) -> str:
    """Return the id of one of those who have been here before; `bench.filling` makes them so."""
    return f"U{(place * 2_654_435_761) & 0xFFFFFFFF:08x}{place:024x}"


def _talk(lines: Sequence[str], owner: talks.Owner) -> list[Line]:
    return [Line(talks.say(line, owner)) for line in lines]


def _shape(messages: Messages) -> Shape:
    return tuple(
        (one["type"], len(one["quickReply"]["items"]) if "quickReply" in one else 0)
        for one in messages
    )


def _find_button(person: Person, messages: Messages) -> None:
    """When the next line presses a button, find out what LINE would send for it."""
    label = person.talk[person.at + 1].button if person.at + 1 < len(person.talk) else None
    if label is None:
        return
    data = next(_buttons(messages, label), None)
    if data is None:
        raise SystemExit(f"no button «{label}» after «{person.talk[person.at].words}»: {messages}")
    person.pressed = data


def _buttons(part: Any, label: str) -> Iterator[str]:  # noqa: ANN401 -- any part of JSON
    if isinstance(part, dict):
        if part.get("label") == label and isinstance(part.get("data"), str):
            yield part["data"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _buttons(one, label)


def main() -> None:
    """Measure what the orders say, and print the figures as JSON."""
    given = json.loads(sys.argv[1])
    for name in ("processes", "database_processes"):
        given[name] = tuple(given.get(name, ()))
    orders = Orders(**given)
    print(json.dumps(Crowd(orders).run() | {"orders": asdict(orders)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
