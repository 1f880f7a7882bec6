"""A text as the reading of places needs it: with and without spaces, and an answer laid bare."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.normalise import GAP
from bot.nlu.tails import Tail

_TAIL = Tail(
    "ครับผม|ครับ|คับ|ค้าบ|คร้าบ|ค่ะ|คะ|ค่า|ค๊ะ|จ้า|จ้ะ|จ๊ะ|จ๋า|นะ|น่ะ|ฮะ|ฮับ|เด้อ|เน้อ|อ่ะ|อะ|ง่ะ|ก่อ|ปะ|ป่ะ|มั้ย|ไหม"
    "|ล่ะ|แหละ|เอง|ด้วย|หน่อย",
    "ๆ!.?…~,)",
)
_LEAD = re.compile(
    r"^(?:ตอบ|คือ|อยู่|ที่|แถวๆ|แถว|ใน|สาขา|เป็น|ผม|หนู|เรา|พี่|ดิฉัน|ตอนนี้|ก็|เอ่อ|อ๋อ|ของ|ร้าน|กิจการ|โรงงาน"
    r"|ตั้ง|น่าจะ|บ้าน(?=อยู่)"
    r"|จังหวัด|จว\.?|จ\.|อำเภอ|อ\.|เขต|[\s:,.(\"'-])+"
)


class Spelling:
    """One text in both forms, with a way from a position in the tight one to the spaced one."""

    __slots__ = ("_where", "spaced", "tight")

    def __init__(self, tight: str, spaced: str) -> None:
        self.tight = tight
        self.spaced = spaced
        self._where: Sequence[int] | None = None

    def before(self, at: int) -> str:
        """Return up to 60 characters of the spaced text before a position of the tight one."""
        where = self._at(at)
        return self.spaced[max(0, where - 60) : where]

    def after(self, at: int) -> str:
        """Return the spaced text from where the character before a position ends."""
        return self.spaced[self._at(at - 1) + 1 :]

    def between(self, start: int, end: int) -> str:
        """Return the spaced text between two positions, spaces at both ends included."""
        return self.spaced[self._at(start - 1) + 1 : self._at(end)]

    def _at(self, position: int) -> int:
        if self._where is None:
            self._where = self._positions()
        return self._where[position]

    def _positions(self) -> Sequence[int]:
        if len(self.tight) == len(self.spaced):
            return range(len(self.spaced) + 1)
        where: list[int] = []
        at = 0
        for gap in GAP.finditer(self.spaced):
            where.extend(range(at, gap.start()))
            at = gap.end()
        where.extend(range(at, len(self.spaced) + 1))
        return where


def bare_answer(spaced: str) -> str:
    """Return an answer without the words around the name: «อยู่จังหวัดเลยค่ะ» is «เลย»."""
    core = _TAIL.off(spaced) or spaced
    lead = _LEAD.match(core)
    return core[lead.end() :] if lead and lead.end() < len(core) else core


def without_particles(text: str) -> str:
    """Return a text without the particles at its end."""
    return _TAIL.off(text)
