"""A person's name and the trade of a firm, where they are offered.

Careful by design: a miss costs a question, a wrong name costs trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Final

_PARTICLES = "ครับผม|ครับ|คับ|ค้าบ|คร้าบ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|จ๊ะ|นะ|ฮะ|ฮับ|เด้อ|เน้อ"
_TAIL = re.compile(rf"(?:{_PARTICLES}|[\s.,!ๆ])+$")
_LETTERS = "[ก-๎]"
_TITLE = r"(?:นางสาว|นาย|นาง|น\.ส\.|ด\.ร\.|ดร\.)"
_NOT_OF_A_PERSON = (
    "ร้าน|บริษัท|แบรนด์|สินค้า|โครงการ|กลุ่ม|เสียง|บัญชี|ไลน์|เพจ|เดิม|อะไร|นี้|ผู้|เจ้าของ|โรงงาน"
    "|กิจการ|เว็บ|ยี่ห้อ|ที่|ใน|ไม่|ว่าอะไร|หจก|วิสาหกิจ|ถูก|จริงไม่|ใคร|เรื่อง|การค้า|ผิด|เก่า|ใหม่"
)
_STOP = (
    f"{_PARTICLES}|เบอร์|เบอ|โทร|ติดต่อ|อยู่|ทำ|ขาย|เปิด|จาก|อายุ|อยาก|ต้องการ|เป็น|จังหวัด|มี|ขอ|ที่|และ"
    f"|แต่|ไลน์|นามสกุล|สกุล|กู้|เจ้าของ"
)
_CALLED = re.compile(
    rf"(?P<own>^|\s|ผม|หนู|ดิฉัน|เรา|ฉัน|ค่ะ|ครับ|คะ)?(?<!ราย)(?<!ลง)(?<!เปลี่ยน)(?<!เ)ชื่อ(?:จริง"
    rf"|เล่น)?(?:ว่า|คือ|ผม"
    rf"|หนู)?\s*:?\s*(?!{_NOT_OF_A_PERSON})(?:{_TITLE}|คุณ)?\s*"
    rf"(?P<name>(?:(?!(?<![เแโใไ])(?:{_STOP})){_LETTERS}){{2,24}}(?:\s*(?:นามสกุล|สกุล)\s*"
    rf"|\s)?(?P<last>(?:(?!(?<![เแโใไ])(?:{_STOP})){_LETTERS}){{2,24}})?)"
)
_OFFER_ENDS = re.compile(
    rf"\s*(?:$|{_PARTICLES}|เบอร์|โทร|\s{{3}}|[,.])|(?:\s|(?<=\s))(?:อยู่|ขาย|ทำ(?!ไม)|เปิด|มาจาก|จาก|จังหวัด)"
)
_SELF = re.compile(
    rf"(?:^|[\s,])(?:สวัสดี(?:{_PARTICLES})?\s*)?(?:ผม|ดิฉัน|กระผม|หนู|ฉัน|เรา"
    rf"|นี่)\s?(?:คุณ)?(?P<name>(?:(?!(?<![เแโใไ])(?:{_STOP})){_LETTERS}){{2,20}})"
    rf"(?:\s(?P<last>(?:(?!(?<![เแโใไ])(?:{_STOP})){_LETTERS}){{2,24}}))?(?P<end>\s?(?:$"
    rf"|{_PARTICLES}|เบอร์|โทร))?"
)
_TITLED = re.compile(
    rf"(?:^"
    rf"|[\s,])(?:{_TITLE})\s?(?P<name>(?:(?!(?<![เแโใไ])(?:{_STOP})){_LETTERS}){{2,20}}\s(?:(?!(?<![เแโใไ])(?:{_STOP})){_LETTERS}){{2,24}})"
)
_BEFORE_PHONE = re.compile(
    rf"(?:^|[\s,])\s*(?P<call>คุณ|พี่|ป้า|ลุง|น้า|นาย|นาง"
    rf"|นางสาว)?\s?(?P<name>{_LETTERS}{{2,16}})(?:\s(?P<last>{_LETTERS}{{2,24}}))?\s?(?:{_PARTICLES})?\s?(?:เบอร์(?:โทร)?|โทร\.?|tel\.?)?\s*:?\s*\x00"
)
_REACHED_AT = re.compile(r"ติดต่อ(?:กลับ)?(?:ได้)?(?:ที่)?|โทรหา")
NICKNAMES: Final = frozenset(
    {
        "กบ", "กอล์ฟ", "กุ้ง", "จอย", "จิ๋ม", "ชาย", "ดำ", "ติ๊ก", "ตุ้ม",
        "ตุ๊ก", "ตูน", "ตู่", "ต่าย", "ต้น", "ทราย", "ทิพย์", "นก", "นัท",
        "นิด", "นิว", "นุ่น", "น้อย", "บอย", "บี", "บุ๋ม", "ปอ", "ปอนด์",
        "ปาล์ม", "ปิง", "ปุ๊ก", "ปู", "ฝน", "ฝ้าย", "พลอย", "พิม", "ฟ้า",
        "มด", "มะลิ", "มายด์", "มิ้น", "มุก", "ยุ้ย", "รุ่ง", "ลูกหมี", "วิว",
        "วุ้น", "ศรี", "สอง", "สา", "ส้ม", "หญิง", "หนึ่ง", "หนุ่ย", "หน่อย",
        "หมวย", "หมู", "หวาน", "อาร์ม", "อิ๋ว", "อุ้ม", "อ้อ", "อ้อม", "เกม",
        "เจ", "เจี๊ยบ", "เต้", "เนย", "เบนซ์", "เบียร์", "เปิ้ล", "เพชร", "เฟิร์น",
        "เมย์", "เล็ก", "เอ", "เอก", "เอ๋", "แก้ว", "แดง", "แนน", "แบงค์",
        "แป้ง", "แพท", "แพร", "แมว", "แอน", "แอม", "แอ๊ด", "โต้ง", "โม",
        "โอม", "โอ๊ต", "โอ๋", "ไก่", "ไข่", "ไปรท์", "ไอซ์",
    }
)  # fmt: skip
"""Nicknames that are known as such, beside the given names."""
_SENTENCE = re.compile(
    r"ไม่|อะไร|ทำไม|เท่าไ|ไหม|มั้ย|หรือ|อยาก|ต้องการ|กู้|ยังไง|เมื่อไ|ใคร|ที่ไหน|ยกเลิก|กลับไป|ข้าม|เจ้าหน้าที่|ช่วย"
    r"|ติดต่อ|สอบถาม|แล้ว|เบอร์|ขอ(?!ง)|จังหวัด|บาท|ล้าน|แสน|สินเชื่อ|[?\d@]"
)
_LEAD = re.compile(
    rf"^(?:สวัสดี(?:{_PARTICLES})?|ชื่อ(?:จริง|เล่น)?|คือ|ผม|ดิฉัน|กระผม|หนู|ฉัน|เรา|ว่า|คุณ"
    rf"|{_TITLE}(?=\s?{_LETTERS}{{3}})|เป็น|นี่|ติดต่อ(?:คุณ|ที่)|[\s:,])+"
)
_TRADE_ENDS = (
    "ครับ|ฉัน|นี้|อย่างไร|ใกล้|โปรด|คับ|ค้าบ|ค่ะ|คะ(?!น)|ค่า|จ้า|จ้ะ|ฮะ|อยู่|อยาก|ต้องการ|ที่|แต่|และ|มา(?!ลัย|ร|ส"
    "|ม|ก|ต)|มา(?=สอง|สาม|สี่|สิบ|ตั้งแต่|เกือบ)|ขอ(?!ง)|จะ|ไม่|ได้|มี"
    "|แล้ว|ใน|แถว|ส่ง|เพื่อ|กำลัง|โดน|ตอนนี้|เดือน|ยอด|ค้าง|ปิด|เสีย|ลูกค้า|ให้|กับ(?!ข้าว|แกล้ม)|กว่า|เอง|จังหวัด"
    r"|อำเภอ|หาย|พัง|ขาดทุน|น้ำท่วม|ถูก|รอ(?=\s|$|ผล|นาน|คำ|เงิน|ลูก|อนุ)|กู้|ยัง|อะไร|(?<!ผ้า)(?<!เส้น)ไหม"
    r"|มั้ย|เลย|ด้วย"
    "|สัก|ปี|เก่า|เพิ่ม|(?<!เชียง)ใหม่|หยุด|ก็|(?<!ทำ)(?<!ตัด)(?<!เสริม)(?<!สระ)ผม|หนู|เรา|พี่|เป็น|เมื่อ|ตั้งแต่"
    "|หลัง|ดี|หมด|ยาก"
    "|ราคา|ไป|ของผม|ของหนู|ของเรา|ของดิฉัน|ของฉัน|ของพี่|ของป้า|ของลุง|ของกระผม|หน่อย|ต่อ|เจอ(?!ร)|ขาด|ซื้อ|พนักงาน|ไฟไหม้|หนี้|ช่วง|หรือ|เปิด|จาก|ทุก|นะ"
    "|ขยาย"
    "|โทร|เบอร์|ชื่อ|เล็กๆ|มั่นคง|ตั้ง(?=อยู่|ที่|แต่)|จ\\.|อ\\."
)
_NOUN = rf"(?:(?!(?<![เแโใไห])(?:{_TRADE_ENDS})){_LETTERS}){{2,28}}"
_TRADE = re.compile(
    rf"(?:^|[\s,]|(?<=ผม)|(?<=หนู)|(?<=เรา)|(?<=ดิฉัน)|(?<=พี่)|(?<=ครับ)|(?<=ค่ะ)|(?<=เป็น)|(?<=ค้า)"
    rf"|(?<=ของ)|(?<=อยาก))"
    rf"(?:(?P<shop>(?:เปิด|ทำ)?(?P<kept>(?:ร้าน(?:ขาย)?|โรงงาน(?:ผลิต|ทำ|แปรรูป)?|ธุรกิจ|กิจการ|ฟาร์ม|สวน"
    rf"|ไร่|อู่|โรงแรม|คลินิก){_NOUN}))"
    rf"|ทำ(?P<made>(?!ให้|มา(?!ลัย)|ความ|บันทึก|ไม|ไง|เรื่อง|การ|งาน|ตาม|กำไร|ตลาด|บัญชี|สัญญา|ประกัน|เงิน|เว็บ"
    rf"|แบรนด์|แพ็ก|แพค"
    rf"|โลโก้|เอกสาร|ใบ|ผิด|ทัน|ครบ|สินเชื่อ|คำขอ|ฉลาก|คอนเทนต์|มาตรฐาน|ฮาลาล|มผช|จีเอ็มพี|อย|ธุรกิจ|กิจการ|ฟาร์ม|สวน|ไร่"
    rf"|โรงงาน|ร้าน|ประวัติ|บัตร|พลาด|รายการ|แผน|ยังไง|อย่างไร|เพจ|โปร|ออเดอร์|ถ้า|ใจ|ตัว|นอง|ท่า|ร้าย|ลาย"
    rf"|บุญ|เกษตร(?=$)){_NOUN})"
    rf"|(?P<sold>(?:ขาย|ผลิต|ปลูก|เลี้ยง|แปรรูป|รับทำ|รับเหมา|รับซ่อม)(?!{_LETTERS}{{1,6}}ละ\s?\d|เข้าห้าง|วันละ|เดือนละ|ปีละ|สินค้า|ออนไลน์|ฝาก|ภัณฑ์|ผล"
    rf"|ตรง(?=$)|ลูก(?=$)|ชีพ){_NOUN}))"
)
_UNABLE = re.compile(r"\s?(?:ยัง)?ไม่(?:ค่อย)?เป็น|\s?(?:ยังไง|อย่างไร)")
"""What follows a thing one cannot do yet: «ขายของออนไลน์ไม่เป็น» is no trade."""
_NO_TRADE = frozenset(
    {"ร้าน", "ร้านค้า", "โรงงาน", "ธุรกิจ", "กิจการ", "ร้านขาย", "ขายของ", "ร้านหลัก", "ร้านเดิม"}
)
_ANSWERED = re.compile(
    rf"^(?:(?:{_PARTICLES}|ผม|หนู|ดิฉัน|เรา|ตอนนี้|ก็|คือ|เป็น|ทำ(?!นา)|เปิด|กิจการ|ธุรกิจ(?=เกี่ยวกับ)|เกี่ยวกับ"
    rf"|พวก)\s*)+"
)


class Names:
    """Finds names; `given` are the given names that are known as such."""

    def __init__(self, given: AbstractSet[str]) -> None:
        self._given = given

    def person(
        self, text: str, *, phone_at: int | None, is_place: Callable[[str], bool], asked: bool
    ) -> str | None:
        """Return the name that is offered in a normalised text, numbers already blanked out.

        `phone_at` is where a telephone number begins; the word before it is a name when it is
        known as one. With `asked` the whole text may be the name.
        """
        offered = self._called(text) or self._titled(text) or self._self(text)
        if offered:
            return offered
        if phone_at is not None:
            before = self._before_phone(text[:phone_at] + "\x00", is_place)
            if before:
                return before
        return self._answer(text) if asked else None

    def _called(self, text: str) -> str | None:
        match = _CALLED.search(text) if "ชื่อ" in text else None
        if not match or _SENTENCE.search(match["name"]) or match["name"][-1] in "เแโใไ":
            return None
        first = re.sub("^(?:พี่|ป้า|ลุง|น้า|น้อง)", "", match["name"].split()[0])
        known = first in self._given or first in NICKNAMES
        ends = _OFFER_ENDS.match(text, match.end())
        return _clean(match["name"]) if known or (match["own"] is not None and ends) else None

    def _titled(self, text: str) -> str | None:
        match = _TITLED.search(text)
        return _clean(match["name"]) if match and not _SENTENCE.search(match["name"]) else None

    def _self(self, text: str) -> str | None:
        match = _SELF.search(text)
        if not match or match["name"] not in self._given or match["end"] is None:
            return None
        last = match["last"]
        return f"{match['name']} {last}" if last and not _SENTENCE.search(last) else match["name"]

    def _before_phone(self, text: str, is_place: Callable[[str], bool]) -> str | None:
        match = _BEFORE_PHONE.search(_REACHED_AT.sub(" ", text))
        if not match:
            return None
        first, last = match["name"], match["last"]
        first = _TAIL.sub("", first)
        if first in self._given and not is_place(first):
            return f"{first} {last}" if last and not is_place(last) else first
        word = _TAIL.sub("", last or first)
        known = word in self._given or word in NICKNAMES
        if (known and not is_place(word)) or (match["call"] and not last):
            called = match["call"] if match["call"] in {"พี่", "ป้า", "ลุง", "น้า"} else ""
            return f"{called}{word}" if not last else word
        return None

    def _answer(self, text: str) -> str | None:
        core = _TAIL.sub("", text.strip())
        lead = _LEAD.match(core)
        name = re.sub(r"\s+", " ", core[lead.end() :] if lead else core).strip()
        name = re.sub(r"\s?(?:เบอร์(?:โทร)?|โทร\.?)?\s?0?[\d -]*$", "", name)
        if not 2 <= len(name) <= 80 or len(name.split()) > 4:
            return None
        if name.split()[0] in self._given and len(name.split()) <= 3:
            return name
        return (
            None
            if _SENTENCE.search(name) or len(name) > 50 or not re.search("[a-zก-ฮ]", name.lower())
            else name
        )


def read_business(text: str, *, cut: Callable[[str], str], asked: bool) -> str | None:
    """Return what the firm makes or does as a short noun phrase, or None.

    `cut` removes the name of a place from the end of a phrase.
    """
    match = _TRADE.search(text)
    if match and not _UNABLE.match(text, match.end()):
        phrase = match["kept"] or match["made"] or match["sold"]
        phrase = _TAIL.sub("", cut(phrase)).strip()
        phrase = re.sub(r"(?<=.{3})ขาย$", "", phrase)
        whole = phrase not in _NO_TRADE and phrase[-1:] not in {*"เแโใไ"}
        if whole and 3 <= len(phrase) <= 40:
            return phrase
    if not asked:
        return None
    core = _TAIL.sub("", _ANSWERED.sub("", text.strip()))
    vague = re.search(r"เบอร์|โทร|ชื่อ|เปลี่ยน|แก้ไข|ไม่|อะไร|ไหม|มั้ย|\?|ข้าม|เจ้าหน้าที่|ยกเลิก", core)
    return core if 2 <= len(core) <= 60 and not vague and len(core.split()) <= 6 else None


def _clean(name: str) -> str:
    parts = re.split(r"\s*(?:นามสกุล|สกุล)\s*|\s+", name.strip())
    return " ".join(part for part in parts if part)
