"""An officer's words as LINE shows them."""

from __future__ import annotations

from bot.render.preview import Piece, preview


def test_links_stand_out_and_lines_stay() -> None:
    shown = preview(" ดูที่ https://www.dip.go.th/x?a=1\r\nนะคะ ")

    assert shown.pieces == (
        Piece("ดูที่ ", link=False),
        Piece("https://www.dip.go.th/x?a=1", link=True),
        Piece("\nนะคะ", link=False),
    )


def test_length_is_counted_as_line_counts() -> None:
    assert preview("😀ก").length == 3
    assert not preview("😀" * 2500).too_long
    assert preview("😀" * 2500 + "ก").too_long


def test_nothing_is_nothing() -> None:
    assert (preview(" \r\n").pieces, preview("").length) == ((), 0)
