"""A sieve finds what trying every pattern finds, and what it leaves out cannot be met."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import bot.nlu
from bot.nlu import english
from bot.nlu.normalise import normalise, squeeze
from bot.nlu.sieve import Sieve, needles_of

DATA = Path(bot.nlu.__file__).parent / "data"
SIGNALS = [
    re.compile(pattern)
    for fields in yaml.safe_load((DATA / "signals.yaml").read_text(encoding="utf-8")).values()
    for pattern in fields["meet"]
]
ENGLISH = [
    rule.pattern for rule in english.read((DATA / "english.tsv").read_text(encoding="utf-8")).rules
]
LINES = [
    row.split("\t")[0]
    for table in sorted((DATA / "intents").glob("*.tsv"))
    for row in table.read_text(encoding="utf-8").splitlines()[1::4]
]
CASES = [
    row.split("\t")[1]
    for table in sorted((DATA / "signals").glob("*.tsv"))
    for row in table.read_text(encoding="utf-8").splitlines()[1:]
]
SAID = [
    row.split("\t")[0]
    for row in (Path(__file__).parent / "english.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("pattern", "needles"),
    [
        ("อยาก(?:จะ)?ตาย", {"อยากตาย", "อยากจะตาย"}),
        ("(?<!ไม่)อยู่(?:ต่อ|อีก)$", {"อยู่ต่อ", "อยู่อีก"}),
        ("โอน.{0,9}ก่อน", {"ก่อน"}),  # the longest of what must stand there
        ("(?:โกง|หลอกลวง)+เงิน", {"เงิน"}),
        ("(?:โกง|หลอก)+", {"โกง", "หลอก"}),
        ("[กข]าด", {"กาด", "ขาด"}),
        ("[^ก]าด", {"าด"}),
        (r"(?P<it>scam)(?P=it)\b", {"scam"}),
        ("(?:ใบแดง|ลบ.*)", {"ใบแดง", "ลบ"}),
        (r"(?:คดี|\w+)", {""}),
        ("(?:ภัย.*)?", {""}),
        ("(?:ก|ข|ค|ง){3}เงิน", {"เงิน"}),
        (f"{5 * '(?:ก|ข|ค)'}", None),  # 243 strings: a stretch of them will do
        (f"(?:{5 * '(?:ก|ข|ค)'})?เงิน", {"เงิน"}),
        (f"(?:{'|'.join(f'ก{n:02}.ข{n:02}' for n in range(70))})", None),
        (f"(?:{'|'.join(f'{n:02}' for n in range(70))})เงินสด", {"เงินสด"}),
        ("(โกงเงิน.*)ไป", {"โกงเงิน"}),
        ("(?i)scam", {""}),  # either case: not to be told by its letters
        ("(?i:scam) call", {" call"}),
    ],
)
def test_the_needles_of_a_pattern(pattern: str, needles: set[str] | None) -> None:
    found = needles_of(re.compile(pattern))
    if needles is not None:
        assert found == needles
    assert found


@pytest.mark.parametrize(
    ("patterns", "texts"), [(SIGNALS, [*LINES, *CASES]), (ENGLISH, [*SAID, *LINES])]
)
def test_nothing_is_missed(patterns: list[re.Pattern[str]], texts: list[str]) -> None:
    sieve = Sieve(patterns)
    for typed in texts:
        text = squeeze(typed) if patterns is SIGNALS else normalise(typed).casefold()
        tried = [number for number, one in enumerate(patterns) if one.search(text)]
        assert sieve.met(text) == tried, text


def test_nearly_every_pattern_of_a_signal_has_needles_worth_looking_for() -> None:
    weak = [one.pattern for one in SIGNALS if min(map(len, needles_of(one))) < 3]
    assert weak == []
