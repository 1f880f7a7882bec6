"""The menu below the chat, from the case that is filed to the end of it."""

from __future__ import annotations

import json
import urllib.request

from bot.cli.richmenu import wanted
from bot.handlers import filing
from bot.line.publishing import WHILE_OPEN, publish
from bot.storage import cases
from bot.storage.db import reading
from tests.journeys.conftest import Service
from tests.journeys.test_service import file_a_loan


def tiles(service: Service, person: str) -> list[str]:
    """Return the words of the menu that the phone page shows to somebody."""
    with urllib.request.urlopen(f"{service.line.base_url}/_emulator/state", timeout=5) as answer:  # noqa: S310 -- our own address
        people = json.load(answer)["people"]
    (menu,) = [one["rich_menu"] for one in people if one["user_id"] == person]
    return [area["action"]["label"] for area in menu["areas"]]


def test_filing_a_case_brings_its_menu_and_withdrawing_it_takes_it_away(service: Service) -> None:
    anna, app = service.line.person("anna"), service.app
    book = app.book
    publish(app.line.rich_menus, wanted(book))
    before = [option.label for option in book.menu]
    assert tiles(service, anna) == before

    file_a_loan(service, anna)
    service.line.wait_for_calls("richmenu-link", 2)  # the first showed the main menu to everybody
    assert tiles(service, anna) == [option.label for option in book.menu_while_open]
    assert service.line.about(anna).rich_menu == app.line.rich_menus.named(WHILE_OPEN)

    with reading(app.engine) as connection:
        (case,) = cases.records(connection, person=anna)
    app.writer.run(
        lambda connection: filing.cancel_case(connection, anna, case.number, now=app.now())
    )
    service.line.wait_for_calls("richmenu-unlink")

    assert tiles(service, anna) == before
