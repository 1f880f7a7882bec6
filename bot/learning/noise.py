"""Text as a hurried thumb would send it: every line is trained with one noisy copy."""

from __future__ import annotations

from zlib import crc32

import numpy as np

_SILENT = "่้๊๋์"
_ENDINGS = ("", "", "ค่ะ", "ครับ", "คับ", "จ้า", "นะคะ")


def noisy(text: str) -> str:
    """Return the text with tones dropped, a slip or two, another particle; always the same."""
    dice = np.random.default_rng(crc32(text.encode()))
    kept = [char for char in text if char not in _SILENT or dice.random() > 0.4]
    for _ in range(max(1, len(kept) // 25)):
        at = int(dice.integers(len(kept)))
        match int(dice.integers(3)):
            case 0 if len(kept) > 4:
                del kept[at]
            case 1 if 0 < at < len(kept) - 1:
                kept[at], kept[at + 1] = kept[at + 1], kept[at]
            case _:
                kept.insert(at, kept[at])
    return "".join(kept) + _ENDINGS[int(dice.integers(len(_ENDINGS)))]
