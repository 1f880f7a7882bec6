"""The directory of agencies: what is shipped, which fit, and what headquarters may type."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.model.agencies import Agency
from bot.routing import agencies, agency_form
from bot.routing.agencies import fitting
from bot.routing.agency_form import IncompleteAgency
from bot.routing.table import BadRouting

DAY = date(2026, 11, 25)
HEADER = ",".join(agencies._COLUMNS)  # noqa: SLF001
ROW = "GSB,ออมสิน,ธนาคารออมสิน,fin|std.fda,,state,ผู้อำนวยการ,1115,https://x.th,2017-08-23,,,,"


def table(folder: Path, *rows: str) -> Path:
    (folder / agencies.AGENCIES).write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return folder


def test_the_directory_shipped_has_at_least_the_28_agencies_each_unconfirmed() -> None:
    shipped = agencies.shipped(DAY)

    assert len(shipped) >= 28
    assert len({one.short for one in shipped}) == len(shipped), "officers type these"
    assert not any(one.confirmed for one in shipped)
    assert all(one.website is None or one.website.startswith("https://") for one in shipped)


def test_a_row_holds_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    over = ROW.replace("2017-08-23,", "2017-08-23,2020-12-31")
    folder = table(tmp_path, over)

    assert agencies.load(folder, DAY) == ()
    assert agencies.load(folder, date(2016, 1, 1)) == ()
    assert [one.code for one in agencies.load(folder, date(2020, 12, 31))] == ["GSB"]


def test_who_confirmed_a_row_and_when_confirms_it(tmp_path: Path) -> None:
    folder = table(tmp_path, ROW.replace("2017-08-23,,,,", "2017-08-23,,somchai,2026-11-01,โทรแล้ว"))

    (one,) = agencies.load(folder, DAY)

    assert one.confirmed
    assert one.note == "โทรแล้ว"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    wrong = ROW.replace("state", "church").replace("fin|", "magic|")

    with pytest.raises(BadRouting) as told:
        agencies.load(table(tmp_path, ROW, wrong), DAY)

    sentences = [one.sentence for one in told.value.mistakes]
    assert len(sentences) == 3, sentences


def test_names_take_the_province_of_the_case() -> None:
    one = Agency("X", "x", "หอการค้าจังหวัด{province}", ("mkt",), addressee="ประธาน{province}")

    assert one.name_in("เลย") == "หอการค้าจังหวัดเลย"
    assert one.name_in(None) == "หอการค้าจังหวัด"
    assert one.addressee_in("เลย") == "ประธานเลย"
    assert Agency("X", "x", "ธนาคาร", ("fin",)).addressee_in("เลย") == "ธนาคาร"


@pytest.mark.parametrize(
    ("provinces", "place", "serves"),
    [
        ((), "TH-30", True),
        (("TH-30",), "TH-30", True),
        (("TH-30",), "TH-31", False),
        (("TH-30",), None, True),
        (("!TH-10",), "TH-30", True),
        (("!TH-10",), "TH-10", False),
    ],
)
def test_where_an_agency_serves(
    provinces: tuple[str, ...], place: str | None, *, serves: bool
) -> None:
    assert Agency("X", "x", "x", ("fin",), provinces).serves(place) is serves


@pytest.mark.parametrize(
    ("category", "sub_intent", "families"),
    [
        ("financing", "fin.invest", ("fin",)),
        ("technology", None, ("prod", "std")),
        ("other", "complaint", ("mgmt", "start", "other")),
        ("rescue", None, ("rescue", "disaster", "legal")),
    ],
)
def test_with_what_an_agency_must_help(
    category: str, sub_intent: str | None, families: tuple[str, ...]
) -> None:
    assert agencies.families_of(category, sub_intent) == families


def codes(sub_intent: str | None, *families: str, province: str | None = "TH-30") -> list[str]:
    found = fitting(
        agencies.shipped(DAY), sub_intent=sub_intent, families=families, province=province
    )
    return [one.code for one in found]


def test_the_most_particular_comes_first() -> None:
    assert codes("std.halal", "std")[0] == "HALAL"
    assert "FDA" not in codes("std.halal", "std"), "it helps with other licences"


def test_without_a_sub_intent_whoever_helps_with_some_of_it_is_shown() -> None:
    assert {"FDA", "HALAL", "TISI"} <= {*codes(None, "std")}


def test_bangkok_has_no_provincial_offices() -> None:
    assert "PHO" in codes("std.fda", "std")
    assert "PHO" not in codes("std.fda", "std", province="TH-10")


def test_retired_agencies_are_not_offered() -> None:
    gone = Agency("X", "x", "x", ("fin",), retired=True)

    assert fitting([gone], sub_intent=None, families=["fin"], province=None) == []


FORM = {
    "code": "mybank",
    "short": "ธนาคารฉัน",
    "name_th": "ธนาคารของฉัน",
    "sector": "private",
    "website": "https://my.th",
    "particular": "std.fda, std.gmp",
    "confirmed": "yes",
}


def read(**changes: str) -> Agency:
    return agency_form.read(
        FORM | changes,
        ["fin"],
        ["!TH-10"],
        topics=["std.fda", "std.gmp"],
        provinces=["TH-10", "TH-30"],
    )


def test_a_form_becomes_an_agency() -> None:
    one = read()

    assert one.code == "MYBANK"
    assert one.helps == ("fin", "std.fda", "std.gmp")
    assert one.private
    assert one.confirmed
    assert (one.phone, one.note) == (None, None)


def test_a_form_with_gaps_tells_all_of_them() -> None:
    with pytest.raises(IncompleteAgency) as told:
        read(code="ก", short=" ", name_th="", particular="magic", sector="", website="my.th")

    assert str(told.value).count(" · ") == 5


def test_an_agency_without_a_website_is_one() -> None:
    assert read(website="").website is None
