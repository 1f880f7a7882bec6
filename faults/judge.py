"""The judge: what people sent and got, held against what stands in the database at the end.

Demanded is (the numbers are those of `docs/reliability.md`): every acknowledged event is kept once
(1) and done (2); each person's turns follow each other without a gap, in the order of the inbox,
and every event is in exactly one of them (3); LINE took every answer once (4), in order (5); a case
is filed once (6); nobody gets what is another's; the database is sound (8); what was refused left
nothing behind (9).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from faults.ledger import Heard, Ledger, Said, fingerprint
from faults.programs import until

Kind = Literal[
    "lost", "doubled", "disordered", "unfinished", "unsound", "given_up", "missed", "slow"
]

_DONE = 1
_ARRIVED = frozenset({"sent", "presumed"})


@dataclass(frozen=True, slots=True)
class Broken:
    """One demand that was not met."""

    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the inbox, wherever it is kept by now."""

    seq: int
    event_id: str
    person: str
    done: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the outbox, wherever it is kept by now."""

    id: int
    cause: str
    person: str
    status: str
    fingerprint: str | None
    """None once its words were let go."""


@dataclass
class Books:
    """What stands in the service's database."""

    inbox: list[Event] = field(default_factory=list)
    outbox: list[Answer] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    consented: set[str] = field(default_factory=set)
    kept: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The ids of each person's messages in the talk behind the case, in order."""
    cases: Counter[str] = field(default_factory=Counter)
    unsound: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Demands:
    """Where a campaign must be judged more mildly, with its reason at the call."""

    one_turn_one_answer: bool = True
    """False where jobs speak too, or the bot is silent: versions and answers then part."""
    may_give_up: bool = False
    """LINE refuses for good in this campaign: rows may end dead, never twice."""


def wait_until_quiet(url: str, timeout: float) -> bool:
    """Wait until nothing waits in inbox and outbox; False when it takes too long."""
    engine = create_engine(url)
    try:
        return until(lambda: _waiting(engine) == 0, timeout, every=0.25)
    finally:
        engine.dispose()


def _waiting(engine: Engine) -> int | None:
    query = text(
        "SELECT (SELECT count(*) FROM inbox WHERE status = 0)"
        " + (SELECT count(*) FROM outbox WHERE finished_at IS NULL)"
    )
    try:
        with engine.connect() as connection:
            return int(connection.execute(query).scalar_one())
    except DBAPIError:
        return None


