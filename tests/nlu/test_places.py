from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.corpus import thai_words

from bot.model.heard import Place
from bot.nlu.normalise import normalise, tighten
from bot.nlu.places import Found, Places
from bot.nlu.places_pin import Located, locate
from bot.nlu.places_repair import Repairer, fold, slips_between
from bot.nlu.places_table import BadPlaces, Name, load_places
from bot.nlu.places_text import bare_answer

DATA = Path(__file__).parents[2] / "bot" / "nlu" / "data" / "places"
TABLE = load_places(DATA)
PLACES = Places(TABLE, given=frozenset({"สมชาย"}), words=thai_words())
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "places.tsv").read_text(encoding="utf-8").splitlines()
]
SYLLABLES = st.sampled_from(
    re.findall(
        r"\S+",
        "เลย ตาก แพร่ น่าน จ. จังหวัด อ. อำเภอ เมือง อยู่ ที่ ย้ายจาก มา ไม่ใช่ โคราช ขอนแก่น หาดใหญ่"
        " สงขลา จอมทอง พล ปากน้ำ ลูกค้า ร้าน 30000 57130 ขอนแกน ครับ",
    )
)


def read(text: str, asking: str | None = None) -> Found:
    spaced = normalise(text).lower()
    return PLACES.read(tighten(spaced), spaced, asking=asking)


@pytest.mark.parametrize(("text", "asking", "wanted"), ROWS)
def test_a_place_is_where_the_business_stands_now(text: str, asking: str, wanted: str) -> None:
    found = read(text, asking or None)

    if found.place:
        shown = " ".join(filter(None, (found.place.province, found.place.district)))
    else:
        doubts = dict.fromkeys(place.province for place in found.doubts)
        shown = f"?{','.join(doubts)}" if doubts else "-"
    assert shown == wanted


def test_the_table_holds_enough_places_and_traps() -> None:
    assert len(set(ROWS)) == len(ROWS) >= 400
    assert sum(wanted == "-" for _, _, wanted in ROWS) >= 100


def test_every_province_is_found_by_its_official_name_and_every_district_after_its_word() -> None:
    for name in TABLE.names.values():
        for place in name.places:
            if place.district == name.text and len(name.places) == 1:
                assert read(f"อ.{name.text}").place == place, name


def test_the_country_adds_up() -> None:
    districts = {place for name in TABLE.names.values() for place in name.places if place.district}
    assert len(TABLE.seats) == 76  # Bangkok has none
    assert len({place.province for place in districts}) == 77
    assert len({province for province, _, _ in TABLE.points}) == 77


@given(st.lists(SYLLABLES, max_size=8), st.sampled_from([None, "province", "district"]))
def test_a_place_excludes_doubts(pieces: list[str], asking: str | None) -> None:
    for joiner in ("", " "):
        found = read(joiner.join(pieces), asking)
        assert found.place is None or found.doubts == ()


@given(st.text(), st.sampled_from([None, "province", "amount_baht"]))
def test_no_text_breaks_the_reader(text: str, asking: str | None) -> None:
    read(text, asking)


@pytest.mark.parametrize(
    ("answer", "bare"),
    [("อยู่จังหวัดเลยค่ะ", "เลย"), ("แถวๆ โคราชครับ", "โคราช"), ("ครับ", "ครับ")],
)
def test_an_answer_is_stripped_to_the_name(answer: str, bare: str) -> None:
    assert bare_answer(answer) == bare


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (
            "123 ถ.มิตรภาพ ตำบลในเมือง อำเภอเมืองขอนแก่น ขอนแก่น 40000 ประเทศไทย",
            Place("TH-40", "เมืองขอนแก่น"),
        ),
        (
            "99 Moo 1, Tambon Nai Mueang, Amphoe Mueang Khon Kaen, Khon Kaen 40000, Thailand",
            Place("TH-40", "เมืองขอนแก่น"),
        ),
        ("แขวงจตุจักร เขตจตุจักร กรุงเทพมหานคร 10900", Place("TH-10", "จตุจักร")),
        ("Hat Yai District, Songkhla 90110, Thailand", Place("TH-90", "หาดใหญ่")),
        ("อ.เมือง จ.เลย 42000", Place("TH-42", "เมืองเลย")),
        ("ต.สระแก้ว อ.เมือง จ.กำแพงเพชร 62000", Place("TH-62", "เมืองกำแพงเพชร")),
        ("ตำบลเชียงใหม่ อำเภอโพธิ์ชัย จังหวัดร้อยเอ็ด 45230", Place("TH-45", "โพธิ์ชัย")),
        ("อำเภอแม่สอด", Place("TH-63", "แม่สอด")),
        ("สงขลา 90110", Place("TH-90")),
    ],
)
def test_an_address_that_names_the_province_is_certain(address: str, place: Place) -> None:
    assert locate(TABLE, address, 0, 0) == Located(place, certain=True)


@pytest.mark.parametrize("address", [None, "", "บ้านหลังเขียว", "อำเภอเฉลิมพระเกียรติ"])
def test_coordinates_only_suggest(address: str | None) -> None:
    assert locate(TABLE, address, 18.8, 98.99) == Located(Place("TH-50"), certain=False)


def test_a_point_abroad_suggests_nothing() -> None:
    assert locate(TABLE, "Shibuya, Tokyo 150-0002", 35.66, 139.7) == Located(None, certain=False)


def test_letters_that_sound_alike_fold_together() -> None:
    assert fold("ศรีสะเกษ") == fold("สีสะเกส".replace("สี", "สรี"))
    assert fold("บุรีรัมย์") == fold("บุรีรัม")


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("กขค", "กขค", 0), ("กขค", "กค", 1), ("กขค", "ขกค", 1), ("กขค", "กงค", 1), ("ก", "กขค", 2)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert slips_between(one, other) == slips


def test_a_text_longer_than_any_place_is_not_searched_for_misspellings() -> None:
    """The search grows with the square of the text, and LINE carries 5,000 letters."""
    repairer = Repairer([Name("นครราชสีมา", "free", (Place("TH-30"),))])

    assert repairer.whole("นครราชศีมา") is not None
    assert repairer.whole("นครราชศีมา" * 500) is None


def test_a_misspelling_of_two_places_is_repaired_to_neither() -> None:
    near = Repairer(
        [
            Name("บ้านทดสอบกา", "free", (Place("TH-10"),)),
            Name("บ้านทดสอบมา", "free", (Place("TH-11"),)),
        ]
    )

    assert near.whole("บ้านทดสอบวา") is None


def test_wrong_tables_are_reported_all_at_once_with_their_lines(tmp_path: Path) -> None:
    for file in ("names.tsv", "districts.tsv", "postcodes.tsv", "seats.tsv"):
        (tmp_path / file).write_text("header\n", encoding="utf-8")
    names = "header\nโคราช\tTH-30\t\teasy\t\tnickname\nสองช่อง\tTH-30\n"
    (tmp_path / "names.tsv").write_text(names, encoding="utf-8")

    with pytest.raises(BadPlaces) as raised:
        load_places(tmp_path)

    assert "names.tsv:2: grade 'easy' is unknown" in str(raised.value)
    assert "names.tsv:3: 2 columns, expected 6" in str(raised.value)
