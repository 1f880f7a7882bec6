"""`bot seed`: fill a database with invented people, for demonstrations and measurements."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import click
from sqlalchemy import Connection, insert

from bot.app import App
from bot.cli import seed_copies
from bot.cli.opening import open_app_with_data
from bot.cli.seeding import Invented, InventedCase, InventedMessage, InventedPerson, invent
from bot.flows.state import DialogueState
from bot.model.receiving_number import make, series
from bot.model.thai import BANGKOK, buddhist_year
from bot.routing.centres import choose_centre
from bot.routing.hours import Calendar, next_contact
from bot.storage import cases as stored
from bot.storage import finding, friends, messages
from bot.storage.cases import NewCase
from bot.storage.db import begun, reading, transaction
from bot.storage.messages import Message
from bot.storage.tables import consent, conversation
from bot.worker import indexing

_BATCH = 2_000
_NOTICE = "seed"
_INVENTED = 2_000
"""Cases that are invented when more than `_MOST_INVENTED` are wanted; all others are copies."""
_MOST_INVENTED = 10_000


@click.command()
@click.option("--friends", default=100, show_default=True, help="How many people.")
@click.option("--cases", default=150, show_default=True, help="How many cases they have.")
@click.option("--messages", "said", default=1_000, show_default=True, help="How many messages.")
@click.option("--seed", default=1, show_default=True, help="The same seed, the same people.")
def seed(friends: int, cases: int, said: int, seed: int) -> None:
    """Add invented people, cases and messages, in the proportions the centres report.

    Half of the friends accept news. Run it on an empty database: the same seed twice adds the
    same people twice, which is refused. Above ten thousand cases two thousand are invented and
    the rest are copies of them under other numbers, which takes minutes for a million.
    """
    app = open_app_with_data()
    copies = max(1, round(cases / _INVENTED)) if cases > _MOST_INVENTED else 1
    friends, cases, said = (-(-count // copies) for count in (friends, cases, said))
    _invent(app, seed, friends, cases, said)
    indexing.read_all(app)
    _multiply(app, copies)
    with transaction(app.engine) as connection:
        finding.note_all_read(connection, now=app.now())
    each = f"{friends * copies} friends, {cases * copies} cases and {said * copies} messages"
    click.echo(f"Added {each}.")


def _multiply(app: App, copies: int) -> None:
    """Have everybody there as often as that."""
    if copies == 1:
        return
    with reading(app.engine) as connection:
        seed_copies.begin(connection)
        with click.progressbar(length=copies - 1, label="Copying") as progress:
            for first in range(1, copies, seed_copies.BATCH):
                count = min(seed_copies.BATCH, copies - first)
                with begun(connection):
                    seed_copies.copy(connection, first=first, count=count)
                progress.update(count)
        seed_copies.finish(connection)


def _invent(app: App, seed: int, friends: int, cases: int, said: int) -> None:
    today = app.now().astimezone(BANGKOK).date()
    people = invent(
        seed,
        friends=friends,
        cases=cases,
        messages=said,
        today=today,
        provinces=sorted(app.map.province_names),
    )
    calendar = Calendar.of(app.map)
    total = friends + cases + said
    with click.progressbar(length=total, label="Inventing") as progress:
        while batch := list(islice(people, _BATCH)):
            with transaction(app.engine) as connection:
                _write_people(connection, [one for one in batch if isinstance(one, InventedPerson)])
                for one in batch:
                    _write(connection, app, calendar, one)
            progress.update(len(batch))


def _write(connection: Connection, app: App, calendar: Calendar, one: Invented) -> None:
    match one:
        case InventedPerson():
            return  # written before, with all of the batch
        case InventedCase():
            _write_case(connection, app, calendar, one)
        case InventedMessage():
            said = Message(one.direction, "text", one.text, one.at)
            messages.add(connection, one.person, said)


def _write_people(connection: Connection, people: Sequence[InventedPerson]) -> None:
    """Write what a person's first turns leave behind, for many people in two statements."""
    if not people:
        return
    state = DialogueState(slots={"consent": True}).to_json()
    connection.execute(
        insert(conversation),
        [
            {
                "person": one.person,
                "version": 1,
                "state": state,
                "news": one.news,
                "consent_version": _NOTICE,
                "consent_at": one.followed_at,
                "created_at": one.followed_at,
                "updated_at": one.followed_at,
            }
            for one in people
        ],
    )
    connection.execute(
        insert(consent),
        [
            {
                "person": one.person,
                "purpose": purpose,
                "given": given,
                "version": version,
                "at": one.followed_at,
            }
            for one in people
            for purpose, given, version in (("service", True, _NOTICE), ("news", one.news, None))
        ],
    )


def _write_case(connection: Connection, app: App, calendar: Calendar, one: InventedCase) -> None:
    opened = one.opened_at.astimezone(BANGKOK).date()
    year = buddhist_year(opened)
    running = stored.draw_number(connection, series(one.province, year))
    number = make(one.province, year, running)
    assigned = choose_centre(
        app.map,
        province=one.province,
        sub_intent=one.sub_intent,
        category=one.category,
        on=opened,
    )
    details = {"business": one.business}
    if one.deadline is not None:
        details["deadline"] = one.deadline.isoformat()
    new = NewCase(
        number=number,
        person=one.person,
        category=one.category,
        sub_intent=one.sub_intent,
        track=one.track,
        priority=one.priority,
        centre_code=assigned.owner.code,
        centre_name=assigned.owner.name_th,
        helpers=tuple(helper.code for helper in assigned.helpers),
        why_centre=assigned.why,
        summary=one.summary,
        next_contact=next_contact(calendar, one.opened_at, one.priority),
        province=one.province,
        name=one.name,
        phone=one.phone,
        email=one.email,
        juristic_id=one.juristic_id,
        amount_min=one.amount.min if one.amount else None,
        amount_max=one.amount.max if one.amount else None,
        details=details,
    )
    stored.add(connection, new, now=one.opened_at)
    friends.note_need(connection, one.person, one.category, province=one.province)
    for moment, status in one.moves:
        stored.set_status(connection, number, status, by="staff", now=moment)
