"""Values as a reader of either language expects them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.model import english, thai
from bot.model.languages import Language


@dataclass(frozen=True, slots=True)
class Showing:
    """How one language shows dates, times, money, and names that are kept in Thai."""

    plain_date: Callable[[date], str]
    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    time: Callable[[datetime], str]
    day_and_time: Callable[[datetime], str]
    baht: Callable[[int], str]
    place: Callable[[str, Mapping[str, str]], str]
    """(Thai name of a province or district, English names by the Thai ones) -> what is shown."""
    office: Callable[[str, Mapping[str, str]], str]


def _as_it_is(name_th: str, _places: Mapping[str, str]) -> str:
    return name_th


def _romanised(name_th: str, places: Mapping[str, str]) -> str:
    return places.get(name_th, name_th)


SHOWING: Mapping[Language, Showing] = {
    "th": Showing(
        thai.show_date, thai.show_day, thai.show_moment, thai.show_time,
        thai.show_day_and_time, thai.show_baht, _as_it_is, _as_it_is,
    ),
    "en": Showing(
        english.show_date, english.show_day, english.show_moment, english.show_time,
        english.show_day_and_time,
        english.show_baht, _romanised, english.office,
    ),
}  # fmt: skip
