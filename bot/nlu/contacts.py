"""Telephone, e-mail, registration and receiving numbers; a citizen's number is never kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.model import receiving_number
from bot.model.heard import Problem
from bot.model.identifiers import has_right_check_digit

_HOTLINES = frozenset(
    {
        "1111", "1112", "1129", "1130", "1155", "1157", "1161", "1166", "1169",
        "1190", "1193", "1197", "1212", "1213", "1300", "1301", "1302", "1330",
        "1333", "1348", "1356", "1357", "1358", "1359", "1422", "1441", "1506",
        "1507", "1546", "1555", "1567", "1570", "1572", "1584", "1586", "1599",
        "1645", "1646", "1663", "1665", "1667", "1669", "1672", "1676", "1677",
        "1690", "1694", "1720", "1765", "1784", "1860", "191", "199",
    }
)  # fmt: skip
_SPOKEN = {
    "ศูนย์": "0", "สูญ": "0", "หนึ่ง": "1", "นึง": "1", "เอ็ด": "1", "สอง": "2", "โท": "2",
    "สาม": "3", "สี่": "4", "ห้า": "5", "หก": "6", "เจ็ด": "7", "เจด": "7", "แปด": "8", "เก้า": "9",
}  # fmt: skip
_FIRST_SPOKEN = "".join(sorted({word[0] for word in _SPOKEN}))
_SPOKEN_RUN = re.compile(
    rf"(?=[{_FIRST_SPOKEN}])(?:(?:{'|'.join(_SPOKEN)})[\s,-]*){{8,14}}"  # most letters begin none
)
_WRITTEN = re.compile("[0-9@]")
_SPOKEN_DIGIT = re.compile("|".join(_SPOKEN))
_DIGITS = re.compile(r"(?<![\d@#_/])(?:\+|\(\+?)?\d(?:[ \t().\u00b7-]{0,3}\d)*(?![\d@])")
_EXTENSION = re.compile(r"\s*(?:ต่อ|#|ext\.?|กด)\s*\d{1,5}", re.IGNORECASE)
_MOBILE = re.compile(r"0[689]\d{8}")
_ALMOST_PHONE = re.compile(r"0[689](?:[ -]?\d){6,7}|0[689](?:[ -]?\d){9,10}")
_FIXED = re.compile(r"0(?:2\d{7}|[3457]\d{7})")
_INTERNATIONAL = re.compile(r"(?:\+|00)?66\(?0?\)?")
_PHONE_WORD = re.compile(
    r"(?:เบอร์(?:โทร(?:ศัพท์)?|มือถือ|ติดต่อ)?|โทร(?:ศัพท์|หา|กลับ|ไป|เข้า|มา)?\.?|มือถือ|ติดต่อ(?:ได้ที่|กลับ)?"
    r"|tel\.?"
    r"|phone|call|เบอ)[\s:คือ]*(?:เบอร์|ที่|หา|เป็น)?[\s:]*$"
)
_ACCOUNT_WORD = re.compile(
    r"(?:บัญชี|พัสดุ|ออเดอร์|ใบสั่งซื้อ|สลิป|อ้างอิง|ทะเบียนรถ|บาร์โค้ด|ใบแจ้ง|คำสั่งซื้อ|ไปรษณีย์|รหัส)[ก-๎]*[\s:]*(?:เลขที่|ที่"
    r"|คือ)?\s*$"
)
_THIRTEEN = re.compile(r"\d(?<!\d\d)(?:[ -]?\d){12}(?!\d)(?![ -]?\d{2})")
_JURISTIC_WORD = re.compile(
    r"(?:นิติ(?:บุคคล)?|ทะเบียน(?:บริษัท|พาณิชย์|การค้า|เลขที่)?|ผู้เสียภาษี|tax\s?id|เลขภาษี"
    r"|ภาษี)[ก-๎]*[\s:]*(?:เลขที่|เลข|คือ|ที่)?[\s:]*$",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_+-])?\s?@\s?"
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?![a-z0-9])",
    re.IGNORECASE,
)
_EMAIL_WORD = re.compile(r"(?:อี ?เมล์?|อีเมลล์|e-?mail|เมล์|mail)", re.IGNORECASE)
_ALMOST_EMAIL = re.compile(r"[a-z0-9._%+-]+@[^\s]*", re.IGNORECASE)
_MASK = "•"


@dataclass(frozen=True, slots=True)
class Contacts:
    """What identifies or reaches a person; absent things are None."""

    phone: str | None = None
    juristic_id: str | None = None
    email: str | None = None
    case_number: str | None = None
    problems: tuple[Problem, ...] = ()
    rest: str = ""
    """The text with everything that was read blanked out, its length kept."""


@dataclass(slots=True)
class _Sheet:
    """The text being read: what is understood is blanked so that nothing is read twice."""

    text: str
    problems: list[Problem]

    def blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + "\x00" * (end - start) + self.text[end:]

    def complain(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def read_contacts(text: str, *, asking: str | None = None) -> Contacts:
    """Return the contacts of a normalised text; `asking` lets bare digits answer a question."""
    if not _WRITTEN.search(text) and not _SPOKEN_RUN.search(text):
        return Contacts(rest=text, problems=_missing(text, asking))
    sheet = _Sheet(text, [])
    email = _email(sheet, asking)
    case_number = _case_number(sheet, asking)
    juristic = _juristic(sheet, asking)
    phone = _phone(sheet, asking)
    rest = sheet.text.replace("\x00", " ")
    return Contacts(phone, juristic, email, case_number, tuple(sheet.problems), rest)


def mask_citizen_numbers(text: str) -> str:
    """Return the text with every number shaped like a citizen's made unreadable."""
    return _THIRTEEN.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if digits[0] in "09":
        return match[0]
    return re.sub(r"\d", _MASK, match[0])


