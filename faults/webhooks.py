"""Webhooks as they should not be: doubled, shuffled, late, forged, huge, cut off, or nonsense."""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from bot.emulator import webhooks
from bot.emulator.clock import new_ulid
from faults.judge import Broken, Demands
from faults.ledger import Said
from faults.line import SECRET, Line
from faults.people import Crowd, Habits, Person
from faults.programs import Program, pause, running
from faults.record import Outcome
from faults.scaled import fleet
from faults.servers import missing
from faults.stage import Plan, bot, sqlite_url, stage, verdict

_PEOPLE_IN_A_BODY = 10
_EVENTS_EACH = 10


def disorder(plan: Plan) -> Outcome:
    """Webhooks doubled at once to two processes, shuffled, late, forged, oversized, truncated."""
    if why := missing():
        return Outcome(skipped=why)
    with stage() as (folder, line), fleet(plan, folder, line, webs=2, workers=1) as it:
        habits = Habits(again=0.3, twins=0.3)
        strange: list[Broken] = []
        with Crowd(line, it.urls, plan.seed, plan.people, habits) as crowd:
            for turn in range(plan.kills):
                dice = random.Random(f"{plan.seed}-{turn}")
                strange += _full_body(crowd, dice, first=5000 + turn * _PEOPLE_IN_A_BODY)
                strange += _another_id(crowd, dice, index=8000 + turn)
                strange += _refused(crowd, dice)
                line.ledger.note_kill()
        found = verdict(line, it.postgres.url, filed=crowd.filed)
        found.broken += strange
        return found


def _full_body(crowd: Crowd, dice: random.Random, *, first: int) -> Iterator[Broken]:
    """One hundred events of ten people in one body, each person's own in their order."""
    people = [Person(crowd, first + place) for place in range(_PEOPLE_IN_A_BODY)]
    for one in people:
        one.introduce()
    said = {one.user: [one.numbered(n) for n in range(1, _EVENTS_EACH + 1)] for one in people}
    whose = [user for user, events in said.items() for _ in events]
    dice.shuffle(whose)
    body = [said[user].pop(0) for user in whose]
    urls = crowd.urls()
    twin = threading.Thread(target=crowd.line.deliver, args=(urls[-1], *body))
    twin.start()  # the same hundred at the same moment at the other process
    delivered = crowd.line.deliver(urls[0], *body)
    twin.join()
    if not delivered:
        yield Broken("unsound", "a body of 100 events was not answered 200")
    late, early = people[0].numbered(_EVENTS_EACH + 1), people[0].numbered(_EVENTS_EACH + 2)
    crowd.line.deliver(urls[0], early)  # LINE promises no order
    crowd.line.deliver(urls[-1], late)


def _another_id(crowd: Crowd, dice: random.Random, *, index: int) -> Iterator[Broken]:
    """Deliver a message under another event id: it is the same message."""
    person = Person(crowd, index)
    person.introduce()
    said = person.numbered(1)
    event_id = new_ulid(int(str(said.event["timestamp"])))
    for event in (said.event, {**said.event, "webhookEventId": event_id}):
        url = dice.choice(crowd.urls())
        if not crowd.line.deliver_events(url, [event]).ok:
            yield Broken("unsound", "a message under another event id was not answered 200")
    crowd.line.ledger.note_acked(said.event_id)


def _refused(crowd: Crowd, dice: random.Random) -> Iterator[Broken]:
    """Deliver what is forged, cut off or too large: refused, and nothing of it is kept."""
    line, url = crowd.line, dice.choice(crowd.urls())
    user = line.person("nobody")
    for name, status, said, body, signature in _bad_bodies(line, user, dice):
        answer = webhooks.post(url, body, signature, limit=10)
        said.refused = True
        if answer.status != status:
            yield Broken("unsound", f"a {name} body was answered {answer.status}, not {status}")
    body = webhooks.body_of(line.emulator.bot_user_id, [line.text(user, "ครึ่งเดียว").event])
    _hang_up_halfway(url, body)


def _bad_bodies(
    line: Line, user: str, dice: random.Random
) -> Iterator[tuple[str, int, Said, bytes, str | None]]:
    def body_with(words: str) -> tuple[Said, bytes]:
        said = line.text(user, words)
        return said, webhooks.body_of(line.emulator.bot_user_id, [said.event])

    said, body = body_with("ปลอม")
    yield "forged", 401, said, body, webhooks.sign("another secret", body)
    yield "unsigned", 401, said, body, None
    said, body = body_with("แก้ไขระหว่างทาง")
    spoiled = body.replace(b'"type"', b'"Type"', 1)
    yield "changed", 401, said, spoiled, webhooks.sign(SECRET, body)
    said, body = body_with("ขาด")
    cut = body[: dice.randint(1, len(body) - 1)]
    yield "truncated", 400, said, cut, webhooks.sign(SECRET, cut)
    said, body = body_with("ยาว" * 400_000)
    yield "huge", 413, said, body, webhooks.sign(SECRET, body)


def _hang_up_halfway(url: str, body: bytes) -> None:
    where = urlsplit(url)
    signature = webhooks.sign(SECRET, body)
    head = f"POST {where.path} HTTP/1.1\r\nHost: x\r\nx-line-signature: {signature}\r\n"
    with suppress(OSError), socket.create_connection((where.hostname, where.port), timeout=5) as s:
        s.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2])


