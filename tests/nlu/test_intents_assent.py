from __future__ import annotations

import pytest

from bot.nlu.assent import assent, correcting
from bot.nlu.controls import steering
from bot.nlu.normalise import squeeze


@pytest.mark.parametrize(
    "words",
    [
        "ตกลงค่ะ", "ได้เลย", "โอเค", "โอเคครับ", "ยินยอม", "ใช่ครับ", "ถูกต้อง", "รับทราบค่ะ", "ok", "👍",
        "ใช่ค่ะ ถูกต้อง", "แม่นแล้ว", "ค่ะ", "ตกลง ส่งได้เลย", "OK ครับ", "ถูกต้องแล้วค่ะ", "ยืนยันค่ะ", "โอเคร",
    ],
)  # fmt: skip
def test_words_of_agreement_are_a_yes(words: str) -> None:
    assert assent(squeeze(words)) == "yes"


@pytest.mark.parametrize(
    "words",
    [
        "ไม่", "ไม่เอา", "ไม่ยินยอม", "ยังไม่ใช่", "ไม่ถูก", "🙅", "ไม่ใช่ค่ะ", "ไม่ตกลงครับ", "บ่เอา", "บ่แม่น",
        "no", "ไม่ถูกต้องค่ะ", "ไม่ได้ค่ะ", "ไม่ใช่ อยู่ขอนแก่น", "ไม่ยินยอมให้ข้อมูลค่ะ", "ยังค่ะ", "ผิดค่ะ",
    ],
)  # fmt: skip
def test_words_of_refusal_are_a_no(words: str) -> None:
    assert assent(squeeze(words)) == "no"


@pytest.mark.parametrize(
    "words",
    [
        "ไม่มี", "ไม่รู้", "ไม่ทราบค่ะ", "ไม่แน่ใจ", "ไม่สะดวก", "อยากกู้เงิน", "ใช่ไหมคะ", "ผิดนัดชำระหนี้", "โคราช",
        "ถูกฟ้อง", "ได้หมายศาลมา", "ดีพร้อมเปย์", "ไม่มีเงินหมุน", "เอาเครื่องจักรไปจำนอง", "ใช้เอกสารอะไร", "",
    ],
)  # fmt: skip
def test_other_words_are_neither(words: str) -> None:
    assert assent(squeeze(words)) is None


def test_a_long_row_of_particles_is_read_in_no_time() -> None:
    assert assent("ค่ะ" * 2000 + "กู้") in {"yes", None}


@pytest.mark.parametrize(
    "words",
    [
        "ไม่ใช่โคราช เป็นขอนแก่น", "เปลี่ยนเป็นสองล้าน", "แก้เบอร์เป็น 0812345678", "เบอร์ผิดค่ะ", "จังหวัดผิด",
        "ผิดค่ะ", "ขอแก้ไขชื่อ", "พิมพ์ผิด ขอแก้", "ที่ถูกคืออุดร", "ไม่ใช่ค่ะ อยู่ขอนแก่น", "ไม่ถูกต้อง", "แก้ไขข้อมูล",
    ],
)  # fmt: skip
def test_putting_something_right_is_noticed(words: str) -> None:
    assert correcting(squeeze(words))


@pytest.mark.parametrize(
    "words",
    ["อยากกู้เงิน", "ถูกต้องค่ะ", "แก้หนี้", "ลูกค้าเปลี่ยนใจ", "ผิดนัดชำระ", "หุ้นส่วนผิดสัญญา", "ไม่ถูกใจ"],
)
def test_other_words_correct_nothing(words: str) -> None:
    assert not correcting(squeeze(words))


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("ยกเลิก", ("cancel", "cancel")),
        ("ยกเลิกค่ะ", ("cancel", "cancel")),
        ("ข้าม", ("cancel", "skip")),
        ("ไม่สะดวกค่ะ", ("cancel", "skip")),
        ("ไม่รู้", ("cancel", "skip")),
        ("ย้อนกลับ", ("cancel", "back")),
        ("เมนู", ("cancel", "menu")),
        ("Menu", ("cancel", "menu")),
        ("คุยกับเจ้าหน้าที่", ("human", "other")),
        ("ถึงไหนแล้วคะ", ("status", "case_status")),
        ("30-69-00123-4", ("status", "case_status")),
        ("เลขรับเรื่อง ๕๐-๖๙-๐๐๐๑๒-๘", ("status", "case_status")),
        ("3069001234", ("status", "case_status")),
        ("ขอบคุณค่ะ 🙏", ("smalltalk", "thanks_bye")),
    ],
)
def test_a_message_that_is_a_control_word_needs_no_guess(
    words: str, meaning: tuple[str, str]
) -> None:
    assert steering(squeeze(words)) == meaning


@pytest.mark.parametrize("words", ["ยกเลิกหนี้", "เมนูร้านอาหาร", "0812345678", "ไม่รู้จะขายที่ไหน", ""])
def test_a_message_that_only_contains_one_is_left_to_the_model(words: str) -> None:
    assert steering(squeeze(words)) is None
