"""Numbers, links and accounts that must not stand beside what was said."""

from __future__ import annotations

import re

from bot.model.heard import Amount

MASK = "•••"
_LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w@.-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|net|org|th|me|ee|shop|store|io|app)"
    r"(?![a-z0-9-])(?:/\S*)?",
    re.IGNORECASE,
)
_ADDRESS_OF_MAIL = re.compile(r"(?:[a-z0-9._+-]+\s?)?@\s?[\w.-]+", re.IGNORECASE)
_SPELT_MAIL = re.compile(
    r"[a-z0-9._+-]{2,}\s(?:at|แอท|แอ็ด)\s[a-z0-9-]+\s?(?:\.|dot|ดอท)\s?[a-z]{2,}(?:\.[a-z]{2})?",
    re.IGNORECASE,
)
_LINE_PERSON = re.compile(r"(?<![0-9a-z])[UCR][0-9a-f]{32}(?![0-9a-z])")
_HANDLE = re.compile(
    r"(?<![\w.-])(?:(?=[a-z0-9.-]*_)[a-z0-9._-]{4,}|[a-z]{4,}[._-]?\d{2,}[a-z0-9._-]*)(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
"""What only a person is called somewhere: «somchai_shop», «somchai99»."""
_APPS = r"facebook|fb|line|shopee|lazada|tiktok|youtube|ads|official|oa|shop|google"
_CALLED_THERE = re.compile(
    r"(?P<before>(?:ไลน์|ไลน|ไอดี|ไอจี|เฟส(?:บุ๊?[คก])?|เฟซ(?:บุ๊?[คก])?|เพจ|ติ๊กต[๊็]?อก|วีแชท"
    r"|\b(?:(?:line|wechat|ig|facebook|fb|user)\s?(?:id\b|name\b)|id|ig)\s?(?:is\b|:|=|คือ)"
    r"|\b(?:line|wechat|whatsapp|instagram|facebook|fb|tiktok)\s?[:=])"
    r"(?:\s?(?:ไอดี|id\b|ชื่อ|คือ|เป็น|is\b|[:=]))*\s?)"
    rf"(?!(?:{_APPS})\b)[a-z0-9][\w.-]{{2,}}(?-i:\s[A-Z][a-z]+){{0,2}}",
    re.IGNORECASE,
)
_SUM = r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2})?(?![\d,])"
_RUN = r"(?:\(?\+)?\d(?:[ ,./()-]{0,2}\d)*"
_NUMBER = re.compile(rf"(?P<sum>{_SUM})|(?P<run>{_RUN})")
_ONE_FIGURE = re.compile(r"[1-9]\d{0,8}(?:\.\d{1,2})?")
_MASKED_BEFORE = re.compile(r"[\d•](?:[ -]?[\d•])*•(?:[ -]?[\d•])*")
"""A citizen's number as `bot.nlu.contacts` leaves it."""
_LAUGH = re.compile("5+")
_MONEY_BEFORE = re.compile(
    r"(?:เงิน|ทุน|กู้|ราคา|งบ|ยอด|ค่า|ละ|หนี้|รายได้|กำไร|ขาดทุน|ลงทุน|ดาวน์|฿)(?:[ก-๎]{0,10})\s?$"
)
_MONEY = re.compile(r"\s?(?:บาท|฿|ล้าน|แสน|หมื่น|พัน|baht|thb)", re.IGNORECASE)
_KEPT_UNDER = re.compile(
    r"(?:บัญชี|บช\.?|เลขที่|เลข|พร้อมเพย์|พัสดุ|ออเดอร์|สลิป|อ้างอิง|ทะเบียน|รหัส|พาสปอร์ต|ใบขับขี่|ประชาชน"
    r"|account|acc\.?|a/c|promptpay|order|passport|ref\.?)[ก-๎a-z.:]{0,14}\s*(?:no\.?\s*)?[a-z]{0,3}$",
    re.IGNORECASE,
)
_FEWEST = 6
"""A number of so many digits may reach or name somebody; after a word that says so, of four."""
_FEWEST_NAMED = 4


def links(text: str) -> str:
    """Mask links, e-mail addresses, and what somebody is called in LINE or elsewhere."""
    for pattern in (_SPELT_MAIL, _LINK, _ADDRESS_OF_MAIL, _LINE_PERSON):
        text = pattern.sub(MASK, text)
    return _HANDLE.sub(MASK, _CALLED_THERE.sub(behind, text))


def numbers(text: str, amount: Amount | None) -> str:
    """Mask every long number that is no sum of money, the sum that was read among them."""
    text = _MASKED_BEFORE.sub(MASK, text)
    sums = {str(end) for end in (amount.min, amount.max) if end} if amount else set()
    return _NUMBER.sub(lambda match: match[0] if _may_stay(match, sums) else MASK, text)


def behind(match: re.Match[str]) -> str:
    """Keep the words that say what is masked, before it and after it."""
    found = match.groupdict()
    before = found.get("before") or found.get("named") or ""
    return f"{before}{MASK}{found.get('after') or ''}"


def _may_stay(match: re.Match[str], sums: set[str]) -> bool:
    before, said = match.string[: match.start()], match[0]
    digits = sum(map(str.isdigit, said))
    if _KEPT_UNDER.search(before):
        return digits < _FEWEST_NAMED
    if digits < _FEWEST or match["sum"] or _LAUGH.fullmatch(said):
        return True
    money = said in sums or _MONEY.match(match.string, match.end()) or _MONEY_BEFORE.search(before)
    return bool(money) and _ONE_FIGURE.fullmatch(said) is not None
