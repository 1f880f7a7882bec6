from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import packaged
from bot.learning.lines import BadLines, Line, of_split, read_file, read_frozen
from bot.model.heard import INTENTS


def written(folder: Path, text: str, name: str = "lines.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_comma_separated_file_with_splits_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, 'split,label,text\ntrain,buy,"ซื้อ, ด่วน"\ntest,sell,ขาย\n')

    assert read_file(path) == [
        Line("ซื้อ, ด่วน", "buy", "", "0", (), "train"),
        Line("ขาย", "sell", "", "1", (), "test"),
    ]


def test_a_tab_separated_file_with_intents_and_tags_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, 'text\tintent\tsub_intent\ttags\nเขา "พูด"\thuman\tother\ttypo,long\n')

    assert read_file(path) == [Line('เขา "พูด"', "human", "other", "0", ("typo", "long"))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no line below the heading"),
        ("label,text\n", "no line below the heading"),
        ("kind,text\na,b\n", "columns are missing"),
        ("label,words\na,b\n", "columns are missing"),
        ("label,text\na,\n,b\nc\n", "row 2, 3, 4"),
    ],
)
def test_what_cannot_be_read_says_what_is_needed(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadLines, match=told):
        read_file(written(tmp_path, text))


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes("label,text\na,กู้\n".encode("cp874"))

    with pytest.raises(BadLines, match="UTF-8"):
        read_file(path)


def test_the_test_lines_are_taken_where_there_are_any() -> None:
    lines = [Line(split, "a", "", "0", (), split) for split in ("train", "test", "dev")]

    assert [line.text for line in of_split(lines, None)] == ["test"]
    assert [line.text for line in of_split(lines, "dev")] == ["dev"]
    assert len(of_split(lines[:1], None)) == 1
    with pytest.raises(BadLines, match="dev, test, train"):
        of_split(lines, "holdout")


def test_the_frozen_set_is_large_enough_and_of_our_intents() -> None:
    frozen = read_frozen(packaged("nlu"))

    assert len(frozen) >= 600
    assert {line.intent for line in frozen} == set(INTENTS)
    kinds = [{"near", "far"} & set(one.tags) for one in frozen if one.intent == "out_of_scope"]
    assert all(len(kind) == 1 for kind in kinds)