def read_books(url: str) -> Books:
    """Read what the judge needs; the database is checked for soundness as well."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return _read(connection)
    finally:
        engine.dispose()


def _read(connection: Connection) -> Books:
    tables = set(inspect(connection).get_table_names())
    kept: dict[str, list[str]] = defaultdict(list)
    talk = "SELECT person, line_message_id FROM message WHERE direction = 'in'"
    for person, message in _rows(connection, f"{talk} AND line_message_id IS NOT NULL ORDER BY id"):
        kept[person].append(message)
    people = list(_rows(connection, "SELECT person, version, consent_version FROM conversation"))
    cases = _rows(connection, "SELECT person, count(*) FROM case_record GROUP BY person")
    return Books(
        inbox=[*_inbox(connection, tables)],
        outbox=[*_outbox(connection, tables)],
        versions={row[0]: row[1] for row in people},
        consented={row[0] for row in people if row[2] is not None},
        kept=kept,
        cases=Counter({row[0]: row[1] for row in cases}),
        unsound=_unsound(connection),
    )


def _inbox(connection: Connection, tables: set[str]) -> Iterable[Event]:
    for row in _rows(connection, "SELECT seq, event_id, person, status FROM inbox"):
        yield Event(row[0], row[1], row[2], row[3] == _DONE)
    if "inbox_done" in tables:
        # For a minute it stands in both tables (see `bot.storage.archive`).
        moved = (
            "SELECT seq, event_id, person FROM inbox_done"
            " WHERE event_id NOT IN (SELECT event_id FROM inbox)"
        )
        for row in _rows(connection, moved):
            yield Event(row[0], row[1], row[2], done=True)


def _outbox(connection: Connection, tables: set[str]) -> Iterable[Answer]:
    for row in _rows(connection, "SELECT id, cause, person, status, messages FROM outbox"):
        messages = json.loads(row[4]) if row[4] else None
        mark = fingerprint(messages) if messages is not None else None
        yield Answer(row[0], row[1], row[2], row[3], mark)
    if "outbox_done" in tables:
        for row in _rows(connection, "SELECT id, cause, person, status FROM outbox_done"):
            yield Answer(row[0], row[1], row[2], row[3], None)


def _rows(connection: Connection, query: str) -> Iterable[Sequence[Any]]:
    return connection.execute(text(query)).tuples()


def _unsound(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        found = [str(row[0]) for row in _rows(connection, "PRAGMA integrity_check")]
        found += [str(tuple(row)) for row in _rows(connection, "PRAGMA foreign_key_check")]
        return [one for one in found if one != "ok"]
    try:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS amcheck"))
        connection.execute(
            text(
                "SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c"
                " ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE am.amname = 'btree' AND n.nspname = 'public' AND i.indisvalid"
            )
        )
    except DBAPIError as error:
        return [str(error.orig)]
    return []


def judge(
    ledger: Ledger, books: Books, *, filed: Iterable[str] = (), demands: Demands | None = None
) -> list[Broken]:
    """Return every demand that was not met."""
    demands = demands or Demands()
    return [
        *_events(ledger, books),
        *_turns(books, demands),
        *_each_once(ledger, books),
        *_answers(ledger, books, demands),
        *_numbers(ledger),
        *_cases(books, filed),
        *(Broken("unsound", one) for one in books.unsound),
    ]


def _events(ledger: Ledger, books: Books) -> Iterable[Broken]:
    """(1), (2), (9): what was acknowledged is kept once and done; what was refused is not kept."""
    rows = Counter(one.event_id for one in books.inbox)
    for said in ledger.said.values():
        if said.acked_at is not None and rows[said.event_id] == 0:
            yield Broken("lost", f"event {_name(said)} was answered 200 and is not in the inbox")
        if said.refused and said.acked_at is None and rows[said.event_id]:
            yield Broken("unsound", f"event {_name(said)} was refused and is in the inbox")
    for event_id, count in rows.items():
        if count > 1:
            yield Broken("doubled", f"event {event_id} is {count} times in the inbox")
    for one in books.inbox:
        if not one.done:
            yield Broken("unfinished", f"event {one.event_id} (seq {one.seq}) still waits")


def _turns(books: Books, demands: Demands) -> Iterable[Broken]:
    """(3): as many versions as turns, in the inbox's order, the last event included."""
    seqs = {one.event_id: one.seq for one in books.inbox}
    newest: dict[str, int] = defaultdict(int)
    for one in books.inbox:
        if one.done:
            newest[one.person] = max(newest[one.person], one.seq)
    for person, answers in _by_person(books.outbox).items():
        causes = [seqs.get(one.cause.rpartition("/")[0]) for one in answers]
        known = [seq for seq in causes if seq is not None]
        if known != sorted(set(known)):
            yield Broken("disordered", f"the turns of {person} do not follow the inbox: {known}")
        if not demands.one_turn_one_answer:
            continue
        if known and newest[person] > known[-1]:
            yield Broken("lost", f"the last event of {person} is done, but in no turn")
        if books.versions.get(person) != len(answers):
            was = books.versions.get(person)
            yield Broken("doubled", f"{person} is at version {was} after {len(answers)} turns")


def _each_once(ledger: Ledger, books: Books) -> Iterable[Broken]:
    """(3): every message of somebody who agreed is in the talk once, in the inbox's order."""
    seqs = {one.event_id: one.seq for one in books.inbox}
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for one in ledger.said.values():
        if one.person in books.consented and one.message_id and one.event_id in seqs:
            said[one.person].append((seqs[one.event_id], one.message_id))
    for person, messages in said.items():
        wanted = [message for _, message in sorted(messages)]
        kept = books.kept[person]
        if kept == wanted:
            continue
        counts = Counter(kept)
        missing = [one for one in wanted if not counts[one]]
        double = [one for one, count in counts.items() if count > 1]
        yield from (Broken("lost", f"message {one} of {person} is in no turn") for one in missing)
        yield from (Broken("doubled", f"message {one} of {person} is in two") for one in double)
        if not missing and not double:
            yield Broken("disordered", f"the talk of {person} is not in the inbox's order")


