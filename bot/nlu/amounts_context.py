"""What the words around a figure make of it: money wanted, owed or lost, or no such money."""

from __future__ import annotations

import re
from typing import Final

WEIGHTS: Final = {
    "more": 7,
    "want": 6,
    "owe": 5,
    "lost": 5,
    "past": 3,
    "plain": 2,
    "price": 2,
}
"""How much each role speaks for being the money the case is about; roles not here never are."""

_ROLES = re.compile(
    # No cue begins with a vowel or a mark that follows its consonant: there, none is tried.
    r"(?![ะ-ฺๅ-๎])(?:"
    r"(?P<flow>ยอดขาย|กองทุน|โครงการ|มาตรการ|(?:จะ|ให้)ครบ(?=\s*$)|เป้า(?:หมาย)?|(?<=ขาย)ให้ได้|ขายได้|รายได้|รายรับ|กำไร|ยอดเฉลี่ย|เงินเดือน|ค่าแรง|ค่าจ้าง|ค่าเช่า|ค่าไฟ|ค่าน้ำ|ค่าขนส่ง"
    r"|ค่าส่ง|ผ่อน(?!ไม่ไหว|ผัน|ปรน)"
    r"|(?:ค่า)?งวด|ส่ง(?:ธนาคาร|แบงก์|ดอก)|ดอกเบี้ย|ดอก(?=ร้อย|เดือน|วัน|\s?\d)|ทุนจดทะเบียน"
    r"|จดทะเบียน(?:บริษัท|ทุน|ด้วย)|ให้กู้(?:ได้)?|ปล่อยกู้|ค่าธรรมเนียม"
    r"|ค่าสมัคร|ค่าบริการ|ต้นทุน|ออเดอร์|มูลค่าส่งออก|ส่งออกปีละ|หมุนเวียนเดือนละ|เทิร์นโอเวอร์|turnover|revenue"
    r"|sales"
    r"|ส่วนลด|เงินรางวัล|เบี้ยประกัน|ค่าโฆษณา|ยิงแอด)"
    r"|(?P<past>กู้(?:มา|ไป|ไว้)(?:แล้ว)?|เคย(?:กู้|ยืม|ขอ)|ยืม(?:มา|ไป)|(?<!ขอ)อนุมัติ(?:มา|แล้ว|แค่|ให้)?"
    r"|ได้(?:มา|แล้ว)|วงเงินเดิม"
    r"|กู้เดิม|ลงทุนไป(?:แล้ว)?|ลงไป(?:แล้ว)?|เดิม(?:ขอ|กู้))"
    r"|(?P<own>มี(?:เงิน|ทุน|งบ)(?:เก็บ|อยู่|สด|ของตัวเอง|ส่วนตัว)?|เงินเก็บ|เงินออม|ทุนส่วนตัว|หลักทรัพย์|ที่ดิน"
    r"|หลักประกัน|ค้ำประกัน(?:มูลค่า)?|ประเมิน(?:ราคา)?|โฉนด)"
    r"|(?P<owe>หนี้(?:สิน|เสีย|รวม|ค้าง|บัตร|ธนาคาร|นอกระบบ)?|ค้าง(?:ชำระ|จ่าย|ค่า|อยู่|หนี้|ภาษี|ส่ง)?"
    r"|ติด(?:หนี้|ค้าง|ลบ|อยู่)|ยอดปิด|เงินต้น|ยอดคงเหลือ|เหลือ(?:หนี้|ยอด|อีก)?|ปิดบัญชี|รีไฟแนนซ์|ปรับโครงสร้าง)"
    r"|(?P<lost>เสียหาย|ความเสียหาย|เสีย(?:ไป|เงิน)?|สูญ(?:เงิน|ไป|เสีย)?|(?:โดน|ถูก)(?:โกง|หลอก|เบี้ยว"
    r"|เชิด|ฟ้อง|ยึด|ปรับ|เรียก)|โกง(?:เงิน|ไป)?|หลอก(?:โอน|ให้โอน|เงิน)?|เบี้ยว(?:เงิน|ค่า)?|ขาดทุน"
    r"|เรียก(?:ค่าเสียหาย|เก็บ|ร้อง)?|ฟ้อง(?:เรียก)?|เงินหาย|ไม่จ่าย(?:เงิน|ค่า)?|โอนไป(?:แล้ว)?|จมน้ำ|พัง)"
    r"|(?P<more>(?:กู้|ขอ|ยืม|วงเงิน|ต้องการ|อยากได้)(?:เงิน|ทุน)?(?:เพิ่มอีก|เพิ่มเติม|เพิ่ม|อีก)(?:สัก|ซัก)?"
    r"|เพิ่มอีก|ขอเพิ่ม(?:วงเงิน)?)"
    r"|(?P<want>(?:อยาก|ขอ|จะ|ต้องการ|ยื่น|สนใจ|ทำเรื่อง|คิดจะ|ประสงค์)?(?:กู้(?:เงิน|ยืม|เพิ่ม|ซื้อ)?|ยืม"
    r"|สินเชื่อ|วงเงิน)|ต้องการ|อยากได้|ขอ(?!ง|บ|น|ม|ร)(?:เงิน|ทุน|งบ|สัก)?|(?:หา|ใช้)(?:เงิน|ทุน|งบ)|เงินทุน"
    r"|เงินกู้|(?<!ขาด)ทุน|ลงทุน"
    r"|งบ(?:ประมาณ)?|เงินหมุน(?:เวียน)?|ขาด(?:เงิน|สภาพคล่อง)?(?:อยู่|อีก)?|ต้องใช้|เพิ่มทุน|ขออนุมัติ|ขยายวงเงิน"
    r"|เพิ่มอีก|เพิ่ม|อีก|เป็น(?=$)|เยียวยา|ชดเชย|loan|borrow|need|want|โอดี|\bod\b|สนับสนุน|ร่วมลงทุน)"
    r"|(?P<total>(?:คิด)?เป็นเงิน(?:ทั้งหมด|รวม)?|รวม(?:เป็นเงิน|แล้ว|ทั้งหมด|ทั้งสิ้น|เป็น|ๆ)?|ทั้งหมด|ทั้งสิ้น)"
    r"|(?P<price>ราคา|มัดจำ|มูลค่า|ค่า|ซื้อ)"
    r")"
)
_SALES = re.compile("ยอดขาย|รายได้|รายรับ|กำไร|ขายได้")
_AFTER = re.compile(
    r"\s*(?:บาท|บ\.)?\s*(?:กว่าๆ?|เศษๆ?|ต้นๆ)?\s*(?:(?P<owe>ที่(?:เป็นหนี้|ค้าง)|(?:เป็น|คือ)?หนี้"
    r"|ยังไม่ได้(?:เงิน|คืน|จ่าย)|ค้าง)"
    r"|(?P<past>(?:ไป|มา)แล้ว|มาก่อน)|(?P<lost>(?:ที่)?(?:เสียหาย|โดนโกง|สูญ)|ค่าเสียหาย)"
    r"|(?P<flow>(?:คือ|เป็น)(?:ยอดขาย|รายได้|กำไร)))"
)
_PER_BEFORE = re.compile(
    r"(?<!แ)(?<!แห)(?<!เ)(?<!ท)ละ\s*(?:ประมาณ|ราวๆ?|ตั้ง|เกือบ|ไม่เกิน|ไม่ถึง|แค่|กว่า|เกิน|เป็น|อยู่ที่"
    r"|สัก)*\s*$|/\s*$"
)
_PER_WORD = re.compile(r"(?:เดือน|วัน|ปี|งวด|สัปดาห์|อาทิตย์|ชิ้น|คน|ตัว|กิโล)ละ")
_PER_AFTER = re.compile(
    r"\s*(?:กว่าๆ?)?\s*(?:บาท|บ\.|บ(?![ก-๎]))?\s*(?:กว่าๆ?)?\s*(?:ต่อ|/|per)\s*(?:\d+\s*)?(?:หนึ่ง)?"
    r"(?P<what>เดือน|ปี|วัน|งวด|สัปดาห์|อาทิตย์|ชิ้น|กิโล|กก|คน|ตัว|หน่วย|ขวด|ถุง|กล่อง|ไร่|ตัน|ลิตร|ครั้ง|ชุด|คัน"
    r"|เครื่อง|ต้น|ลูก|ใบ|แพ็ค|เที่ยว|รอบ|month|year|day|kg|pcs|ชม|หัว|เมตร|ตร)"
)
_NOT_MONEY_BEFORE = re.compile(
    r"(?:เบอร์|โทร\.?|โทรศัพท์|เลข(?:ที่|ทะเบียน|บัญชี|นิติ[ก-๎]*|ประจำตัว[ก-๎]*)?|(?<![ก-๎])ปี|พ\.ศ\.?"
    r"|ค\.ศ\.?|พศ|อายุ|(?<![ก-๎])ข้อ|หมู่(?:ที่|บ้าน)?|ซอย|ถนน|ห้อง|ชั้น|มาตรา|วันที่|iso|มอก\.?|รหัส[ก-๎]*"
    r"|บ้านเลขที่"
    r"|ไลน์|line|id|version|เวอร์ชั่น|รุ่น|ติดตาม|พนักงาน|คนงาน|ลูกจ้าง|อันดับ|ครั้งที่|ตั้งแต่ปี|เมื่อปี|ปี ?25"
    r"|เคส|case|คะแนน|ตอน|เวลา|พระราม|ร้อยละ|เดือน[ก-๎]{2,9}|(?:มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา"
    r"|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา)(?:คม|ยน|พันธ์)?(?:ปี)?|[มกพสตธ]\.?[คยพ]\.|เอสเอ็มอี|gmp|โควิด"
    r"|covid)\s*:?\s*$"
)
_NEGATED = re.compile(r"(?:ไม่ใช่|มิใช่|ไม่เอา|ไม่ได้(?:ขอ|กู้|อยากได้|ต้องการ)?|จากเดิม|แทน)\s*(?:แค่)?\s*$")
_CORRECTED = re.compile(
    r"(?:เปลี่ยน|แก้)[ก-๎]{0,10}?เป็น\s*$|(?:เอ้ย|เอ๊ย|โทษที|พิมพ์ผิด|ที่ถูก(?:คือ)?|ต้องเป็น)[\sก-๎]{0,6}$"
    r"|ไม่ใช่(?:สิ|ซิ|ๆ)\s*$"
)
_VAGUE_BEFORE = re.compile(r"(?:หลาย|หลัก|กี่|ทีละ|เรือน)\s*$")
_VAGUE_AFTER = re.compile(r"\s?(?:ต้น|ปลาย|กลาง)(?:ๆ|\s|$|ครับ|ค่ะ|คะ)")
_VAGUELY = re.compile(r"(?:เป็น|นับ|ครบ)\s*$")
_FROM = re.compile(r"จาก(?:เดิม)?\s*$")
_BECAME = re.compile(r"\s*(?:บาท)?\s*(?:เพิ่ม|ลด|มา|กลาย)?(?:เป็น|เหลือ)(?:แค่|เพียง)?\s*$")
_AT_MOST = re.compile(
    r"(?:ไม่(?:ให้)?เกิน|ไม่ถึง|ภายใน|ภายในวงเงิน|สูงสุด|(?<!ไม่)ต่ำกว่า|(?<!ไม่)น้อยกว่า|มากสุด|เต็มที่|เพดาน"
    r"|อย่างมาก|มากที่สุด"
    r"|ไม่มากกว่า|ไม่สูงกว่า|max|under)\s*(?:ที่|แค่|คือ|วงเงิน|ประมาณ|สัก|แค่)*\s*$"
)
_AT_LEAST = re.compile(
    r"(?:อย่างน้อยๆ?|อย่างต่ำๆ?|ขั้นต่ำ|ไม่ต่ำกว่า|ไม่น้อยกว่า|มากกว่า|สูงกว่า|เกินกว่า|เกิน|ตั้งแต่|กว่า|น้อยสุด|ต่ำสุด|min"
    r"|over|ทะลุ)\s*(?:ก็|ที่|สัก|คือ|ประมาณ|ราวๆ?|ต้อง)*\s*$"
)
_MORE_AFTER = re.compile(r"\s*(?:บาท|บ\.)?\s*(?:กว่า(?!จะ)|ขึ้นไป|อัพ|up\b|\+|ขึ้น(?!อยู่))")
_LESS_AFTER = re.compile(r"\s*(?:บาท|บ\.)?\s*(?:ลงมา|ลงไป|เป็นอย่างมาก|เป็นอย่างสูง|เต็มที่|max\b)")
_LONELY_BEFORE = re.compile(
    r"(?:ไม่เกิน|ไม่ถึง|เกือบ|ประมาณ|ราวๆ?|สัก|ซัก|จัก|แค่|เป็นเงิน|เกิน|กู้|ขอ|วงเงิน|ต้องการ|ทุน|หนี้|ค้าง|เสียหาย"
    r"|หมด|อีก|ถึง|เงิน|ครบ|กว่า|หาย|โกง|ไป|เพิ่ม|อย่างน้อย|ขาดทุน|มา|คือ|เสีย|เหยียบ|เฉียด)\s*$"
)
_LONELY_AFTER = re.compile(
    r"(?:สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ)(?:ปี|เดือน|งวด)"
    r"|\s*(?:บาท|กว่า|ขึ้นไป|เศษ)|\s*(?:ครับ|คับ|ค่ะ|คะ|นะ|จ้า)?\s*$|\s"
)
_BAHT_AFTER = re.compile(r"\s*(?:กว่าๆ?\s*)?(?:บาท|บ\.|บ(?![ก-๎.])|฿|baht|thb|\.-)")
_BAHT_BEFORE = re.compile(r"(?:฿|บาท|thb)\s*$")


