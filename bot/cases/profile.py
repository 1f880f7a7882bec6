"""A firm's one-page profile for partners abroad: what its owner allowed, in Thai and English."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.cases.readiness import EXPERIENCE, TRACKS
from bot.cases.record import CaseRecord
from bot.errors import BotError

LONGEST_FACT = 300
_EXPERIENCE_EN = {
    "none": "No export experience yet",
    "agent": "Exports through an agent",
    "direct": "Exports directly",
}
_TRACKS_EN = {
    "partner": "Trading partner",
    "jv": "Joint venture",
    "invest": "Investment",
    "export": "Export",
    "coop": "Development cooperation",
}


class WrongFact(BotError):
    """Something that the desk's form does not take."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a profile."""

    key: str
    thai: str
    english: str
    typed: bool = True
    """Whether the desk writes it; else it is known from the case."""
    translated: bool = True
    """Whether a typed one needs English words of its own."""


FIELDS = (
    Field("company", "กิจการ", "Company"),
    Field("product", "สินค้าหรือบริการ", "Products or services"),
    Field("capacity", "กำลังการผลิต", "Production capacity"),
    Field("certificates", "มาตรฐานและใบรับรอง", "Standards and certificates"),
    Field("experience", "ประสบการณ์ส่งออก", "Export experience", translated=False),
    Field("languages", "ภาษาที่ติดต่อได้", "Working languages"),
    Field("website", "เว็บไซต์", "Website", translated=False),
    Field("track", "ความร่วมมือที่ต้องการ", "Cooperation sought", typed=False),
    Field("country", "ประเทศเป้าหมาย", "Target countries"),
    Field("province", "ที่ตั้ง", "Location", typed=False),
    Field("juristic_id", "เลขทะเบียนนิติบุคคล", "Company registration number", typed=False),
    Field("contact", "ผู้ติดต่อ", "Contact person"),
    Field("phone", "โทรศัพท์", "Telephone", typed=False),
    Field("email", "อีเมล", "E-mail", typed=False),
)
PERSONAL = frozenset({"contact", "phone", "email"})
"""Showing one of these is a look at personal data."""
_KEYS = frozenset(field.key for field in FIELDS)
_NOTES = ("documents",)
"""What the desk notes beside, for the readiness alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a profile as it is printed; without English words it stands in Thai only."""

    thai_label: str
    thai: str
    english_label: str
    english: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is printed, and what still has to be put into English."""

    lines: tuple[Line, ...]
    untranslated: tuple[str, ...]
    """Thai labels of allowed lines that have no English words yet."""


def names_of_facts() -> tuple[str, ...]:
    """Return the names of everything that the desk's form asks for."""
    typed = [field.key for field in FIELDS if field.typed]
    english = [f"{field.key}_en" for field in FIELDS if field.typed and field.translated]
    return (*typed, *english, *_NOTES)


def read_facts(form: Mapping[str, str]) -> dict[str, str]:
    """Return what the desk noted; empty fields are left out. Raises WrongFact."""
    said = {name: " ".join(form.get(name, "").split()) for name in names_of_facts()}
    facts = {name: words for name, words in said.items() if words}
    if any(len(words) > LONGEST_FACT for words in facts.values()):
        raise WrongFact(f"ช่องหนึ่งยาวเกิน {LONGEST_FACT} ตัวอักษร โปรไฟล์มีหน้าเดียว ย่อให้สั้นลง")
    if facts.get("experience", "none") not in EXPERIENCE:
        raise WrongFact("เลือกประสบการณ์ส่งออกจากรายการ")
    website = facts.get("website", "https://")
    if not website.startswith(("https://", "http://")):
        facts["website"] = f"https://{website}"
    return facts


def read_allowed(ticked: Collection[str]) -> tuple[str, ...]:
    """Return the fields that were ticked, in the order of the page; others are nothing of ours."""
    return tuple(field.key for field in FIELDS if field.key in _KEYS & set(ticked))


def draw_up(
    record: CaseRecord,
    facts: Mapping[str, str],
    allowed: Collection[str],
    *,
    province: tuple[str, str],
) -> Profile:
    """Return the profile of the allowed fields of which something is known.

    `province` is its name in Thai and in English.
    """
    lines: list[Line] = []
    untranslated: list[str] = []
    for field in FIELDS:
        thai, english = _words(field, record, facts, province)
        if field.key not in allowed or not thai:
            continue
        lines.append(Line(field.thai, thai, field.english, english))
        if not english:
            untranslated.append(field.thai)
    return Profile(tuple(lines), tuple(untranslated))


def _words(
    field: Field, record: CaseRecord, facts: Mapping[str, str], province: tuple[str, str]
) -> tuple[str, str]:
    given, contact = facts.get(field.key, ""), record.contact
    known: dict[str, tuple[str | None, str | None]] = {
        "experience": (EXPERIENCE.get(given), _EXPERIENCE_EN.get(given)),
        "website": (given, given),
        "product": (given or record.details.business, facts.get("product_en")),
        "track": (TRACKS.get(record.track or ""), _TRACKS_EN.get(record.track or "")),
        "province": (f"จังหวัด{province[0]}", f"{province[1]}, Thailand")
        if province[1]
        else ("", ""),
        "juristic_id": (contact.juristic_id, contact.juristic_id),
        "contact": (given or contact.name, facts.get("contact_en")),
        "phone": (contact.phone, _abroad(contact.phone)),
        "email": (contact.email, contact.email),
    }
    thai, english = known.get(field.key, (given, facts.get(f"{field.key}_en")))
    return thai or "", english or ""


def _abroad(phone: str | None) -> str | None:
    return f"+66 {phone.removeprefix('0')}" if phone else None
