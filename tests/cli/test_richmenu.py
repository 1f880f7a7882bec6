"""`bot richmenu` against the stand-in: published once, again, after a change, after a break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App
from bot.config import read_settings
from bot.emulator import Emulator
from bot.line.client import LineClient
from bot.line.rich_menus import RichMenus
from bot.storage import cases
from bot.storage import menus as stored
from bot.storage.db import reading, transaction
from tests.cli.conftest import Ran
from tests.storage.test_cases import LOAN

Bot = Callable[..., Ran]
MAIN, OPEN = "front-door-main", "front-door-open"


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with Emulator(channel_secret="secret", access_token="token") as line:
        monkeypatch.setenv("LINE_CHANNEL_SECRET", "secret")
        monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "token")
        monkeypatch.setenv("LINE_API_BASE_URL", line.base_url)
        yield line


@pytest.fixture
def menus(line: Emulator) -> RichMenus:
    return LineClient("token", base_url=line.base_url).rich_menus


def made_calls(line: Emulator) -> list[str]:
    """Which calls changed anything, by the names that the ledger has for them."""
    calls = [call.endpoint for call in line.ledger(accepted=None)]
    return [name for name in calls if name not in _READING]


_READING = {
    "richmenu-list", "richmenu-of", "richmenu-image", "richmenu-alias-get", "richmenu-get",
}  # fmt: skip


def test_both_menus_are_made_and_the_main_one_is_shown_to_everybody(
    bot: Bot, line: Emulator, menus: RichMenus
) -> None:
    anna = line.person("anna")

    ran = bot("richmenu", "publish")

    assert ran.code == 0, ran.err
    assert "Made: front-door-main, front-door-open." in ran.out
    assert menus.default() == menus.named(MAIN)
    assert menus.named(OPEN) not in {None, menus.named(MAIN)}
    assert all(menus.has_picture(menu_id) for menu_id in menus.listed())
    assert line.about(anna).rich_menu is None, "nobody has one of their own yet"


@pytest.mark.usefixtures("menus")
def test_published_again_nothing_changes(bot: Bot, line: Emulator) -> None:
    bot("richmenu", "publish")
    before = made_calls(line)

    ran = bot("richmenu", "publish")

    assert "Made: nothing, they are there already. Deleted: 0 old." in ran.out
    assert made_calls(line) == before


def test_after_another_wording_the_menu_is_new_and_the_old_one_goes(
    bot: Bot, menus: RichMenus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot("richmenu", "publish")
    old = {alias: menus.named(alias) for alias in (MAIN, OPEN)}
    flows = tmp_path / "flows.yaml"
    text = Path("flows.yaml").read_text(encoding="utf-8")
    flows.write_text(text.replace("{th: หาตลาด ลูกค้า", "{th: หาลูกค้า"), encoding="utf-8")
    monkeypatch.setenv("FLOWS_FILE", str(flows))

    ran = bot("richmenu", "publish")

    assert "Made: front-door-main. Deleted: 1 old." in ran.out
    assert menus.named(MAIN) != old[MAIN]
    assert menus.named(OPEN) == old[OPEN]
    assert menus.default() == menus.named(MAIN)
    assert old[MAIN] not in menus.listed()


@pytest.mark.parametrize("broken", ["richmenu-image-put", "richmenu-alias-create", "richmenu-link"])
def test_what_broke_off_is_finished_the_next_time(
    bot: Bot, line: Emulator, menus: RichMenus, broken: str
) -> None:
    line.fault(broken, "status", status=500)
    first = bot("richmenu", "publish")

    second = bot("richmenu", "publish")

    assert first.code == 1
    assert "LINE did not" in first.err
    assert second.code == 0, second.err
    assert menus.default() == menus.named(MAIN)
    assert len(menus.listed()) == 2, "no second one was made"


def test_menus_of_other_hands_stay(bot: Bot, menus: RichMenus) -> None:
    theirs = menus.create(
        {
            "size": {"width": 2500, "height": 843}, "selected": False, "name": "ของแคมเปญ",
            "chatBarText": "เมนู", "areas": [],
        }
    )  # fmt: skip

    bot("richmenu", "publish")

    assert menus.listed()[theirs] == "ของแคมเปญ"


def test_people_who_have_an_open_case_already_get_its_menu(bot: Bot, line: Emulator) -> None:
    anna = line.person("anna")
    bot("migrate")
    app = App(read_settings())
    with transaction(app.engine) as connection:
        cases.add(connection, replace(LOAN, person=anna), now=app.now())
    with transaction(app.engine) as connection:
        stored.strike(connection, stored.due(connection, now=app.now(), most=9), now=app.now())

    ran = bot("richmenu", "publish")

    assert "With an open case: 1; the service brings them front-door-open." in ran.out
    with reading(app.engine) as connection:
        assert list(stored.due(connection, now=app.now(), most=9)) == [anna]
    app.engine.dispose()


def test_one_person_may_have_the_menu_of_an_open_case_and_lose_it_again(
    bot: Bot, line: Emulator, menus: RichMenus
) -> None:
    anna = line.person("anna")
    bot("richmenu", "publish")
    menu_id = menus.named(OPEN)
    assert menu_id is not None

    menus.link(anna, menu_id)

    assert line.about(anna).rich_menu == menu_id
    menus.unlink(anna)
    assert line.about(anna).rich_menu is None


@pytest.mark.usefixtures("line")
def test_a_wrong_token_is_told(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "other")

    ran = bot("richmenu", "publish")

    assert ran.code == 1
    assert "LINE did not list the menus" in ran.err


def test_the_pictures_can_be_looked_at_before(bot: Bot, tmp_path: Path) -> None:
    ran = bot("richmenu", "draw", str(tmp_path / "menus"))

    assert ran.code == 0, ran.err
    names = {path.name for path in (tmp_path / "menus").iterdir()}
    assert names == {f"{MAIN}.png", f"{OPEN}.png"}
