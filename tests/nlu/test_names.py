from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.entities import Reader

READER = Reader.load(Path(__file__).parents[2] / "bot" / "nlu" / "data")
NAMES = [
    ("ชื่อบุญมา เบอร์ 0812345678", None, "บุญมา"),
    ("ผมสมชาย ใจดีครับ", None, "สมชาย ใจดี"),
    ("ดิฉันสมศรีค่ะ อยู่โคราช", None, "สมศรี"),
    ("ขอสินเชื่อ 8 แสน กานต์ 0651122334", None, "กานต์"),
    ("สมชาย ใจดี โทร 081-234-5678", None, "สมชาย ใจดี"),
    ("นายสมชาย ใจดี 0812345678", None, "สมชาย ใจดี"),
    ("ติดต่อคุณแพร 0812345678", None, "แพร"),
    ("พี่ต้น 0812345678", None, "พี่ต้น"),
    ("หนูชื่อนิดค่ะ ขายผ้า", None, "นิด"),
    ("ชื่อสมหญิง นามสกุล ใจงาม", None, "สมหญิง ใจงาม"),
    ("อยู่โคราช 0812345678", None, None),
    ("อยากกู้ 3 แสน 0812345678", None, None),
    ("ชื่อร้านบ้านสวน", None, None),
    ("ชื่อบริษัทไทยดี", None, None),
    ("เชื่อมต่อไม่ได้", None, None),
    ("ผมอยากกู้เงินครับ", None, None),
    ("ผมส่งเอกสารแล้วครับ", None, None),
    ("คุณช่วยหน่อย", None, None),
    ("สมชาย ใจดี", None, None),
    ("สมชาย ใจดี", "name", "สมชาย ใจดี"),
    ("ชื่อสมหญิงค่ะ", "name", "สมหญิง"),
    ("ป้านงลักษณ์ค่ะ", "name", "ป้านงลักษณ์"),
    ("Somchai Jaidee", "name", "Somchai Jaidee"),
    ("กานต์ 0651122334", "name", "กานต์"),
    ("ไม่บอก", "name", None),
    ("ทำไมต้องบอกชื่อ", "name", None),
    ("ข้าม", "name", None),
    ("ครับ", "name", None),
    ("ชื่อผิด ชื่อแพรวา", None, "แพรวา"),
    ("วีระ 08123", "name", "วีระ"),
    ("บุญมา 081 234 567", "name", "บุญมา"),
    ("0851114444 ชื่อนุช อยู่แพร่", None, "นุช"),
    ("ขอคุยกับเจ้าหน้าที่", "name", None),
]
TRADES = [
    ("เครื่องซีลเสีย ซ่อมหลายรอบแล้ว", None, None),
    ("ขอสินเชื่อ 8 แสน ทำสกินแคร์ อยู่คลองหลวง", None, "สกินแคร์"),
    ("เปิดร้านกาแฟ อยากกู้", None, "ร้านกาแฟ"),
    ("โรงงานน้ำปลา ระยอง", None, "โรงงานน้ำปลา"),
    ("ขายเสื้อผ้าอยู่หาดใหญ่", None, "ขายเสื้อผ้า"),
    ("ทำน้ำพริกขาย", None, "น้ำพริก"),
    ("ทำขนมเปี๊ยะ", None, "ขนมเปี๊ยะ"),
    ("ร้านอาหารเชียงใหม่", None, "ร้านอาหาร"),
    ("ร้านโดนน้ำท่วม", None, None),
    ("โรงงานหยุดผลิต", None, None),
    ("ทำยังไงดี", None, None),
    ("ขายไม่ออกเลย", None, None),
    ("ร้านขายเอง", None, None),
    ("ทำบัญชีไม่เป็น", None, None),
    ("เบเกอรี่ค่ะ", "business", "เบเกอรี่"),
    ("ไม่ทราบ", "business", None),
    ("อยากทำฮาลาลขนมไทย", None, None),
    ("ขายของออนไลน์ไม่เป็น อยากให้สอน", None, None),
    ("ขายชิ้นละ 350", None, None),
    ("กิจการของดิฉันเดือดร้อน", None, None),
    ("เบอร์ผิดค่ะ 0811110000", "business", None),
    ("อยากกู้สองแสนห้า ทำร้านตัดผม", None, "ร้านตัดผม"),
]


@pytest.mark.parametrize(("text", "asking", "name"), NAMES)
def test_a_name_is_taken_when_it_is_offered(
    text: str, asking: str | None, name: str | None
) -> None:
    assert READER.read(text, asking=asking).name == name


@pytest.mark.parametrize(("text", "asking", "trade"), TRADES)
def test_the_trade_is_taken_when_it_is_offered(
    text: str, asking: str | None, trade: str | None
) -> None:
    assert READER.read(text, asking=asking).business == trade
