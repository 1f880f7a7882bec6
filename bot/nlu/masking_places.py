"""Addresses that must not stand beside what was said: houses, lanes, roads, districts."""

from __future__ import annotations

import re

from bot.nlu.masking_names import SAYS
from bot.nlu.masking_numbers import MASK, behind

_ENDS = r"(?=[\s\d,•]|$|ต\.|ตำบล|แขวง|อ\.|อำเภอ|เขต|จ\.|จังหวัด)"
_STANDS = r"(?:(?<![ก-๎])|(?<=อยู่)|(?<=ที่)|(?<=ริม)|(?<=ติด)|(?<=บน))"
_HOUSE = re.compile(
    r"(?P<before>(?:บ้านเลขที่|เลขที่|ที่อยู่)\s*:?\s*)\d[\d/-]*"
    r"|(?<![\d/])\d{1,4}/\d{1,4}(?![\d/])(?=\s*(?:ม\.|หมู่|ซ\.|ซอย|ถ\.|ถนน|ต\.|ตำบล|แขวง))"
)
_LANE = re.compile(
    rf"(?P<before>{_STANDS}(?:หมู่(?:ที่)?\s?(?=\d)|(?<=•\s)ม\.|(?<=•)ม\.|หมู่บ้าน|ซอย|ซ\.|ถนน|ถ\.|อำเภอ|อ\.|เขต"
    rf"|อาคาร|ตึก|คอนโด)\s?)(?:\d{{1,3}}(?!\d)(?:/\d+)?"
    rf"|(?!{SAYS}|ติด|พัง|หน้า|หลัง|ผู้|พื้น|อุตสาหกรรม)[ก-๎]{{2,20}}?{_ENDS}(?:\s?\d{{1,3}}(?!\d))?)"
)
_SUBDISTRICT = re.compile(rf"(?P<before>{_STANDS}(?:ตำบล|ต\.|แขวง)\s?)[ก-๎]{{2,20}}?{_ENDS}")
_STREET = re.compile(
    r"(?<![\w/])\d{1,4}(?:/\d{1,4})?,?\s(?:[A-Z][\w-]*\s){1,3}(?:Road|Rd\.?|Street|St\.?|Soi|Lane|Alley)"
    r"(?:\s\d{1,3})?"
)
_POSTCODE = re.compile(r"(?<![\d,.])[1-9]\d{4}(?![\d,.])(?!\s?(?:บาท|฿|พัน|หมื่น|แสน|ล้าน))")
_POST = re.compile(
    r"(?P<before>(?:ไปรษณีย์|postcode|zip)[\s:ก-๎]{0,6})[1-9]\d{4}(?!\d)", re.IGNORECASE
)
_PLATE = re.compile(r"(?P<before>ทะเบียน(?:รถ)?\s*:?\s*)\d?[ก-ฮ]{1,3}\s?\d{1,4}(?!\d)")


def addresses(text: str) -> str:
    """Mask what follows the words of an address, and a postcode beside them; also car plates."""
    masked = _POST.sub(behind, _PLATE.sub(behind, text))
    for pattern in (_HOUSE, _LANE, _SUBDISTRICT, _STREET):
        masked = pattern.sub(behind, masked)
    return masked if masked == text else _POSTCODE.sub(MASK, masked)
