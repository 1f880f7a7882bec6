"""The day by which something is needed, said in English; years are of the Gregorian era."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.nlu.days import Reader, end_of_month, first_ahead, months_later, weekday, written

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|t|ober|ember)?\.?"
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?(?!\d)"
_DAY_FIRST = re.compile(rf"(?<![\d/.-]){_DAY}\s*(?:of\s+)?{_MONTH}(?![a-z]){_YEAR}")
_MONTH_FIRST = re.compile(rf"(?<![a-z]){_MONTH}\s+(?:the\s+)?{_DAY}(?![\d/.-]){_YEAR}")
_NEAR = re.compile(r"\b(?P<near>today|tomorrow|day after tomorrow)\b")
_IN = re.compile(
    r"\b(?:in|within|after)\s+(?P<count>\d{1,3}|an?|one|two|three|four|five|six|ten)\s+"
    r"(?P<unit>day|week|month)s?\b"
)
_WEEKDAY = re.compile(
    r"\b(?:(?P<which>this|next|on|coming)\s+)?(?P<name>mon|tue|wed|thu|fri|sat|sun)"
    r"(?:s|nes|rs|ur|urs)?(?:day)?\b"
)
_END = re.compile(
    r"\bend of (?:this|the) (?P<end>month|year)\b|\b(?P<soon>next) (?P<soon_unit>week|month)\b"
)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10,
}  # fmt: skip
_DUE = re.compile(
    r"\b(?:by|before|until|within|due|deadline|court|hearing|summon\w*|auction\w*|urgent\w*|must"
    r"|have to|pay|deliver\w*|expires?|no later than|appointment)\b"
)


def read_deadline(text: str, *, today: date | None, asked: bool = False) -> str | None:
    """Return the ISO date of a normalised English text, or None; without `today` none is guessed.

    A date without a year is the next such day. Unless `asked`, a word of urgency must stand in
    the text.
    """
    said = text.casefold()
    if today is None or not (asked or _DUE.search(said)):
        return None
    return first_ahead(said, _READERS, today)


def _written(match: re.Match[str], today: date) -> date | None:
    year = match["year"]
    month = _MONTHS.index(match["month"]) + 1
    return written(int(match["day"]), month, int(year) if year else None, today)


def _near(match: re.Match[str], today: date) -> date:
    return today + timedelta(days={"today": 0, "tomorrow": 1}.get(match["near"], 2))


def _ahead(match: re.Match[str], today: date) -> date | None:
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    return _later(today, count, match["unit"])


def _later(today: date, count: int, unit: str) -> date | None:
    if unit == "month":
        return months_later(today, count)
    return today + timedelta(days=count * (7 if unit == "week" else 1))


def _weekday(match: re.Match[str], today: date) -> date:
    return weekday(_DAYS.index(match["name"]), today, of_next_week=match["which"] == "next")


def _end(match: re.Match[str], today: date) -> date | None:
    if match["soon"]:
        return _later(today, 1, match["soon_unit"])
    return date(today.year, 12, 31) if match["end"] == "year" else end_of_month(today)


_READERS: tuple[Reader, ...] = (
    (_DAY_FIRST, _written),
    (_MONTH_FIRST, _written),
    (_IN, _ahead),
    (_END, _end),
    (_WEEKDAY, _weekday),
    (_NEAR, _near),
)
