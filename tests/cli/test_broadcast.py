"""`bot broadcast` as an operator runs it, against LINE's stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.cli.opening import open_app_with_data
from bot.emulator import Emulator
from bot.storage.db import transaction
from bot.worker.sweeper import forget_recipients
from tests.announcing import FAIR, add_friends, someone
from tests.cli.conftest import Ran

Bot = Callable[..., Ran]
PEOPLE = 1_200
PASSWORD = ("--password", "four random words")


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: Bot) -> Iterator[Emulator]:
    with Emulator(channel_secret="secret", access_token="token") as line:
        monkeypatch.setenv("LINE_API_BASE_URL", line.base_url)
        monkeypatch.setenv("LINE_CHANNEL_SECRET", "secret")
        monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "token")
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
        for name, role in (("ann", "broadcast"), ("bob", "hq"), ("cat", "headquarters")):
            assert bot("staff", "add", name, "--role", role, *PASSWORD).code == 0
        app = open_app_with_data()
        with transaction(app.engine) as connection:
            add_friends(connection, range(PEOPLE), now=app.now())
            add_friends(connection, range(PEOPLE, PEOPLE + 100), now=app.now(), news=False)
        app.engine.dispose()
        yield line


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "news.yaml"
    path.write_text(FAIR.replace("2026", "2099"), encoding="utf-8")
    return str(path)


def heard(line: Emulator) -> list[str]:
    calls = line.ledger(endpoint="multicast", accepted=True)
    return [person for call in calls if isinstance(call.body, dict) for person in call.body["to"]]


def approved(bot: Bot, file: str) -> str:
    number = bot("broadcast", "create", file, "--as", "ann").out.strip()
    bot("broadcast", "approve", number, "--as", "bob")
    assert "1,200 people at the most" in bot("broadcast", "approve", number, "--as", "cat").out
    return number


def test_from_the_file_to_the_report(line: Emulator, file: str, bot: Bot) -> None:
    counted = json.loads(bot("broadcast", "audience", file, "--format", "json").out)
    assert (counted["matched"], counted["recipients"], counted["requests"]) == (1_300, PEOPLE, 3)
    assert counted["excluded"]["no_consent"] == 100
    assert "- no_consent" in bot("broadcast", "audience", file).out

    number = bot("broadcast", "create", file, "--as", "ann").out.strip()
    assert number == "1"
    shown = bot("broadcast", "preview", number).out
    assert "เลิกรับข่าว" in shown
    assert "2 needed" in shown
    own = bot("broadcast", "approve", number, "--as", "ann")
    assert (own.code, "ผู้เขียน" in own.err) == (1, True)
    assert "1 more must approve" in bot("broadcast", "approve", number, "--as", "bob").out
    early = bot("broadcast", "send", number, "--now")
    assert (early.code, heard(line)) == (1, [])
    bot("broadcast", "approve", number, "--as", "cat")

    sent = bot("broadcast", "send", number, "--now")
    assert (sent.code, "Sent to 1,200 people." in sent.out) == (0, True)
    assert sorted(heard(line)) == [someone(one) for one in range(PEOPLE)]
    told = json.loads(bot("broadcast", "report", number, "--format", "json").out)
    assert (told["state"], told["sent"], told["requests"]) == ("sent", PEOPLE, 3)
    assert (told["opened"], told["clicked"]) == (None, None), "LINE knows none of these people"
    assert "sent          1,200" in bot("broadcast", "report", number).out
    assert "already" in bot("broadcast", "send", number, "--now").out
    assert len(heard(line)) == PEOPLE
    assert "1\tsent\tann" in bot("broadcast", "list").out


def test_once_its_recipients_are_forgotten_it_cannot_be_corrected(
    line: Emulator, file: str, bot: Bot
) -> None:
    number = approved(bot, file)
    bot("broadcast", "send", number, "--now")
    correct = ("broadcast", "create", file, "--as", "ann", "--corrects", number)
    assert bot(*correct).code == 0
    app = open_app_with_data()
    later = App(app.settings, now=lambda: app.now() + timedelta(days=91))
    forget_recipients(later, seconds=60)
    for one in (app, later):
        one.engine.dispose()
    refused = bot(*correct)
    assert (refused.code, "have been erased" in refused.err) == (1, True)
    assert len(heard(line)) == PEOPLE


def test_a_month_that_does_not_last_is_refused_with_its_figures(
    line: Emulator, file: str, bot: Bot
) -> None:
    number = bot("broadcast", "create", file, "--as", "ann").out.strip()
    line.set_quota(1_500)
    assert "It is too expensive" in bot("broadcast", "preview", number).out
    refused = bot("broadcast", "approve", number, "--as", "bob")
    assert (refused.code, "ส่งประกาศได้อีก 900 ข้อความ" in refused.err) == (1, True)


def test_a_month_used_up_meanwhile_stops_it_cleanly(line: Emulator, file: str, bot: Bot) -> None:
    number = approved(bot, file)
    line.set_quota(1_000)
    held = bot("broadcast", "send", number, "--now")
    assert held.code == 1
    assert "500 of 1,200 people; then held: what is left of the month is kept" in held.err
    assert len(heard(line)) == 500
    line.set_quota(None)
    assert bot("broadcast", "resume", number, "--as", "bob").code == 0
    assert bot("broadcast", "send", number, "--now").code == 0
    assert len(heard(line)) == len(set(heard(line))) == PEOPLE


def test_paused_it_waits_and_stopped_it_ends(line: Emulator, file: str, bot: Bot) -> None:
    number = approved(bot, file)
    assert "in office hours" in bot("broadcast", "send", number).out
    assert (
        "is paused; sent so far: 0 of 1,200" in bot("broadcast", "pause", number, "--as", "bob").out
    )
    assert "is sending" in bot("broadcast", "resume", number, "--as", "bob").out
    assert "is stopped; sent so far: 0." in bot("broadcast", "stop", number, "--as", "bob").out
    again = bot("broadcast", "send", number, "--now")
    assert (again.code, heard(line)) == (1, [])


def test_what_line_refuses_for_good_is_told(line: Emulator, file: str, bot: Bot) -> None:
    number = approved(bot, file)
    line.fault("multicast", "status", status=400, message="The request body has 1 error(s)")
    sent = bot("broadcast", "send", number, "--now")
    assert (sent.code, "then held: LINE did not take it" in sent.err) == (1, True)
    assert "1 error(s)" in bot("broadcast", "report", number).out
    bot("broadcast", "resume", number, "--as", "bob")
    again = bot("broadcast", "send", number, "--now")
    assert (again.code, "LINE did not take it for 500" in again.err) == (1, True)


def test_message_objects_are_shown_to_line_before_they_are_kept(
    line: Emulator, file: str, bot: Bot
) -> None:
    assert line.base_url
    text = "message: เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน"
    own = "message: [{type: text, text: เปิดรับสมัครร้านค้าออกบูธ 40 ร้าน}]"
    good = Path(file).read_text(encoding="utf-8").replace(text, own)
    Path(file).write_text(good, encoding="utf-8")
    assert bot("broadcast", "create", file, "--as", "ann").code == 0
    Path(file).write_text(good.replace("type: text", "type: sticker"), encoding="utf-8")
    refused = bot("broadcast", "create", file, "--as", "ann")
    assert (refused.code, "LINE would not take these message objects" in refused.err) == (1, True)


def test_a_picture_and_a_card_go_out_as_line_takes_them(
    line: Emulator, file: str, bot: Bot
) -> None:
    text = Path(file).read_text(encoding="utf-8") + "image: https://www.dip.go.th/fair.jpg\n"
    for layout in ("text", "card"):
        Path(file).write_text(f"{text}layout: {layout}\n", encoding="utf-8")
        bot("broadcast", "send", approved(bot, file), "--now")
    bodies = [call.body for call in line.ledger(endpoint="multicast", accepted=True)]
    kinds = [[one["type"] for one in body["messages"]] for body in bodies if isinstance(body, dict)]
    assert kinds == [["image", "text"]] * 3 + [["flex", "text"]] * 3
    assert '"hero"' in json.dumps(bodies[-1])


def test_what_is_too_dear_is_cut_to_a_list(line: Emulator, file: str, bot: Bot) -> None:
    number = bot("broadcast", "create", file, "--as", "ann").out.strip()
    line.set_quota(100)
    refused = bot("broadcast", "cut", number, "--as", "ann")
    assert (refused.code, "ไม่มีจังหวัดใด" in refused.err) == (1, True)
    app = open_app_with_data()
    with transaction(app.engine) as connection:
        add_friends(connection, range(2_000, 2_030), now=app.now(), province="TH-30")
    app.engine.dispose()
    cut = bot("broadcast", "cut", number, "--as", "ann").out
    assert "goes to: 30 people\n  นครราชสีมา  30" in cut
    assert "left out: 1,200 people\n  no province known  1,200" in cut


def test_what_travels_for_nothing_is_not_sent(line: Emulator, file: str, bot: Bot) -> None:
    Path(file).write_text(FAIR.replace("2026", "2099") + "free: yes\n", encoding="utf-8")
    number = approved(bot, file)
    assert "free answers" in bot("broadcast", "send", number, "--now").out
    assert heard(line) == []


def test_without_line_s_word_on_the_month_nothing_is_approved(
    line: Emulator, file: str, bot: Bot
) -> None:
    number = bot("broadcast", "create", file, "--as", "ann").out.strip()
    line.fault("*", "status", times=None, status=500)
    assert "LINE did not give the quota" in bot("broadcast", "preview", number).err
    refused = bot("broadcast", "approve", number, "--as", "bob")
    assert (refused.code, "LINE did not give the quota" in refused.err) == (1, True)


def test_mistakes_are_told_all_at_once(line: Emulator, file: str, bot: Bot) -> None:
    assert line.base_url
    Path(file).write_text("title: a\nmessage: b\naudience: {need: [x]}\n", encoding="utf-8")
    refused = bot("broadcast", "create", file, "--as", "ann")
    assert refused.code != 0
    assert "news.yaml has 3 mistakes" in refused.err
    nobody = bot("broadcast", "create", file, "--as", "nobody")
    assert (nobody.code, "no active account 'nobody'" in nobody.err) == (2, True)
    assert "ไม่พบประกาศเลขที่ 9" in bot("broadcast", "report", "9").err
