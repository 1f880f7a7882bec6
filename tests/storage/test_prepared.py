"""Statements on the driver's own cursor give what SQLAlchemy would, values and errors alike."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import Engine, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.storage.db import open_database, reading, transaction
from bot.storage.prepared import Prepared
from bot.storage.tables import conversation, process
from tests.world import WEDNESDAY_MORNING as NOW

FIND = Prepared(select(conversation).where(conversation.c.person == bindparam("who")))
BEAT = Prepared(
    insert(process).values(
        id=bindparam("name"), beats=1, beat_at=bindparam("at"), started_at=bindparam("at")
    )
)
BEATS = Prepared(select(process))


def test_values_come_back_as_they_went_in(engine: Engine) -> None:
    with transaction(engine) as connection:
        made = {"version": 1, "state": "สวัสดี", "created_at": NOW, "updated_at": NOW}
        connection.execute(insert(conversation), {"person": "U1", **made})
        found = FIND.first(connection, who="U1")
        expected = connection.execute(select(conversation)).one()

    assert found._asdict() == expected._asdict()
    assert found.held_by_staff is False
    assert found.created_at == NOW


def test_what_is_not_there_is_none(engine: Engine) -> None:
    with reading(engine) as connection:
        assert FIND.first(connection, who="nobody") is None
        assert FIND.all(connection, who="nobody") == []


def test_what_is_written_is_undone_with_its_transaction(engine: Engine) -> None:
    with suppress(KeyError), transaction(engine) as connection:
        assert BEAT.run(connection, name="p1", at=NOW) == 1
        raise KeyError

    with reading(engine) as connection:
        assert BEATS.all(connection) == []


def test_the_database_s_refusals_are_sqlalchemy_s_errors(engine: Engine) -> None:
    with transaction(engine) as connection:
        BEAT.run_for_each(connection, [{"name": "p1", "at": NOW}, {"name": "p2", "at": NOW}])

    with pytest.raises(IntegrityError) as refused, transaction(engine) as connection:
        BEAT.run(connection, name="p1", at=NOW)

    assert "2026" not in str(refused.value), "an error shows no values"


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_not_used_again(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    with pytest.raises(OperationalError) as cut, reading(engine) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert cut.value.connection_invalidated

    with reading(engine) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
