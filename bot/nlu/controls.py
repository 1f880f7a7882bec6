"""Whole messages that steer the conversation: met exactly, before any guessing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.nlu.tails import Tail

_TAIL = Tail(
    "ค่ะ|คะ|ค่า|ค้ะ|ครับผม|ครับ|คับ|คร้าบ|ค้าบ|ครัฟ|จ้า|จ้ะ|จ๊ะ|จร้า|นะ|น่ะ|อ่ะ|อะ|เด้อ|เจ้า|ฮะ|ฮับ|เลย|หน่อย|ที",
    ".!?,ๆ🙏😊👍",
)
_NUMBER = re.compile(
    r"^(?:เลข(?:ที่)?(?:รับเรื่อง)?|หมายเลข(?:รับเรื่อง)?|เรื่อง|case|no\.?)?[\s:.]*"
    r"(?:00|[1-9]\d)[-\s]?[67]\d[-\s]?\d{5,7}[-\s]?\d$"
)

_TABLE: Mapping[tuple[str, str], str] = {
    ("cancel", "cancel"): "ยกเลิก|ขอยกเลิก|ไม่เอาแล้ว|ไม่ทำแล้ว|พอแล้ว|หยุด|เลิก|cancel|stop",
    ("cancel", "back"): "ย้อนกลับ|ย้อน|กลับ|ขอย้อนกลับ|กลับไปข้อที่แล้ว|ข้อก่อนหน้า|back",
    ("cancel", "skip"): (
        "ข้าม|ขอข้าม|ข้ามข้อนี้|ข้ามไปก่อน|ไม่สะดวก|ไม่สะดวกตอบ|ไม่สะดวกให้|ขอไม่ตอบ|ไม่รู้|ไม่ทราบ|ไม่แน่ใจ|"
        "ไม่มี|ยังไม่มี|จำไม่ได้|บ่ฮู้|บ่มี|บ่รู้|ผ่าน|skip"
    ),
    ("cancel", "menu"): (
        "เมนู|เมนูหลัก|ขอเมนู|ดูเมนู|หน้าหลัก|หน้าแรก|เริ่มใหม่|เริ่มต้นใหม่|ขอเริ่มใหม่|menu|restart|start"
    ),
    ("human", "other"): (
        "คุยกับเจ้าหน้าที่|ขอคุยกับเจ้าหน้าที่|อยากคุยกับเจ้าหน้าที่|ติดต่อเจ้าหน้าที่|เจ้าหน้าที่|ขอสายเจ้าหน้าที่|"
        "แอดมิน|คุยกับคน|ขอคุยกับคน|ขอคุยกับแอดมิน|คุยกับแอดมิน|human|agent"
    ),
    ("status", "case_status"): (
        "ถึงไหนแล้ว|เรื่องถึงไหนแล้ว|ติดตาม|ติดตามเรื่อง|ขอติดตามเรื่อง|ตามเรื่อง|ติดตามสถานะ|สถานะ|สถานะเรื่อง|"
        "เช็คสถานะ|เช็กสถานะ|status"
    ),
    ("smalltalk", "greet"): (
        "สวัสดี|หวัดดี|ดี|ฮัลโหล|hello|hi|👋|"
        "กลับมาแล้ว|กลับมาละ|กลับมาต่อ|มาแล้ว|มาต่อแล้ว|มาทำต่อ|กลับมาทำต่อ|i'm back"
    ),
    ("smalltalk", "thanks_bye"): (
        "ขอบคุณ|ขอบคุณมาก|ขอบใจ|ขอบพระคุณ|ตกลง|โอเค|รับทราบ|บาย|บ๊ายบาย|thank you|thanks|ok|🙏|👍"
    ),
}
WORDS: Mapping[str, tuple[str, str]] = {
    word: meaning for meaning, words in _TABLE.items() for word in words.split("|")
}

COMPLAINT = "ร้องเรียน"


def steering(squeezed: str) -> tuple[str, str] | None:
    """Return intent and sub-intent when the whole squeezed message is a word of control."""
    if _NUMBER.match(squeezed):
        return ("status", "case_status")
    return WORDS.get(squeezed) or WORDS.get(_TAIL.off(squeezed))