def nonsense(plan: Plan) -> Outcome:
    """100,000 bodies of nonsense, signed and not: no 500, no leak in an answer, no growth."""
    with stage() as (folder, line):
        serve = bot(plan, folder, line).serve()
        with running(serve), Crowd(line, lambda: [serve.url], plan.seed, size=4) as crowd:
            person = Person(crowd, 9000)
            person.introduce()
            pause(3.0)
            template = person.numbered(1).event
            bodies = _nonsense(line, template, random.Random(plan.seed), plan.kills)
            fuzz = _Fuzz(serve.port, serve)
            fuzz.send_all(bodies)
            crowd.leave()
            found = verdict(
                line,
                sqlite_url(folder),
                filed=crowd.filed,
                demands=Demands(may_give_up=True),  # nobody is at home at the made-up addresses
            )
        # Some nonsense makes sense, in the name of the person whose message it was made from.
        found.broken = [one for one in found.broken if person.user not in one.what]
        found.broken += fuzz.broken
        found.kills = fuzz.sent
        found.measures |= {
            "memory before (MB)": fuzz.memory[0] / 1e6,
            "memory after (MB)": fuzz.memory[-1] / 1e6,
            **{f"answered {status}": float(n) for status, n in sorted(fuzz.statuses.items())},
        }
        if fuzz.memory[-1] > fuzz.memory[len(fuzz.memory) // 4] * 1.05:
            found.broken.append(Broken("unsound", f"memory grew: {fuzz.memory}"))
        return found


class _Fuzz:
    """Sends bodies over one connection that is kept, and looks at each answer."""

    def __init__(self, port: int, watched: Program) -> None:
        self._port = port
        self._watched = watched
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.sent = 0
        self.statuses: dict[int, int] = {}
        self.memory: list[int] = [watched.memory()]
        self.broken: list[Broken] = []

    def send_all(self, bodies: Iterator[tuple[bytes, str | None]]) -> None:
        for body, signature in bodies:
            self._send(body, signature)
            if self.sent % 2000 == 0:
                self.memory.append(self._watched.memory())
        self._connection.close()
        self.memory.append(self._watched.memory())

    def _send(self, body: bytes, signature: str | None) -> None:
        self.sent += 1
        headers = {} if signature is None else {"x-line-signature": signature}
        try:
            self._connection.request("POST", "/line/webhook", body, headers)
            response = self._connection.getresponse()
            answer = response.read()
        except OSError as error:
            self._connection.close()
            self.broken.append(Broken("unsound", f"no answer to {body[:200]!r}: {error!r}"))
            return
        self.statuses[response.status] = self.statuses.get(response.status, 0) + 1
        if response.status >= 500:
            self.broken.append(Broken("unsound", f"{response.status} for {body[:300]!r}"))
        if (
            len(answer) > 200
            or b"Traceback" in answer
            or b"File " in answer
            or _echoes(body, answer)
        ):
            self.broken.append(Broken("unsound", f"an answer tells too much: {answer[:300]!r}"))


def _echoes(body: bytes, answer: bytes) -> bool:
    return len(body) > 8 and body[:40] in answer


def _nonsense(
    line: Line, event: dict[str, object], dice: random.Random, count: int
) -> Iterator[tuple[bytes, str | None]]:
    destination = line.emulator.bot_user_id
    for _ in range(count):
        way = dice.random()
        if way < 0.5:
            body = _written(destination, _mutated(event, dice), dice)
        elif way < 0.85:
            body = _spoiled(webhooks.body_of(destination, [event]), dice)
        else:
            body = dice.randbytes(dice.randint(0, 300))
        signed = dice.random() < 0.9
        yield body, webhooks.sign(SECRET, body) if signed else _signature(dice)


def _signature(dice: random.Random) -> str | None:
    ways = (None, "", "=", "a" * 44, "ก".encode().decode("latin-1"), "x" * 500)
    return dice.choice(ways)


def _spoiled(body: bytes, dice: random.Random) -> bytes:
    """Change some bytes: flip, cut out, double, put in."""
    spoiled = bytearray(body)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(spoiled) + 1)
        way = dice.randrange(4)
        if way == 0 and place < len(spoiled):
            spoiled[place] ^= 1 << dice.randrange(8)
        elif way == 1:
            del spoiled[place : place + dice.randint(1, 20)]
        elif way == 2:
            spoiled[place:place] = spoiled[place : place + dice.randint(1, 20)]
        else:
            spoiled[place:place] = dice.randbytes(dice.randint(1, 5))
    return bytes(spoiled)


_ODD: tuple[object, ...] = (
    None, True, 0, -1, 1e308, 2**63, 2**64, 10**400, "", "\0", "\ud800", "ก" * 5000, [], {}, [[]],
    {"type": "text"}, "💣" * 100, "follow", "message", "2026-11-25",
)  # fmt: skip


def _mutated(value: object, dice: random.Random) -> object:
    """Return JSON like this, with something in it that does not belong there."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(list(value))
        way = dice.random()
        if way < 0.15:
            return {name: one for name, one in value.items() if name != key}
        changed = dict(value) | {key: _mutated(value[key], dice)}
        if "webhookEventId" in changed and key != "webhookEventId":
            changed["webhookEventId"] = f"01{dice.getrandbits(100):024X}"
        return changed
    return dice.choice(_ODD)


def _written(destination: str, event: object, dice: random.Random) -> bytes:
    events = [event] * dice.choice((1, 1, 1, 2, 0))
    body: object = {"destination": destination, "events": events}
    if dice.random() < 0.1:
        body = _mutated(body, dice)
    return json.dumps(body, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
