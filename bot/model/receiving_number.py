"""Receiving numbers: made, and found again in what people type.

``PP-YY-NNNNN-C``: two digits of the ISO province code (00 without one), two of the Buddhist
year, a running number of five digits or more, and a Damm check digit over all the digits before
it. Damm's table catches every wrong digit and every swap of two neighbours (H. M. Damm, «Total
anti-symmetrische Quasigruppen», Marburg 2004). Drawing the running number is the storage's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.model.thai import western_digits

_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_DASH = r"[ \t\u00a0]*[-\u2010-\u2015\u2212][ \t\u00a0]*"
_GAP = r"[ \t\u00a0\-\u2010-\u2015\u2212]{0,3}"
# A longer chain of digits and dashes is something else (a juristic number, a bank account), as
# are digits after a plus sign (a telephone) or beside a comma or a full stop (an amount).
_BEFORE = r"(?<![0-9+])(?<![0-9][-\u2010-\u2015\u2212,.])"
_AFTER = r"(?![0-9])(?![-\u2010-\u2015\u2212,.][0-9])"
_NOT_AN_AMOUNT = r"(?!\s*(?:บาท|ล้าน|แสน|หมื่น|พัน|฿))"
_DASHED = re.compile(
    rf"{_BEFORE}([0-9]{{2}}){_DASH}([0-9]{{2}}){_DASH}([0-9]{{5,9}}){_GAP}([0-9]){_AFTER}"
)
_DIGIT_LEFT_OUT = re.compile(
    rf"{_BEFORE}([0-9]{{2}}){_DASH}([0-9]{{2}}){_DASH}([0-9]{{4}}){_DASH}([0-9]){_AFTER}"
)
_UNDASHED = re.compile(
    rf"{_BEFORE}([0-9]{{2}})([0-9]{{2}})([0-9]{{5,7}})([0-9]){_AFTER}{_NOT_AN_AMOUNT}"
)
_SPACED = re.compile(
    rf"{_BEFORE}([0-9]{{2}}){_GAP}([0-9]{{2}}){_GAP}([0-9]{{5,7}}){_GAP}([0-9])"
    rf"{_AFTER}{_NOT_AN_AMOUNT}"
)
_NAMED = re.compile(r"(?:เลข(?:ที่)?(?:รับ)?เรื่อง|เลข(?:ที่)?รับ|รับเรื่อง)[^0-9]{0,12}$")
_TELEPHONE = re.compile(r"0[1-9]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_FIRST_YEAR = 68
"""Nothing was numbered before 2568; an undashed number of an earlier year is something else."""


@dataclass(frozen=True, slots=True)
class Found:
    """A receiving number in a text, written ``PP-YY-NNNNN-C``.

    `valid` is False when its check digit says that a slip was made.
    """

    number: str
    valid: bool


def series(province: str | None, year_be: int) -> str:
    """Return what shares one running number: ``30-69`` for TH-30 in 2569."""
    place = province.removeprefix("TH-") if province else "00"
    if len(place) != 2 or not (place.isascii() and place.isdecimal()):
        raise ValueError(f"'{province}' is no ISO 3166-2:TH province; write e.g. TH-30.")
    return f"{place}-{year_be % 100:02d}"


def make(province: str | None, year_be: int, running: int) -> str:
    """Return the receiving number, e.g. ``30-69-00123-5`` for the 123rd of Korat in 2569."""
    if running < 1:
        raise ValueError(f"The running number is {running}; it begins with 1.")
    body = f"{series(province, year_be)}-{running:05d}"
    return f"{body}-{_damm(body.replace('-', ''))}"


def find(text: str) -> Found | None:
    """Return the receiving number in a text, or one written with a slip, or None.

    Spaces, missing dashes, long dashes and Thai digits do no harm. Without dashes, digits count
    only when their province and year are possible, so that telephone, juristic and account
    numbers and amounts are left alone; after «เลขรับเรื่อง» they count as they stand. A number
    without a slip is preferred to one with.
    """
    plain = western_digits(_INVISIBLE.sub("", text))
    slip: Found | None = None
    for found in _candidates(plain):
        if found.valid:
            return found
        slip = slip or found
    return slip


def _candidates(text: str) -> Iterator[Found]:
    for match in _DASHED.finditer(text):
        yield _found(match)
    for shape in (_UNDASHED, _SPACED):
        for match in shape.finditer(text):
            if _likely(match):
                yield _found(match)
    for match in _DIGIT_LEFT_OUT.finditer(text):
        yield Found("-".join(match.groups()), valid=False)


def _likely(match: re.Match[str]) -> bool:
    if _TELEPHONE.match(match[1]):
        return False
    if _NAMED.search(match.string[: match.start()]):
        return True
    return (match[1] == "00" or "10" <= match[1] <= "96") and int(match[2]) >= _FIRST_YEAR


def _found(match: re.Match[str]) -> Found:
    place, year, running, check = match.groups()
    as_made = len(running) == 5 or running[0] != "0"
    valid = as_made and check == _damm(place + year + running)
    return Found(f"{place}-{year}-{running}-{check}", valid=valid)


def _damm(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim
