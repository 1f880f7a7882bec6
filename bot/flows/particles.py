"""Polite particles: ค่ะ closes a statement, คะ a question or a request, and no other set is used.

Source: พจนานุกรม ฉบับราชบัณฑิตยสถาน พ.ศ. 2554, «คะ» and «ค่ะ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSES = r"(?![ก-๎])"  # «คะแนน» begins with คะ and is no particle
_PARTICLE = re.compile(rf"(ค่ะ|คะ){_CLOSES}")
_ASKING = "ไหม|มั้ย|หรือ|อะไร|ไหน|ใคร|เท่าไร|เท่าไหร่|กี่|อย่างไร|ยังไง|ทำไม|เมื่อไร|เมื่อไหร่|บ้าง|ใด"
_ASKS = re.compile(rf"({_ASKING})|(นะ|สิ|ซิ|ล่ะ|เถอะ)$")
_ASKS_LAST = re.compile(
    r"(ไหม|มั้ย|หรือยัง|หรือไม่|หรือเปล่า|อะไร|ไหน|ใคร|เท่าไร|เท่าไหร่|อย่างไร|ยังไง|ทำไม|เมื่อไร|เมื่อไหร่|บ้าง|นะ|สิ)$"
)
_OTHERS = re.compile(rf"(ครับผม|ครับ|คับ|ค้าบ|งับ|ฮะ|จ้า|จ้ะ|จ๊ะ|ผม|ค้ะ|ค๊ะ|คร่ะ|คร้ะ|ค่่ะ){_CLOSES}")
_TAIL = 6


def wrong(text: str) -> Iterator[tuple[str, str]]:
    """Yield each wrong particle with the letters before it, and the cure."""
    for other in _OTHERS.finditer(text):
        yield other.group(0), "Use ค่ะ and คะ throughout."
    begin = 0
    for found in _PARTICLE.finditer(text):
        before = text[begin : found.start()].rpartition("\n")[2].rstrip()
        begin = found.end()
        told = f"{before[-_TAIL:]}{found.group(0)}"
        if found.group(0) == "คะ" and not _ASKS.search(before):
            yield told, "A statement ends in ค่ะ."
        if found.group(0) == "ค่ะ" and _ASKS_LAST.search(before):
            yield told, "A question or a request ends in คะ."
