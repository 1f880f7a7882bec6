"""What fits a firm: what is unknown never excludes, what is known does, with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.model.firms import Firm
from bot.model.programmes import Programme
from bot.programmes.eligibility import CONDITIONS, accepted, fitting, judge

PLAIN = Programme(
    code="plain",
    title="โครงการ",
    owner="กรมส่งเสริมอุตสาหกรรม",
    summary="ช่วย",
    needs=(),
    provinces=(),
    valid_from=date(2026, 1, 1),
    valid_to=None,
    source_url="https://www.dip.go.th",
    as_of=date(2026, 11, 1),
)
STRICT = replace(
    PLAIN,
    code="strict",
    provinces=("TH-30",),
    sectors=("manufacture",),
    legal_forms=("juristic",),
    sizes=("micro", "small"),
)
RELIEF = replace(
    PLAIN, code="relief", disaster_areas=("TH-90",), apply_by=date(2026, 12, 31), needs=("rescue",)
)
GOOD = Firm("TH-30", "manufacture", ("small",), "juristic")


def test_a_programme_without_conditions_fits_everybody() -> None:
    assert judge(PLAIN, Firm()).fits == "yes"
    assert judge(PLAIN, GOOD).fits == "yes"


def test_a_firm_that_meets_everything_fits() -> None:
    assert judge(STRICT, GOOD).fits == "yes"


def test_of_what_nothing_is_known_is_asked() -> None:
    verdict = judge(STRICT, Firm())

    assert (verdict.fits, verdict.against) == ("open", ())
    assert verdict.unknown == ("province", "sector", "legal_form", "size")


@pytest.mark.parametrize(
    ("firm", "reason"),
    [
        (replace(GOOD, province="TH-50"), "province"),
        (replace(GOOD, sector="trade"), "sector"),
        (replace(GOOD, legal_form="person"), "legal_form"),
        (replace(GOOD, sizes=("medium",)), "size"),
        (replace(GOOD, sizes=("medium", "large")), "size"),
    ],
)
def test_what_is_not_met_is_the_reason(firm: Firm, reason: str) -> None:
    verdict = judge(STRICT, firm)

    assert (verdict.fits, verdict.against) == ("no", (reason,))


def test_one_condition_not_met_is_enough_whatever_else_is_unknown() -> None:
    verdict = judge(STRICT, Firm(province="TH-50"))

    assert (verdict.fits, len(verdict.unknown)) == ("no", 3)


@pytest.mark.parametrize(
    ("sizes", "fits"), [(("micro", "small"), "yes"), (("small", "medium"), "open")]
)
def test_a_size_within_bounds_counts_by_its_bounds(sizes: tuple[str, ...], fits: str) -> None:
    assert judge(STRICT, replace(GOOD, sizes=sizes)).fits == fits


def test_only_the_office_sees_whether_a_firm_stands_in_the_declared_area() -> None:
    there = judge(RELIEF, Firm(province="TH-90"))

    assert (there.fits, there.to_check) == ("yes", ("disaster_area",))
    assert judge(RELIEF, Firm(province="TH-30")).against == ("disaster_area",)
    assert judge(RELIEF, Firm()).unknown == ("disaster_area",)


def test_each_condition_tells_what_it_accepts() -> None:
    told = {name: accepted(STRICT, name) for name in CONDITIONS}

    assert told == {
        "province": ("TH-30",),
        "disaster_area": (),
        "sector": ("manufacture",),
        "legal_form": ("juristic",),
        "size": ("micro", "small"),
    }


def codes(firm: Firm, need: str | None = None) -> list[str]:
    loan = replace(PLAIN, code="loan", needs=("financing",))
    return [one.code for one in fitting((loan, RELIEF, STRICT, PLAIN), firm, need=need)]


def test_nothing_known_hides_nothing() -> None:
    assert set(codes(Firm())) == {"loan", "relief", "strict", "plain"}


def test_what_speaks_against_a_programme_hides_it() -> None:
    assert codes(Firm(province="TH-50")) == ["loan", "plain"]


def test_the_need_talked_about_hides_the_others() -> None:
    assert codes(GOOD, "financing") == ["loan", "strict", "plain"]


def test_what_will_not_be_there_for_long_comes_first() -> None:
    assert codes(Firm()) == ["relief", "loan", "strict", "plain"]


def test_what_was_asked_for_before_comes_first_and_hides_nothing() -> None:
    asked = Firm(province="TH-90", needs=("rescue",))

    assert codes(asked) == ["relief", "plain", "loan"]
