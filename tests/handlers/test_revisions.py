"""A deploy in the midst of a question: the answer is taken for what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.handlers.inspection import conversation_view
from bot.model.buttons import MENU, Button
from bot.model.heard import Amount
from bot.storage import conversations, revisions
from bot.storage.db import reading, transaction
from tests.handlers.conftest import Talk

HOW_MUCH = "ต้องการวงเงินประมาณเท่าไรคะ"
NEWLY_PUT = "อยากได้เงินสักเท่าไรคะ"
MOVED = "มีการปรับปรุงบทสนทนาระหว่างนี้ค่ะ"
LOAN = "อยากกู้เงินมาซื้อเครื่องจักรทำน้ำพริกค่ะ อยู่โคราช"

Deploy = Callable[[str], None]


@pytest.fixture
def deploy(talk: Talk, tmp_path: Path) -> Iterator[Deploy]:
    """Have the service start anew with another flows.yaml."""
    started: list[App] = []

    def begin(text: str) -> None:
        file = tmp_path / "flows.yaml"
        file.write_text(text, encoding="utf-8")
        settings = talk.app.settings.model_copy(update={"flows_file": file})
        talk.app = replace(talk.app, settings=settings)
        started.append(talk.app)
        talk.clock.move(seconds=1)
        talk.app.keep_book()
        talk.clock.move(seconds=2)

    yield begin
    for app in started:
        app.writer.stop()
        app.engine.dispose()


@pytest.fixture
def asked(talk: Talk) -> Talk:
    """Somebody who is asked for the amount by the file shipped."""
    talk.app.keep_book()
    talk.say(LOAN)
    assert HOW_MUCH in talk.say("ยินยอม")
    return talk


def put_otherwise(app: App) -> str:
    return app.book.source.replace(HOW_MUCH, NEWLY_PUT)


def without_the_step(app: App) -> str:
    renamed = app.book.source.replace(
        "{id: amount, ask: amount_baht, go: contact", "{id: how_much, ask: amount_baht, go: contact"
    )
    return renamed.replace("go: amount, give_up: amount}", "go: how_much, give_up: how_much}")


def kept(app: App) -> list[revisions.Revision]:
    with reading(app.engine) as connection:
        return revisions.listed(connection)


def retire(app: App, revision: str) -> bool:
    with transaction(app.engine) as connection:
        return revisions.retire(connection, revision, now=app.now()) == 1


def step(talk: Talk) -> str | None:
    with reading(talk.app.engine) as connection:
        found = conversations.find(connection, talk.person)
    shown: str | None = conversation_view(talk.app.deps, found)["step"]
    return shown


def test_who_was_asked_by_the_old_file_finishes_with_it(asked: Talk, deploy: Deploy) -> None:
    deploy(without_the_step(asked.app).replace(HOW_MUCH, NEWLY_PUT))

    assert HOW_MUCH in asked.say("อะไรนะคะ")
    assert "ขอชื่อและเบอร์โทร" in asked.say("สองแสน")
    asked.say("บุญมา 081 234 5678")
    assert "30-69-00001-1" in asked.say("ถูกต้อง")
    (opened,) = asked.cases()
    assert opened.details.amount_baht == Amount(200_000, 200_000)


def test_the_next_matter_goes_by_the_new_file(asked: Talk, deploy: Deploy) -> None:
    deploy(put_otherwise(asked.app))
    for words in ("สองแสน", "บุญมา 081 234 5678", "ถูกต้อง", "ข้าม", "ข้าม"):
        asked.say(words)

    asked.press(Button(MENU, "tile", 0, "financing"))
    assert NEWLY_PUT in asked.say("จะสร้างโรงงานใหม่ค่ะ")


def test_a_retired_file_asks_nobody_any_more(asked: Talk, deploy: Deploy) -> None:
    old = asked.app.book.revision
    deploy(put_otherwise(asked.app))

    assert retire(asked.app, old)
    asked.clock.move(seconds=2)

    assert NEWLY_PUT in asked.say("อะไรนะคะ")
    assert not retire(asked.app, old)
    assert not retire(asked.app, asked.app.book.revision), "the file in force"


def test_where_the_step_is_gone_what_was_said_is_taken_all_the_same(
    asked: Talk, deploy: Deploy
) -> None:
    old = asked.app.book.revision
    deploy(without_the_step(asked.app))
    retire(asked.app, old)
    asked.clock.move(seconds=2)

    said = asked.say("สองแสนค่ะ เบอร์ 081 234 5678")

    assert MOVED in said
    assert HOW_MUCH not in said
    assert step(asked) != "how_much"


def test_a_declared_rename_moves_people_at_once(asked: Talk, deploy: Deploy) -> None:
    deploy(
        without_the_step(asked.app).replace(HOW_MUCH, NEWLY_PUT)
        + "\nrenamed:\n  financing.amount: financing.how_much\n"
    )

    assert NEWLY_PUT in asked.say("อะไรนะคะ")
    assert step(asked) == "how_much"


def test_a_tile_of_the_menu_is_answered_by_the_new_file(asked: Talk, deploy: Deploy) -> None:
    deploy(put_otherwise(asked.app))

    assert NEWLY_PUT in asked.press(Button(MENU, "tile", 0, "financing"))


def test_a_file_that_this_program_cannot_read_any_more_is_as_if_it_were_gone(
    asked: Talk, deploy: Deploy
) -> None:
    old = asked.app.book.revision
    deploy(put_otherwise(asked.app))
    with transaction(asked.app.engine) as connection:
        connection.exec_driver_sql(
            f"UPDATE flow_revision SET text = 'version: 1' WHERE revision = '{old}'"  # noqa: S608
        )

    with capture_logs() as logs:
        assert NEWLY_PUT in asked.say("อะไรนะคะ")
    assert [(line["event"], line["revision"]) for line in logs] == [
        ("flows.revision_unreadable", old)
    ]


def test_a_file_that_was_never_kept_is_as_if_it_were_gone(asked: Talk, deploy: Deploy) -> None:
    with transaction(asked.app.engine) as connection:
        connection.exec_driver_sql("DELETE FROM flow_revision")
    deploy(put_otherwise(asked.app))

    assert NEWLY_PUT in asked.say("อะไรนะคะ")


def test_the_files_are_listed_with_those_who_wait(asked: Talk, deploy: Deploy) -> None:
    old = asked.app.book
    deploy(put_otherwise(asked.app))
    now = asked.app.book

    newest, oldest = kept(asked.app)

    assert (newest.revision, newest.superseded_at, newest.waiting) == (now.revision, None, 0)
    assert (oldest.revision, oldest.waiting) == (old.revision, 1)
    assert oldest.superseded_at is not None
    deploy(old.source)
    assert {one.revision: one.superseded_at is None for one in kept(asked.app)} == {
        old.revision: True,
        now.revision: False,
    }


def test_a_file_is_dropped_when_no_draft_of_its_can_be_left(asked: Talk, deploy: Deploy) -> None:
    deploy(put_otherwise(asked.app))
    asked.clock.move(days=91)
    asked.app.keep_book()

    assert [one.revision for one in kept(asked.app)] == [asked.app.book.revision]