def _answers(ledger: Ledger, books: Books, demands: Demands) -> Iterable[Broken]:
    """(2), (4), (5): LINE took every row once, in the order of the rows, and nothing besides."""
    rows = _by_person(books.outbox)
    for person in {*rows, *ledger.heard}:
        answers = rows.get(person, [])
        heard = ledger.heard.get(person, [])
        for one in answers:
            yield from _ended(one, demands)
        if any(one.fingerprint is None for one in answers):
            yield from _counts_only(person, answers, heard)
            continue
        wanted = [one for one in answers if one.status in _ARRIVED]
        if [one.fingerprint for one in wanted] != [one.fingerprint for one in heard]:
            yield from _differences(person, answers, heard)


def _ended(answer: Answer, demands: Demands) -> Iterable[Broken]:
    if answer.status in {"due", "sending"}:
        yield Broken("unfinished", f"answer {answer.id} to {answer.person} still waits")
    elif answer.status == "dead" and not demands.may_give_up:
        yield Broken("given_up", f"answer {answer.id} to {answer.person} was given up")


def _differences(
    person: str, answers: Sequence[Answer], heard: Sequence[Heard]
) -> Iterable[Broken]:
    got = Counter(one.fingerprint for one in heard)
    made = Counter(one.fingerprint for one in answers if one.fingerprint)
    extra = got - made
    for mark, count in extra.items():
        yield Broken("doubled", f"{person} got {mark} {count} times more than it was made")
    left = got - extra
    arrived = []
    for one in answers:
        mark = one.fingerprint or ""
        if left[mark]:
            left[mark] -= 1
            arrived.append(mark)
        elif one.status == "sent":
            yield Broken("lost", f"answer {one.id} to {person} counts as sent, and is not there")
        elif one.status == "presumed":
            yield Broken("missed", f"answer {one.id} to {person} was presumed, and is not there")
    in_order = [one.fingerprint for one in heard if not extra[one.fingerprint]]
    if in_order != [mark for mark in arrived if not extra[mark]]:
        yield Broken("disordered", f"{person} got answers in another order than they were made")


def _counts_only(
    person: str, answers: Sequence[Answer], heard: Sequence[Heard]
) -> Iterable[Broken]:
    """Rows whose words are gone can still be counted."""
    arrived = sum(one.status in _ARRIVED for one in answers)
    if len(heard) > arrived:
        yield Broken("doubled", f"{person} got {len(heard)} answers of {arrived}")
    elif len(heard) < arrived:
        yield Broken("lost", f"{person} got {len(heard)} answers of {arrived}")


def _numbers(ledger: Ledger) -> Iterable[Broken]:
    """(4), (5), from outside alone: no number comes twice or late, or to somebody else.

    The answer to a picture tells the number again.
    """
    showed = {said.person for said in ledger.said.values() if said.is_picture}
    owners = {}
    acked: dict[tuple[str, int], float] = {}
    for said in ledger.said.values():
        if said.number is not None:
            owners[said.person] = _index_of(said)
            acked[said.person, said.number] = said.acked_at or said.said_at
    for person, heard in ledger.heard.items():
        told = [number for one in heard for index, number in one.numbers]
        if told != sorted(told, key=lambda number: acked.get((person, number), 0.0)):
            yield Broken("disordered", f"{person} was answered in the order {told}")
        for number, count in Counter(told).items():
            if count > 1 and person not in showed:
                yield Broken("doubled", f"message {number} of {person} was answered {count} times")
        strangers = {index for one in heard for index, _ in one.numbers} - {owners.get(person)}
        if strangers:
            yield Broken("disordered", f"{person} got what is for {sorted(map(str, strangers))}")


def _index_of(said: Said) -> int | None:
    message = said.event.get("message")
    words = str(message.get("text", "")) if isinstance(message, Mapping) else ""
    digits = words[-10:]
    return int(digits[2:6]) if digits.isdecimal() else None


def _cases(books: Books, filed: Iterable[str]) -> Iterable[Broken]:
    """(6): who filed has one case."""
    for person, count in books.cases.items():
        if count > 1:
            yield Broken("doubled", f"{person} has {count} cases")
    for person in filed:
        if not books.cases[person]:
            yield Broken("lost", f"{person} filed and has no case")


def _by_person(outbox: Iterable[Answer]) -> dict[str, list[Answer]]:
    grouped: dict[str, list[Answer]] = defaultdict(list)
    for one in sorted(outbox, key=lambda answer: answer.id):
        grouped[one.person].append(one)
    return grouped


def _name(said: Said) -> str:
    return f"{said.event_id} (message {said.number} of {said.person})"