def role(before: str, after: str, *, earlier: str = "") -> str:
    """Return what the figure between these words is: a key of `WEIGHTS`, or "flow".

    `earlier` is what was said before `before`, other figures included: a sum total takes its
    meaning from there.
    """
    if _PER_BEFORE.search(before) or _PER_AFTER.match(after):
        return "flow"
    told = _AFTER.match(after)
    if told and told.lastgroup:
        return told.lastgroup
    found = None
    for found in _ROLES.finditer(before):  # noqa: B007 -- the last cue is the nearest
        pass
    if found is None or found.lastgroup is None:
        return "plain"
    if found.lastgroup == "total":
        return _total(earlier + before[: found.start()])
    near = len(before) - found.end() <= _REACH.get(found.lastgroup, 24)
    if not near:
        return "plain"
    return _meant(found, earlier, before[: found.start()]) or found.lastgroup


_REACH = {"more": 16, "want": 30, "owe": 26, "lost": 26, "total": 12, "flow": 22, "price": 16}


def _total(before: str) -> str:
    """«ค้างค่าเช่า เดือนละ 20,000 รวม 60,000»: a total is of what was spoken of."""
    kinds = [match.lastgroup for match in _ROLES.finditer(before)]
    known = [kind for kind in kinds if kind in {"more", "want", "owe", "lost", "flow"}]
    return known[-1] or "plain" if known else "plain"


