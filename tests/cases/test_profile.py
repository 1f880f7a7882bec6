"""A firm's profile holds what its owner allowed, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cases.profile import FIELDS, LONGEST_FACT, WrongFact, draw_up, read_allowed, read_facts
from bot.cases.record import Contact, Details
from tests.cases.test_committee import CASE

RECORD = replace(
    CASE,
    track="export",
    contact=Contact("บุญมา", "0812345678", "boonma@example.com", "0105536000315"),
    details=Details(business="ทอผ้าไหม"),
)
KORAT = ("นครราชสีมา", "Nakhon Ratchasima")
EVERY_FIELD = [field.key for field in FIELDS]


def test_nothing_stands_in_it_that_is_not_ticked() -> None:
    facts = {"company": "ไหมโคราช", "company_en": "Korat Silk", "capacity": "500 ผืน"}

    found = draw_up(RECORD, facts, ["company", "province"], province=KORAT)

    assert [(line.thai, line.english) for line in found.lines] == [
        ("ไหมโคราช", "Korat Silk"),
        ("จังหวัดนครราชสีมา", "Nakhon Ratchasima, Thailand"),
    ]
    assert found.untranslated == ()


def test_what_has_no_english_words_is_named() -> None:
    found = draw_up(RECORD, {"experience": "agent"}, EVERY_FIELD, province=KORAT)

    assert found.untranslated == ("สินค้าหรือบริการ", "ผู้ติดต่อ")
    english = {line.english_label: line.english for line in found.lines if line.english}
    assert english == {
        "Export experience": "Exports through an agent",
        "Cooperation sought": "Export",
        "Location": "Nakhon Ratchasima, Thailand",
        "Company registration number": "0105536000315",
        "Telephone": "+66 812345678",
        "E-mail": "boonma@example.com",
    }


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(RECORD, track=None, contact=Contact(), details=Details())

    assert draw_up(bare, {}, EVERY_FIELD, province=("", "")).lines == ()


def test_what_the_desk_noted_is_trimmed_and_empty_fields_are_none() -> None:
    form = {"product": "  ผ้า  ไหม ", "capacity": " ", "website": "silk.example", "evil": "x"}

    assert read_facts(form) == {"product": "ผ้า ไหม", "website": "https://silk.example"}
    assert read_facts({"website": "http://silk.example"})["website"] == "http://silk.example"


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"product": "ก" * (LONGEST_FACT + 1)}, "ย่อ"),
        ({"experience": "often"}, "จากรายการ"),
    ],
)
def test_what_is_no_fact(form: dict[str, str], why: str) -> None:
    with pytest.raises(WrongFact, match=why):
        read_facts(form)


def test_only_fields_of_ours_can_be_ticked() -> None:
    assert read_allowed(["phone", "summary", "company"]) == ("company", "phone")
