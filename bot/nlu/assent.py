"""Yes, no, and putting something right; and the words that steer a conversation by themselves.

Only what the words say outright: «ไม่มี» and «ไม่รู้» are answers, not a refusal.
"""

from __future__ import annotations

import re
from typing import Literal

_TAIL = (
    r"(?:ค่ะ|คะ|ค่า|ค้ะ|ครับผม|ครับ|คับ|คร้าบ|ค้าบ|ครัฟ|จ้า|จ้ะ|จ๊ะ|จร้า|นะ|น่ะ|อ่ะ|อะ|ละ|แล้ว|"
    r"เด้อ|เจ้า|ฮะ|ฮับ|เลย|สิ|ซิ|หน่อย|ที|แหละ|มาก|ผม|หนู|ก็ได้|ล่ะ|[\s.!,ๆ🙏👍😊]|\ufe0f)*"
)
_YES_WORDS = (
    r"ตกลง|ได้เลย|ได้|โอเค|โอเช|โอเคร|เค|ยินยอม|ยอมรับ|ใช่|ถูกต้อง|ถูก|รับทราบ|ทราบ|อนุญาต|เห็นด้วย|"
    r"ยืนยัน|แม่น|แม่นแล้ว|ไค่|เอา|เอาเลย|จัดไป|ส่งเลย|ครบแล้ว|เรียบร้อย|ค่ะ|ครับ|คับ|จ้า|จ้ะ|อือ|อืม|"
    r"อื้ม|เออ|ฮะ|เยส|สะดวก|ยินดี|พร้อม|ok|okay|oke|okey|yes|yep|yeah|y|sure|correct|confirm|"
    r"👍|👌|🙆‍♀️|🙆|✅|☑️|✔️"
)
_NO_WORDS = (
    r"ไม่ใช่|ไม่เอา|ไม่ยินยอม|ไม่ยอมรับ|ไม่ยอม|ไม่ตกลง|ไม่ถูกต้อง|ไม่ถูก|ไม่โอเค|ไม่ได้|ไม่อนุญาต|"
    r"ไม่ยืนยัน|ไม่เห็นด้วย|ไม่ต้อง|ไม่ต้องการ|ไม่ดี|ไม่จ้า|ไม่|ยังไม่ใช่|ยังไม่ถูก|ยังไม่ตกลง|ยังไม่ยินยอม|"
    r"ยังไม่ต้อง|ยัง|ผิด|บ่แม่น|บ่เอา|บ่|บ่ได้|บ่ถูก|บ่ต้อง|ม่าย|ม่ายเอา|ม่ายช่าย|อย่า|ปฏิเสธ|"
    r"no|nope|nah|n|not ok|🙅‍♀️|🙅‍♂️|🙅|👎|❌|✖️"
)
_NO = re.compile(rf"^(?:{_NO_WORDS}){_TAIL}$")
_YES = re.compile(rf"^(?:(?:{_YES_WORDS}){_TAIL}){{1,4}}$")
_YES_START = re.compile(
    rf"^(?:ตกลง|โอเค|ยินยอม|ยอมรับ|ถูกต้อง|ใช่|ได้เลย|ok|yes){_TAIL}(?=\s|,|$|ส่ง|ช่วย|เบอร์|ชื่อ|ขอบคุณ)"
)
_NO_START = re.compile(
    r"^(?:ไม่ยินยอม|ไม่เอา|ไม่ตกลง|ไม่ยอมรับ|ไม่ถูก|ไม่อนุญาต|ไม่ใช่|ยังไม่ใช่|ยังไม่ถูก|"
    r"บ่แม่น|ม่ายช่าย|ผิด(?!นัด|สัญญา|กฎหมาย|หวัง))"
)
_ANSWERS_OTHERWISE = re.compile(r"^(?:ไม่มี|ไม่รู้|ไม่ทราบ|ไม่แน่ใจ|ไม่สะดวก|ยังไม่มี|ใช่ไหม|ใช่มั้ย|ใช่หรือ)")
_CORRECTING = re.compile(
    r"ไม่ใช่.{0,40}?(?:เป็น|ต้อง|แต่|คือ|ที่ถูก|เปลี่ยน|แก้)|ไม่ใช่(?:ค่ะ|คะ|ครับ|คับ|นะ|จ้า|,|\s)+\S|"
    r"บ่แม่น.{1,40}|ไม่ถูก(?:ต้อง)?(?!ใจ|กัน|ชะตา)|"
    r"(?:ขอ|ช่วย|จะ|อยาก)?(?:เปลี่ยน|แก้ไข|แก้)(?:เป็น|เบอร์|ชื่อ|จังหวัด|อำเภอ|ที่อยู่|ข้อมูล|ตรง|ข้อ|"
    r"จำนวน|วงเงิน|ยอด|เรื่อง|หน่อย|ใหม่|คำ|อีเมล|ค่ะ|ครับ|$)|"
    r"(?:เปลี่ยน|แก้).{0,30}เป็น|"
    r"(?:จังหวัด|เบอร์|ชื่อ|อำเภอ|จำนวน|วงเงิน|ยอด|ข้อมูล|ที่อยู่|เลข|พิมพ์|บอก|กรอก|ใส่|เขียน|สะกด)"
    r"(?:นี้|เมื่อกี้|ข้างบน|ไป|มา)?ผิด|"
    r"^ผิด(?!นัด|สัญญา|กฎหมาย|หวัง)|ที่ถูก(?:คือ|ต้อง|เป็น)|พิมพ์ตก|ต้องเป็น|จริงๆ(?:แล้ว)?(?:คือ|เป็น|อยู่)"
)


LONGEST = 60
"""Letters of a message that may say yes or no and nothing else."""


def assent(squeezed: str) -> Literal["yes", "no"] | None:
    """Return whether squeezed words say yes or no; None when they do neither."""
    if _ANSWERS_OTHERWISE.match(squeezed):
        return None
    squeezed = squeezed[:LONGEST]
    if _NO.match(squeezed) or _NO_START.match(squeezed):
        return "no"
    if _YES.match(squeezed) or _YES_START.match(squeezed):
        return "yes"
    return None


def correcting(squeezed: str) -> bool:
    """Return whether squeezed words put something right that was said or read back before."""
    return _CORRECTING.search(squeezed) is not None
