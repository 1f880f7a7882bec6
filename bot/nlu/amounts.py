"""The money a case is about, in baht: wanted, owed or lost.

Never a turnover, an instalment, a unit price, a count, a year or a telephone number; what is
vague stays unread. Bounds: «ไม่เกิน» gives the upper end only, «กว่า» the lower end only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model.heard import Amount
from bot.nlu.amounts_context import (
    WEIGHTS,
    is_at_least,
    is_at_most,
    is_correction,
    is_negated,
    is_no_money,
    is_origin,
    is_vague,
    role,
    says_baht,
    says_flow,
    unit_stands_alone,
)
from bot.nlu.amounts_figures import Figure, counted, figures

_LEAST_BARE = 1000
_LEAST_PLAIN = 10_000
"""Without baht or a word of wanting, smaller figures with a unit are years and counts."""
_CASE = frozenset({"more", "want", "owe", "lost"})
_STARTS_ANEW = re.compile(
    r"แบบ|ทาง|เรื่อง|ฝ่าย|ขั้น|ชั้น|รุ่น|สูตร|กลุ่ม|เจ้า|หมู่|รอบ|หัว|จังหวัด|อำเภอ|ครอบครัว"
    r"|รายการ"
)
"""Words that count at times, but after money begin the next thought: «3 แสนแบบไม่ค้ำ»."""
_CUT = re.compile(r"(?:\d[.,]|\d,\s|(?:^|\s)[.,]|(?:กู้|ขอ|วงเงิน|หนี้|ประมาณ|เงิน)\s?\d\.\s)$")
_GOES_ON = re.compile(r"\s?,\d")
_BEFORE = 60
_AFTER = 30


@dataclass(frozen=True, slots=True)
class Money:
    """A figure that is money, with what it is and how it is bounded."""

    start: int
    end: int
    amount: Amount
    role: str
    corrects: bool = False


def read_amount(text: str, *, asked: bool = False) -> Amount | None:
    """Return the amount of a normalised text in lower case, or None when none can be relied on.

    With `asked` the text answers «เท่าไร», so that a bare number counts.
    """
    found = read_money(text, asked=asked)
    return found.amount if found else None


def read_money(text: str, *, asked: bool = False) -> Money | None:
    """Like `read_amount`, with the span and the role."""
    found = figures(text)
    if not found:
        return None
    money = [one for at in range(len(found)) if (one := _money(text, found, at, asked=asked))]
    flows = len(money) < len(found) and not asked and says_flow(text[: found[0].end + _AFTER])
    if flows:  # after a turnover, a figure of no kind is a turnover too
        money = [one for one in money if one.role != "plain"]
    return _chosen(_between(money))


def _money(text: str, found: Sequence[Figure], at: int, *, asked: bool) -> Money | None:
    figure = found[at]
    since = found[at - 1].end if at else 0
    before = text[max(since, figure.start - _BEFORE) : figure.start]
    after = text[figure.end : figure.end + _AFTER]
    if figure.high < 0 or is_negated(before) or _grew(text, found, at) or _is_torn(text, figure):
        return None
    if is_vague(before, after, round_figure=_is_round(text, figure)):
        return None
    kind = _role(text, found, at, before=before, after=after)
    if kind not in WEIGHTS or _is_other(text, figure, before, after, kind=kind):
        return None
    corrects = is_correction(before) or (at > 0 and _replaces(text, found, at))
    if corrects:
        trusted = figure.low >= _LEAST_BARE
    else:
        trusted = _reads_as_money(figure, before, after, kind, asked=asked)
    amount = _bounded(figure, before, after)
    return Money(figure.start, figure.end, amount, kind, corrects) if trusted else None


def _role(text: str, found: Sequence[Figure], at: int, *, before: str, after: str) -> str:
    """Return the role of a figure; what one grew to has the role of what it was."""
    since = found[at - 1].end if at else 0
    if at and _grew(text, found, at - 1):
        start = found[at - 1].start
        return role(text[max(0, start - _BEFORE) : start], "")
    return role(before, after, earlier=text[max(0, since - _BEFORE) : since])


def _replaces(text: str, found: Sequence[Figure], at: int) -> bool:
    earlier = found[at - 1]
    taken_back = is_negated(text[max(0, earlier.start - _BEFORE) : earlier.start])
    return taken_back or _grew(text, found, at - 1)


def _is_torn(text: str, figure: Figure) -> bool:
    """Tell whether a figure is the rest of a number written oddly: «1,5 ล้าน», «1 .5 ล้าน»."""
    goes_on = figure.bare and _GOES_ON.match(text, figure.end)
    return bool(goes_on or _CUT.search(text[: figure.start][-_BEFORE:]))


def _is_round(text: str, figure: Figure) -> bool:
    return figure.lonely or text.startswith(("สิบ", "ร้อย"), figure.start)


def _grew(text: str, found: Sequence[Figure], at: int) -> bool:
    """Tell whether the next figure is what this one became."""
    if at + 1 >= len(found):
        return False
    start, end = found[at].start, found[at].end
    return is_origin(text[max(0, start - _BEFORE) : start], text[end : found[at + 1].start])


def _is_other(text: str, figure: Figure, before: str, after: str, *, kind: str) -> bool:
    """Tell whether the figure counts or names something instead of being money."""
    if figure.bare and _is_part_of_a_code(text, figure):
        return True
    small = figure.unit < 10**4 or before.rstrip().endswith("ติดตาม")
    if small and is_no_money(before) and not says_baht(before, after):
        return True
    if after.startswith(" ") and not figure.bare and kind in _CASE:
        return False  # «กู้ 3 แสน เครื่องเสีย»: after a space the next word starts anew
    if not figure.bare and kind in _CASE and _STARTS_ANEW.match(after):
        return False
    return counted(text, figure.end)


def _is_part_of_a_code(text: str, figure: Figure) -> bool:
    """Digits that touch letters, dashes or more digits, or start with 0, name something."""
    said = text[figure.start : figure.end]
    before = text[figure.start - 1] if figure.start else " "
    after = text[figure.end : figure.end + 2]
    if said[0] == "0" and len(said) > 1 and said[1] != ".":
        return True
    return (
        before.isdecimal()
        or before in "-/+.:#@_"
        or "a" <= before <= "z"
        or (after[:1] in {"-", "/", ":", "_"} and after != "/-" and after[1:].isdecimal())
        or "a" <= after[:1] <= "z"
    )


def _reads_as_money(figure: Figure, before: str, after: str, kind: str, *, asked: bool) -> bool:
    if figure.lonely:
        return unit_stands_alone(before, after) or (asked and not before.strip())
    baht = says_baht(before, after)
    trusted = asked or baht or kind in _CASE
    if not figure.bare:
        plainly = figure.high >= _LEAST_PLAIN and not figure.metres
        return figure.high >= _LEAST_BARE and (trusted or plainly)
    if baht:
        return figure.high >= _LEAST_BARE or kind in _CASE or asked
    if figure.high < _LEAST_BARE:
        return False
    if asked:
        return True
    looks_like_year = figure.low == figure.high and 1950 <= figure.low <= 2620
    return kind in {*_CASE, "past"} and not looks_like_year


def _bounded(figure: Figure, before: str, after: str) -> Amount:
    if figure.low != figure.high:
        return Amount(figure.low, figure.high)
    at_most = is_at_most(before, after)
    if not at_most and (figure.over or is_at_least(before, after)):
        return Amount(figure.low, None)
    if at_most:
        return Amount(None, figure.high)
    return Amount(figure.low, figure.high)


def _between(money: Sequence[Money]) -> list[Money]:
    """Join «อย่างน้อย 3 แสน ไม่เกิน 5 แสน» to one."""
    joined: list[Money] = []
    for one in money:
        last = joined[-1] if joined else None
        low = last.amount.min if last and last.amount.max is None else None
        high = one.amount.max if one.amount.min is None else None
        if last and low is not None and high is not None and low < high:
            joined[-1] = replace(last, end=one.end, amount=Amount(low, high))
        else:
            joined.append(one)
    return joined


def _chosen(money: Sequence[Money]) -> Money | None:
    """Take the last correction, else the strongest role; two different sums owed are no answer."""
    if not money:
        return None
    corrections = [one for one in money if one.corrects]
    if corrections:
        return corrections[-1]
    best = max(WEIGHTS[one.role] for one in money)
    leading = [one for one in money if WEIGHTS[one.role] == best]
    if leading[0].role in {"owe", "lost", "plain", "price"} and len(leading) > 1:
        same = {one.amount for one in leading}
        if len(same) > 1:
            return None
    return None if _has_more_parts(leading[0], money) else leading[0]


def _has_more_parts(owed: Money, money: Sequence[Money]) -> bool:
    """Tell whether a debt or loss goes on: «หนี้ ธ.ก.ส. 2 แสน ออมสิน 3 แสน» is neither."""
    if owed.role not in {"owe", "lost"}:
        return False
    rest = [one.amount for one in money if one.role == "plain" and one.start > owed.start]
    parts = sum(amount.max or 0 for amount in rest)
    return bool(set(rest) - {owed.amount}) and parts != owed.amount.max
