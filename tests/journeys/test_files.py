"""Files, from the phone to the private storage, with every thread and both webhooks at work."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import pytest

from bot.storage import contents
from bot.storage.contents import Standing
from bot.storage.db import reading
from tests.files.files_stage import PDF, SECRET, jpeg
from tests.journeys.conftest import Service

STORY = "อยากกู้เงินมาซื้อเครื่องซีลทำน้ำพริกค่ะ อยู่โคราช"
_never = threading.Event()


def standing(service: Service, until: Callable[[list[Standing]], bool]) -> list[Standing]:
    """Return where all files stand, as soon as that is so; fail after 15 seconds."""
    found: list[Standing] = []
    for _ in range(300):
        with reading(service.app.engine) as connection:
            found = contents.standings(connection)
        if until(found):
            return found
        _never.wait(0.05)
    pytest.fail(f"after 15 seconds: {[(one.status, one.error) for one in found]}")


def consent(service: Service) -> str:
    person = service.line.person("anna")
    for words in (STORY, "ยินยอม"):
        service.line.send_text(person, words)
        service.line.wait_for_messages(person)
    return person


def kept(service: Service, one: Standing) -> bytes:
    out = io.BytesIO()
    assert one.place is not None
    service.app.storage.read(one.place, out)
    return out.getvalue()


def test_a_picture_sent_before_consent_is_kept_after_it_without_its_place(
    service: Service,
) -> None:
    person = service.line.person("anna")
    service.line.send_message(person, {"type": "image"}, content=jpeg(6), content_type="image/jpeg")
    service.line.wait_for_messages(person)
    assert service.line.ledger(endpoint="content", accepted=None) == []

    consent(service)

    (one,) = standing(service, lambda found: [one.status for one in found] == ["kept"])
    assert SECRET not in kept(service, one)


def test_a_file_that_cannot_be_kept_is_refused_and_its_sender_told(service: Service) -> None:
    person = consent(service)

    service.line.send_message(
        person, {"type": "file", "fileName": "a.exe"}, content=b"MZ" + bytes(99)
    )

    said = ""
    while "PDF" not in said:
        said = str(service.line.wait_for_messages(person, timeout=15)[-1].get("text"))
    assert said.startswith("ขออภัยค่ะ")
    (one,) = standing(service, bool)
    assert one.status == "refused"


def test_a_file_that_is_taken_back_leaves_nothing(service: Service) -> None:
    person = consent(service)
    service.line.send_message(person, {"type": "file", "fileName": "ก.pdf"}, content=PDF)
    (one,) = standing(service, lambda found: [one.status for one in found] == ["kept"])
    service.line.wait_for_messages(person)

    service.line.unsend(person, one.message_id)

    standing(service, lambda found: not found)
    folder = service.app.settings.data_dir / "files"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_line_that_is_slow_with_files_answers_people_all_the_same(service: Service) -> None:
    person = consent(service)
    service.line.fault("content", "hang", seconds=20, times=4)
    for _ in range(4):
        service.line.send_message(person, {"type": "file", "fileName": "ก.pdf"}, content=PDF)
        service.line.wait_for_messages(person)

    service.line.send_text(person, "5 แสน")

    assert service.line.wait_for_messages(person, timeout=5)
    assert standing(service, lambda found: [one.status for one in found] == ["kept"] * 4)