def _missing(text: str, asking: str | None) -> tuple[Problem, ...]:
    return ("email_malformed",) if asking == "email" and re.fullmatch(r"[a-z.]+", text) else ()


def _email(sheet: _Sheet, asking: str | None) -> str | None:
    match = _EMAIL.search(sheet.text)
    if match:
        found = re.sub(r"\s", "", match[0]).lower()
        sheet.blank(match.start(), match.end())
        if ".." not in found:
            return found
        sheet.complain("email_malformed")
        return None
    almost = _ALMOST_EMAIL.search(sheet.text)
    if almost and (asking == "email" or _EMAIL_WORD.search(sheet.text) or "." in almost[0]):
        sheet.complain("email_malformed")
        sheet.blank(almost.start(), almost.end())
    return None


def _case_number(sheet: _Sheet, asking: str | None) -> str | None:
    text = f"เลขรับเรื่อง {sheet.text}" if asking == "case_number" else sheet.text
    found = receiving_number.find(text.replace("\x00", " "))
    if found is None:
        return None
    digits = re.sub(r"\D", "", found.number)
    if not found.valid and _national(digits):
        return None
    as_typed = r"[\s-]{0,4}".join(digits)
    sheet.text = re.sub(as_typed, lambda match: "\x00" * len(match[0]), sheet.text)
    if found.valid:
        return found.number
    sheet.complain("case_number_slip")
    return None


def _juristic(sheet: _Sheet, asking: str | None) -> str | None:
    found: str | None = None
    for match in list(_THIRTEEN.finditer(sheet.text)):
        digits = re.sub(r"\D", "", match[0])
        right = has_right_check_digit(digits)
        if digits.startswith("0066") and re.fullmatch(r"0066[689]\d{8}", digits):
            continue
        sheet.blank(match.start(), match.end())
        if digits[0] == "0" and right:
            found = found or digits
        elif digits[0] == "0":
            sheet.complain("juristic_wrong_check_digit")
        elif right or asking != "juristic_id":
            sheet.complain("citizen_number")
        else:
            sheet.complain("juristic_wrong_check_digit")
    if found is None:
        _short_juristic(sheet, asking)
    return found


