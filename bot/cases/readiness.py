"""How ready a firm is for partners abroad: nought to five, each point with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TRACKS: Mapping[str, str] = {
    "partner": "คู่ค้า",
    "jv": "ร่วมทุน",
    "invest": "ลงทุน",
    "export": "ส่งออก",
    "coop": "ร่วมมือพัฒนา",
}
"""The five forms of cooperation, in the order of the board."""
EXPERIENCE: Mapping[str, str] = {
    "none": "ยังไม่เคยส่งออก",
    "agent": "ส่งออกผ่านตัวแทน",
    "direct": "ส่งออกเอง",
}
MOST = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a firm: from its owner's case, and from what the desk noted."""

    business: str | None
    registered: bool
    """Whether it gave the number of a juristic person."""
    facts: Mapping[str, str]
    """By the keys of `bot.cases.profile.FIELDS`; what is not known is not there."""


@dataclass(frozen=True, slots=True)
class Point:
    """One of the five."""

    name: str
    met: bool
    why: str
    """What it rests on, or what is missing."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """All five."""

    points: tuple[Point, ...]

    @property
    def score(self) -> int:
        """How many are met, 0 to 5."""
        return sum(point.met for point in self.points)

    @property
    def advice(self) -> str:
        """What is to be done with a firm that is so far."""
        if self.score <= 1:
            return "ให้ศูนย์ประจำจังหวัดช่วยเตรียมความพร้อมก่อน"
        if self.score <= 3:
            return "โต๊ะต่างประเทศให้คำปรึกษา และเติมส่วนที่ขาด"
        return "พร้อมพบคู่ค้า ทำโปรไฟล์ได้"


def assess(known: Known) -> Readiness:
    """Tell how ready a firm is, and why."""
    facts = known.facts
    return Readiness(
        (
            _papers(known),
            _named("สินค้า", facts.get("product") or known.business, "ยังไม่ทราบสินค้าหรือบริการ"),
            _named("กำลังการผลิต", facts.get("capacity"), "ยังไม่ทราบว่าผลิตได้เท่าไร"),
            _named("มาตรฐาน", facts.get("certificates"), "ยังไม่มีใบรับรองที่ตลาดปลายทางต้องการ"),
            _reachable(facts),
        )
    )


def _papers(known: Known) -> Point:
    if known.registered:
        return Point("เอกสาร", met=True, why="มีเลขทะเบียนนิติบุคคล")
    return _named("เอกสาร", known.facts.get("documents"), "ยังไม่มีทะเบียนนิติบุคคลหรือเอกสารกิจการ")


def _reachable(facts: Mapping[str, str]) -> Point:
    experience = facts.get("experience", "")
    proof = (
        EXPERIENCE[experience] if experience in {"agent", "direct"} else None,
        f"ติดต่อเป็นภาษา {facts['languages']}" if facts.get("languages") else None,
        f"เว็บไซต์ {facts['website']}" if facts.get("website") else None,
    )
    told = " · ".join(one for one in proof if one)
    return _named("ประสบการณ์หรือภาษา", told, "ยังไม่เคยส่งออก และไม่มีผู้ติดต่อภาษาต่างประเทศหรือเว็บไซต์")


def _named(name: str, known: str | None, missing: str) -> Point:
    return Point(name, met=bool(known), why=known or missing)
