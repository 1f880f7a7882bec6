"""What people say in the measurements: whole conversations, sixteen messages each.

Each holds two answers with a card (the summary, the case), so one answer in eight is a Flex
message. Buttons are named by their label; `bench.crowd` presses those that it was shown. It
rehearses each conversation once and learns what every answer looks like.
"""

from __future__ import annotations

from dataclasses import dataclass

PRESS = "กด:"
"""A line that begins so presses the button of that label."""

_LOAN = (
    "สวัสดีค่ะ",
    "เสียค่าธรรมเนียมไหมคะ",
    "อยากกู้เงินมาซื้อเครื่องจักรทำ{goods} อยู่{province}",
    "ใช้เอกสารอะไรบ้าง",
    "กด:รับทราบและยินยอม",
    "กู้ผ่านแน่ไหมคะ",
    "ประมาณ {amount} บาทค่ะ",
    "ทำไมต้องใช้เบอร์",
    "{name} {phone}",
    "กด:ถูกต้อง ส่งเรื่อง",
    "{goods}",
    "ไม่ได้จดค่ะ",
    "ขอบคุณค่ะ",
    "เปิดกี่โมงคะ",
    "เพจนี้ของจริงไหม",
    "ขอบคุณมากค่ะ",
)
_DEBT = (
    "สวัสดีครับ",
    "ผ่อนเครื่องทำ{goods}ไม่ไหวแล้วครับ ค้างมาสองเดือน หนี้ {amount} บาท",
    "เพจนี้ของจริงไหม",
    "กด:รับทราบและยินยอม",
    "{province}ครับ",
    "ทำไมต้องใช้เบอร์",
    "{name} {phone}",
    "กด:ถูกต้อง ส่งเรื่อง",
    "เปิดกี่โมงครับ",
    "ขาย{goods}",
    "ขอบคุณครับ",
    "เสียค่าธรรมเนียมไหมครับ",
    "ใช้เอกสารอะไรบ้าง",
    "สวัสดีครับ",
    "กู้ผ่านแน่ไหมครับ",
    "ขอบคุณมากครับ",
)
_MARKET = (
    "สวัสดีค่ะ",
    "เพจนี้ของจริงไหม",
    "ทำ{goods}ขาย อยากส่งออกไปญี่ปุ่น อยู่{province}ค่ะ",
    "เสียค่าธรรมเนียมไหมคะ",
    "กด:รับทราบและยินยอม",
    "ใช้เอกสารอะไรบ้าง",
    "ทำไมต้องใช้เบอร์",
    "{name} {phone}",
    "กด:ถูกต้อง ส่งเรื่อง",
    "{name_latin}@example.com",
    "เปิดกี่โมงคะ",
    "{goods}",
    "ขอบคุณค่ะ",
    "เสียค่าธรรมเนียมไหมคะ",
    "เปิดกี่โมงคะ",
    "ขอบคุณมากค่ะ",
)
_AGAIN = (
    "สวัสดีค่ะ",
    "เปิดกี่โมงคะ",
    "ผ่อนเครื่องทำ{goods}ไม่ไหวแล้วค่ะ หนี้ {amount} บาท อยู่{province}",
    "ใช้เอกสารอะไรบ้าง",
    "{name} {phone}",
    "กด:ถูกต้อง ส่งเรื่อง",
    "ขาย{goods}",
    "ขอบคุณค่ะ",
)
NEWCOMERS = (_LOAN, _DEBT, _MARKET)
"""Conversations of people who have never written before."""
RETURNING = (_AGAIN,)
"""Conversations of people who have had a case opened before."""
FIRST_VISIT = (
    "อยากกู้เงินมาซื้อเครื่องจักรทำ{goods} อยู่{province} ประมาณ {amount} บาท {name} {phone}",
    "กด:รับทราบและยินยอม",
    "กด:ถูกต้อง ส่งเรื่อง",
    "กด:ข้าม",
    "ขอบคุณค่ะ",
)
"""How those who return became known: everything in one message."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who writes; what is left open here differs from person to person."""

    name: str
    name_latin: str
    goods: str
    province: str


OWNERS = (
    Owner("บุญมา", "bunma", "น้ำพริก", "โคราช"),
    Owner("วิไล", "wilai", "ขนมไทย", "เชียงใหม่"),
    Owner("สมศรี", "somsri", "กล้วยอบ", "สงขลา"),
    Owner("อ้อย", "oy", "เสื้อผ้า", "ขอนแก่น"),
    Owner("ประเสริฐ", "prasert", "เฟอร์นิเจอร์", "ชลบุรี"),
    Owner("กานต์", "kan", "สบู่สมุนไพร", "เชียงราย"),
    Owner("ปรีชา", "pricha", "ไส้กรอก", "อุดรธานี"),
    Owner("มาลี", "mali", "ผ้าทอ", "สุรินทร์"),
)


def say(line: str, owner: Owner) -> str:
    """Fill in what is the owner's; `{amount}` and `{phone}` stay open, one for each person."""
    for name in ("name", "name_latin", "goods", "province"):
        line = line.replace(f"{{{name}}}", getattr(owner, name))
    return line