def _short_juristic(sheet: _Sheet, asking: str | None) -> None:
    """Note digits that were meant for a juristic number but are too few or too many."""
    for match in _DIGITS.finditer(sheet.text):
        digits = re.sub(r"\D", "", match[0])
        meant = _JURISTIC_WORD.search(sheet.text[: match.start()])
        if len(digits) == 13 or not (meant or asking == "juristic_id") or len(digits) < 6:
            continue
        if not meant and (_MOBILE.fullmatch(digits) or _FIXED.fullmatch(digits)):
            continue
        sheet.complain("juristic_wrong_length")
        sheet.blank(match.start(), match.end())
        return


def _phone(sheet: _Sheet, asking: str | None) -> str | None:
    _write_out_spoken(sheet)
    first: str | None = None
    beside_name = asking == "name"
    for match in list(_DIGITS.finditer(sheet.text)):
        named = asking == "phone" or _PHONE_WORD.search(sheet.text[: match.start()]) is not None
        for start, end, digits in _numbers(match, sheet.text):
            if digits is None:
                if first is None:
                    _explain(sheet, match[0], named=named, asking_name=beside_name)
                continue
            extension = _EXTENSION.match(sheet.text, end)
            sheet.blank(start, extension.end() if extension else end)
            first = first or digits
    if first:
        for problem in ("phone_wrong_length", "phone_hotline"):
            if problem in sheet.problems:
                sheet.problems.remove(problem)
    return first


def _numbers(match: re.Match[str], text: str) -> list[tuple[int, int, str | None]]:
    """Return the telephone numbers of a run of digits, or one None when there are none.

    A run may hold two numbers that only a space parts, or a figure before the number.
    """
    whole = _national(match[0])
    if whole and not _ACCOUNT_WORD.search(text[: match.start()]):
        return [(match.start(), match.end(), whole)]
    pieces = list(re.finditer(r"\S+", match[0]))
    found: list[tuple[int, int, str | None]] = []
    at = 0
    while at < len(pieces):
        for last in range(len(pieces), at, -1):
            start, end = pieces[at].start(), pieces[last - 1].end()
            digits = _national(match[0][start:end])
            if digits and not _ACCOUNT_WORD.search(text[: match.start()]):
                found.append((match.start() + start, match.start() + end, digits))
                at = last
                break
        else:
            at += 1
    return found or [(match.start(), match.end(), None)]


def _national(said: str) -> str | None:
    digits = re.sub(r"\D", "", said)
    if said.lstrip("(").startswith("+") or digits.startswith(("66", "0066")):
        national = _INTERNATIONAL.sub(
            "0", "+" + digits if said.startswith("+") else digits, count=1
        )
        national = re.sub(r"^00", "0", national)
        if _MOBILE.fullmatch(national) or _FIXED.fullmatch(national):
            return national
    if _MOBILE.fullmatch(digits) or _FIXED.fullmatch(digits):
        return digits
    return None


def _explain(sheet: _Sheet, said: str, *, named: bool, asking_name: bool) -> None:
    """Note why digits that were meant for a telephone number were not taken."""
    digits = re.sub(r"\D", "", said)
    if not named:
        if asking_name and re.fullmatch(r"0\d{4,11}", digits):
            sheet.complain("phone_wrong_length")
        if _ALMOST_PHONE.fullmatch(said):
            sheet.complain("phone_wrong_length")
    elif digits in _HOTLINES or re.fullmatch(r"1\d{3}|1[89]00\d{6}", digits):
        sheet.complain("phone_hotline")
    elif len(digits) >= 5:
        sheet.complain("phone_wrong_length")


def _write_out_spoken(sheet: _Sheet) -> None:
    """Write spoken digits in figures where they stand: «ศูนย์แปดเก้า…»."""
    for match in list(_SPOKEN_RUN.finditer(sheet.text)):
        digits = "".join(_SPOKEN[word] for word in _SPOKEN_DIGIT.findall(match[0]))
        if not _national(digits):
            continue
        padded = digits + " " * (len(match[0]) - len(digits))
        sheet.text = sheet.text[: match.start()] + padded + sheet.text[match.end() :]