def _meant(found: re.Match[str], earlier: str, before: str) -> str | None:
    """Return what a price or a remainder is of: a loan, a turnover."""
    if found.lastgroup == "price":
        return _wants(before)
    remains = found[0].startswith("เหลือ")
    return "flow" if remains and _SALES.search(earlier + before) else None


def _wants(before: str) -> str | None:
    """«อยากกู้ซื้อเครื่องราคา 8 แสน» is wanted all the same."""
    found = [match.lastgroup for match in _ROLES.finditer(before)]
    return found[-1] if found and found[-1] in {"more", "want", "lost"} else None


def is_no_money(before: str) -> bool:
    """Tell whether the words before say it is a year, a number of a house, a telephone."""
    return _NOT_MONEY_BEFORE.search(before) is not None


def is_negated(before: str) -> bool:
    """Tell whether the figure is being taken back: «ไม่ใช่ 2 แสน»."""
    return _NEGATED.search(before) is not None


def is_correction(before: str) -> bool:
    """Tell whether the figure replaces another: «แก้เป็น 3 แสน»."""
    return _CORRECTED.search(before) is not None


def is_vague(before: str, after: str, *, round_figure: bool) -> bool:
    """Tell whether only an order of magnitude is named: «หลายแสน», «เป็นล้าน», «3 แสนปลายๆ»."""
    if _VAGUE_BEFORE.search(before) or _VAGUE_AFTER.match(after):
        return True
    return round_figure and _VAGUELY.search(before) is not None


