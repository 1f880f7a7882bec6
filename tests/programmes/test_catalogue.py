"""Programmes are shown only while they are open, and a wrong record is told with its line."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from bot.model.heard import NEEDS
from bot.model.limits import CAROUSEL_BUBBLES
from bot.programmes.catalogue import BadProgrammes, Catalogue, load, open_on

TODAY = date(2026, 11, 25)
GOOD = """\
programmes:
  - code: one
    title: โครงการหนึ่ง
    owner: กรมส่งเสริมอุตสาหกรรม
    summary: >-
      ช่วยเรื่องเครื่องจักร
      โปรดตรวจสอบกับหน่วยงาน
    needs: [technology]
    provinces: [TH-30, TH-31]
    valid_from: 2026-01-01
    valid_to: 2026-12-31
    source_url: https://www.dip.go.th
    as_of: 2026-01-01
"""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    text = (files("bot.programmes") / "data" / "programmes.yaml").read_text(encoding="utf-8")
    return load(text, "programmes.yaml")


def codes(catalogue: Catalogue, day: date, **wanted: str) -> list[str]:
    return [programme.code for programme in open_on(catalogue, day, **wanted)]


def told(text: str) -> list[str]:
    with pytest.raises(BadProgrammes) as caught:
        load(text, "p.yaml")
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"p.yaml has {len(lines) - 1} mistake")
    return lines[1:]


def test_every_record_shipped_names_its_source_and_sends_people_to_the_owner(
    shipped: Catalogue,
) -> None:
    assert len(shipped.programmes) >= 9
    for programme in shipped.programmes:
        assert programme.source_url.startswith("https://")
        assert "โปรดตรวจสอบ" in programme.summary[:200], "a card shows no more than that"
        assert programme.owner


@pytest.mark.parametrize("need", NEEDS)
def test_every_need_has_programmes_that_fit_one_carousel(shipped: Catalogue, need: str) -> None:
    assert 3 <= len(open_on(shipped, TODAY, need=need)) <= CAROUSEL_BUBBLES


def test_all_that_is_open_fits_one_carousel(shipped: Catalogue) -> None:
    assert len(open_on(shipped, TODAY)) <= CAROUSEL_BUBBLES


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2024, 8, 30), False),
        (date(2024, 8, 31), True),
        (date(2024, 11, 29), True),
        (date(2024, 11, 30), False),
        (TODAY, False),
    ],
)
def test_flood_relief_of_2567_is_shown_for_its_ninety_days_only(
    shipped: Catalogue, day: date, *, shown: bool
) -> None:
    assert ("flood-relief-2024" in codes(shipped, day, need="rescue")) is shown


def test_a_programme_serves_its_needs_and_provinces_only() -> None:
    catalogue = load(GOOD, "p.yaml")
    assert codes(catalogue, TODAY) == ["one"]
    assert codes(catalogue, TODAY, need="technology", province="TH-31") == ["one"]
    assert codes(catalogue, TODAY, need="market") == []
    assert codes(catalogue, TODAY, province="TH-50") == []


def test_a_programme_for_all_needs_serves_each(shipped: Catalogue) -> None:
    assert "osmep-oss" in codes(shipped, TODAY, need="rescue", province="TH-96")


def test_a_text_over_several_lines_becomes_one() -> None:
    programme = load(GOOD, "p.yaml").programmes[0]
    assert programme.summary == "ช่วยเรื่องเครื่องจักร โปรดตรวจสอบกับหน่วยงาน"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("as_of:", "sizes: [tiny]\n    as_of:", "p.yaml:13: 'tiny' is no size. Write of: micro,"),
        ("as_of:", "sectors: [x]\n    as_of:", "'x' is no sector."),
        ("as_of:", "legal_forms: [x]\n    as_of:", "'x' is no legal form."),
        ("as_of:", "disaster_areas: [TH-90]\n    as_of:", "'disaster_areas' lacks 'apply_by'."),
        ("as_of:", "apply_by: 2026-12-01\n    as_of:", "'apply_by' lacks 'disaster_areas'."),
        ("as_of:", "documents: [[]]\n    as_of:", "A document is no text."),
        ("code: one", "code: Ein Haus", "p.yaml:2: 'code' is 'Ein Haus'."),
        ("code: one", "kode: one", "p.yaml:2: The programme has no key 'kode'."),
        ("code: one", "kode: one", "p.yaml:2: The programme lacks 'code'."),
        ("title: โครงการหนึ่ง", "title:", "p.yaml:3: 'title' is no text."),
        ("title: โครงการหนึ่ง", "code: two", "p.yaml:3: The programme has 'code' twice."),
        ("needs: [technology]", "needs: [money]", "p.yaml:8: 'money' is no need."),
        ("needs: [technology]", "needs: [[]]", "p.yaml:8: A need is no text."),
        ("needs: [technology]", "needs: technology", "p.yaml:8: 'needs' is no list."),
        ("TH-31", "30", "p.yaml:9: A province is '30'. Write it as TH-30."),
        ("valid_from: 2026-01-01", "valid_from: soon", "p.yaml:10: 'valid_from' is 'soon'"),
        ("valid_from: 2026-01-01", "valid_from: 2026-02-30", "'2026-02-30', no day"),
        ("valid_from: 2026-01-01", "valid_from: 20260101", "'20260101', no day"),
        ("valid_to: 2026-12-31", "valid_to: 2569-12-31", "Write 2026-12-31."),
        ("valid_to: 2026-12-31", "valid_to: 2025-12-31", "p.yaml:11: The programme ends before"),
        ("https://www.dip.go.th", "dip.go.th", "p.yaml:12: 'source_url' is 'dip.go.th'."),
        ("as_of: 2026-01-01", "as_of:", "p.yaml:13: 'as_of' is no text."),
        ("programmes:", "programs:", "p.yaml:1: The file lacks 'programmes'."),
        ("  - code: one", "  - one\n  - code: one", "p.yaml:2: The programme is no mapping."),
        ("[technology]", "[technology", "YAML cannot be read"),
        ("โครงการหนึ่ง", "\x07", "YAML cannot be read"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    assert any(sentence in line for line in told(GOOD.replace(old, new, 1)))


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("code: one", "code: EINS").replace("TH-31", "31").replace("2569", "x")
    text = text.replace("https://www", "www")
    assert [line.split(":")[1] for line in told(text)] == ["2", "9", "12"]


WHO = """\
    sizes: [micro, small]
    sectors: [manufacture, farm]
    legal_forms: [juristic]
    disaster_areas: [TH-30]
    apply_by: 2026-11-25
    documents: [สำเนาทะเบียนพาณิชย์, งบการเงินปีล่าสุด]
"""


def test_whom_it_is_for_stands_in_its_record() -> None:
    (one,) = load(GOOD + WHO, "p.yaml").programmes

    assert (one.sizes, one.legal_forms) == (("micro", "small"), ("juristic",))
    assert one.sectors == ("manufacture", "farm")
    assert one.documents == ("สำเนาทะเบียนพาณิชย์", "งบการเงินปีล่าสุด")


def test_after_the_last_day_to_apply_a_programme_is_shown_nowhere() -> None:
    catalogue = load(GOOD + WHO, "p.yaml")

    assert codes(catalogue, date(2026, 11, 25)) == ["one"]
    assert codes(catalogue, date(2026, 11, 26)) == []


def test_a_code_used_twice_is_told() -> None:
    record = GOOD.removeprefix("programmes:\n")
    assert told(GOOD + record) == ["p.yaml:14: 'one' stands twice. Give it its own code."]


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_is_told(text: str) -> None:
    assert told(text) == ["p.yaml:1: The file is empty. Put a list under `programmes:` into it."]


def test_a_file_without_records_is_a_catalogue_without_programmes() -> None:
    assert load("programmes: []", "p.yaml").programmes == ()
