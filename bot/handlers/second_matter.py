"""Opening another matter for the owner of a case."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.cases.rights import Act
from bot.cases.second import Matter, carried_over
from bot.handlers import filing, handoff
from bot.handlers.casework import Work
from bot.handlers.languages import speaking_to
from bot.model.effects import OpenCase
from bot.storage import cases, conversations, enterprises

_OPENED = "second_opened"


def open_second(connection: Connection, work: Work, matter: Matter, *, once: str) -> None:
    """Open a case beside this one, at the office that the map names, and tell its owner.

    `once` makes it be opened once, however often a browser sends the form.
    """
    record = work.access(connection, Act.SECOND).record
    if any(one.what == _OPENED and one.detail.get("once") == once for one in record.history):
        return
    wanted = OpenCase(
        matter.category, matter.sub_intent, "normal", carried_over(record, matter.summary)
    )
    key = cases.owner_key(connection, record.number)
    opened = filing.open_case(connection, work.deps, key, wanted, now=work.now)
    name = work.officer.name
    detail = {"channel": "second", "text": f"จากเรื่อง {record.number}"}
    cases.add_history(
        connection, opened.number, what="entered", by=name, now=work.now, detail=detail
    )
    told = {"text": opened.number, "once": once}
    cases.add_history(connection, record.number, what=_OPENED, by=name, now=work.now, detail=told)
    about = enterprises.of_case(connection, record.number)
    if about is not None:
        enterprises.attach(connection, about.id, opened.number, by=name, now=work.now)
    person = record.line_user_id
    if person is None or not conversations.find(connection, person).following:
        return
    speaking = speaking_to(connection, work.deps, person)
    line = speaking.phrase(
        _OPENED,
        number=opened.number,
        topic=speaking.topic(matter.sub_intent, matter.category),
        office=opened.centre_name,
        date=opened.next_contact or "-",
    )
    handoff.answer(connection, work.deps, person, line, cause=f"staff/{once}/second", now=work.now)