def is_origin(before: str, between: str) -> bool:
    """Tell whether a figure is what another grew from: the first of «จาก 5 แสน เป็น 7 แสน»."""
    return bool(_FROM.search(before) and _BECAME.fullmatch(between))


def is_at_most(before: str, after: str) -> bool:
    """Tell whether the figure is an upper bound."""
    return bool(_AT_MOST.search(before) or _LESS_AFTER.match(after))


def is_at_least(before: str, after: str) -> bool:
    """Tell whether the figure is a lower bound."""
    return bool(_AT_LEAST.search(before) or _MORE_AFTER.match(after))


def unit_stands_alone(before: str, after: str) -> bool:
    """Tell whether a unit without a number («แสน», «ล้าน») is a figure here."""
    return (
        after.startswith("เดียว")
        or bool(_LONELY_BEFORE.search(before) and _LONELY_AFTER.match(after))
        or bool(_BAHT_AFTER.match(after))
    )


def says_baht(before: str, after: str) -> bool:
    """Tell whether the figure is expressly in baht."""
    return bool(_BAHT_AFTER.match(after) or _BAHT_BEFORE.search(before))


def says_flow(text: str) -> bool:
    """Tell whether a text speaks of turnover, wages or instalments."""
    return any(match.lastgroup == "flow" for match in _ROLES.finditer(text)) or bool(
        _PER_WORD.search(text)
    )
