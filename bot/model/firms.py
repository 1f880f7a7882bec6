"""What a firm is, in the few words by which programmes and announcements choose.

Sizes are those of the ministerial regulation on SMEs, B.E. 2562, in force since 7 January 2020:
the larger class governs when employees and yearly revenue fall into different ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.model.heard import NEEDS

SIZES: Mapping[str, str] = {
    "micro": "รายย่อย",
    "small": "ขนาดย่อม",
    "medium": "ขนาดกลาง",
    "large": "ขนาดใหญ่ (ไม่ใช่เอสเอ็มอี)",
}
SECTORS: Mapping[str, str] = {
    "manufacture": "ผลิตสินค้า",
    "trade": "ค้าขาย",
    "service": "บริการ",
    "farm": "เกษตรแปรรูป",
}
LEGAL_FORMS: Mapping[str, str] = {
    "person": "บุคคลธรรมดา",
    "juristic": "นิติบุคคล",
    "community": "วิสาหกิจชุมชน",
}
TOPICS: Mapping[str, str] = {
    "financing": "เงินทุน สินเชื่อ",
    "technology": "การผลิต มาตรฐาน",
    "market": "ตลาด ออกบูธ",
    "rescue": "มาตรการช่วยเหลือ",
    "training": "อบรม สัมมนา",
}
"""What news is about; the first four are the needs."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of somebody's firm; all of it may be missing."""

    province: str | None = None
    sector: str | None = None
    sizes: tuple[str, ...] = ()
    """The classes it may be in: one once its size is known, none while nothing is known of it."""
    legal_form: str | None = None
    needs: tuple[str, ...] = ()
    """What its owner has asked help for."""


def mask(chosen: Iterable[str], among: Iterable[str]) -> int:
    """Return a choice as a sum of powers of two, by the order of what there is to choose from."""
    wanted = set(chosen)
    return sum(1 << place for place, one in enumerate(among) if one in wanted)


def needs_mask(needs: Iterable[str]) -> int:
    """Return needs as one number."""
    return mask(needs, NEEDS)


def needs_of(number: int) -> tuple[str, ...]:
    """Return the needs that a number stands for."""
    return _chosen(number, NEEDS)


def topics_mask(topics: Iterable[str]) -> int:
    """Return topics of news as one number."""
    return mask(topics, TOPICS)


def topics_of(number: int | None) -> tuple[str, ...]:
    """Return the topics that a number stands for; without one, all there are."""
    if number is None:
        return tuple(TOPICS)
    return _chosen(number, TOPICS)


def _chosen(number: int, among: Iterable[str]) -> tuple[str, ...]:
    """Return the choice that `mask` made into a number."""
    return tuple(one for place, one in enumerate(among) if number >> place & 1)
