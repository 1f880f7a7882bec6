"""Everything that can be read out of one message without knowing what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from importlib.resources.abc import Traversable

from pythainlp.corpus import thai_female_names, thai_male_names, thai_words

from bot.model.heard import Amount, Entities
from bot.model.languages import has_thai
from bot.nlu import english_amounts, english_dates, english_names
from bot.nlu.amounts import read_amount
from bot.nlu.contacts import Contacts, read_contacts
from bot.nlu.dates import read_deadline
from bot.nlu.english_places import Districts, in_english
from bot.nlu.names import Names, read_business
from bot.nlu.normalise import normalise, tighten
from bot.nlu.places import ASKED, Found, Places
from bot.nlu.places_pin import Located, locate
from bot.nlu.places_table import PlaceTable, load_places

_NUMBER_ALONE = re.compile(r"[\d\s.+()-]{8,}")
_ANSWERED_ALONE = frozenset({"phone", "email", "juristic_id", "case_number"})


class Reader:
    """Reads the entities of messages; built once, then safe to share."""

    def __init__(self, table: PlaceTable, *, given_names: AbstractSet[str]) -> None:
        self._table = table
        self._places = Places(table, given=given_names, words=thai_words())
        self._names = Names(given_names)
        self.given = given_names
        """Given names, which may be ordinary words as well."""
        self._districts = Districts(table)
        self.english_names: Mapping[str, str] = in_english(table)
        """English names of districts by the Thai ones."""

    @classmethod
    def load(cls, folder: Traversable) -> Reader:
        """Build a reader from the data folder of the understanding; raises `BadPlaces`."""
        given = thai_female_names() | thai_male_names()
        return cls(load_places(folder / "places"), given_names=given)

    def is_bare_answer(self, squeezed: str) -> bool:
        """Say whether a text is a place or a number alone: an answer that tells no need."""
        return self._places.is_name(squeezed) or _NUMBER_ALONE.fullmatch(squeezed) is not None

    def read(self, text: str, *, asking: str | None = None, today: date | None = None) -> Entities:
        """Return what the raw text says; `asking` names the slot that the person was asked for."""
        return self.read_normal(normalise(text), asking=asking, today=today)

    def read_normal(
        self, normal: str, *, asking: str | None = None, today: date | None = None
    ) -> Entities:
        """Like `read`, for a text that `normalise` has gone over already."""
        contacts = read_contacts(normal, asking=asking)
        found = self._read(normal, contacts, asking=asking, today=today)
        if has_thai(normal):
            return found
        return self._read_english(normal, contacts, found, asking=asking, today=today)

    def _read_english(
        self,
        normal: str,
        contacts: Contacts,
        found: Entities,
        *,
        asking: str | None,
        today: date | None,
    ) -> Entities:
        """Add what only English says; what was read by the words of Thai stays where it is."""
        rest = contacts.rest.strip()
        business = english_names.read_business(rest, asked=asking == "business")
        read = replace(
            found,
            amount_baht=english_amounts.read_amount(rest, asked=asking == "amount_baht")
            or found.amount_baht,
            name=english_names.read_person(rest, asked=asking == "name") or found.name,
            business=business if found.business or asking != "business" else None,
            deadline=found.deadline
            or english_dates.read_deadline(normal, today=today, asked=asking == "deadline"),
        )
        return self._with_district(read, rest, asking=asking)

    def _with_district(self, read: Entities, rest: str, *, asking: str | None) -> Entities:
        if read.province:
            district = read.district or self._districts.within(rest, read.province)
            return replace(read, district=district)
        meant = self._districts.meant(rest) if asking in ASKED else ()
        meant = meant or self._districts.stood_in(rest)
        if len(meant) == 1:
            return replace(read, province=meant[0].province, district=meant[0].district)
        return replace(read, place_doubts=meant or read.place_doubts)

    def _read(
        self, normal: str, contacts: Contacts, *, asking: str | None, today: date | None
    ) -> Entities:
        rest = contacts.rest.lower()
        tight = tighten(rest)
        place = self._place(tight, rest, asking)
        phone_at = _blank_at(normal, contacts)
        return Entities(
            province=place.place.province if place.place else None,
            district=place.place.district if place.place else None,
            amount_baht=self._amount(rest, asking),
            phone=contacts.phone,
            juristic_id=contacts.juristic_id,
            email=contacts.email,
            name=self._names.person(
                contacts.rest.rstrip() if phone_at is None else contacts.rest,
                phone_at=phone_at,
                is_place=self._is_place,
                asked=asking == "name",
            ),
            business=read_business(rest, cut=self._without_place, asked=asking == "business"),
            deadline=read_deadline(normal, today=today, asked=asking == "deadline"),
            case_number=contacts.case_number,
            place_doubts=place.doubts,
            problems=contacts.problems,
        )

    def locate(self, address: str | None, latitude: float, longitude: float) -> Located:
        """Return the place of a shared location; certain only by its address."""
        return locate(self._table, address, latitude, longitude)

    def _place(self, tight: str, rest: str, asking: str | None) -> Found:
        if asking in _ANSWERED_ALONE and not rest.strip():
            return Found()
        return self._places.read(tight, rest, asking=asking)

    def _amount(self, rest: str, asking: str | None) -> Amount | None:
        return read_amount(rest, asked=asking == "amount_baht")

    def _is_place(self, word: str) -> bool:
        name = self._table.names.get(word)
        return name is not None and name.grade in {"free", "marked"}

    def _without_place(self, phrase: str) -> str:
        for at in range(2, len(phrase)):
            name = self._places.name_at(phrase, at)
            if name is not None and name.grade == "free" and name.places:
                return phrase[:at]
        return phrase


def _blank_at(normal: str, contacts: Contacts) -> int | None:
    """Return where the telephone number stood: the first digits that were blanked."""
    if contacts.phone is None:
        return None
    pairs = enumerate(zip(normal, contacts.rest, strict=True))
    return next((at for at, (was, now) in pairs if was != now), None)
