"""What officers write to the account in their LINE group: a verb, a case, words.

Everything else that is said there is theirs, and is neither read nor kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.model.thai import western_digits


class Verb(StrEnum):
    """What is wanted."""

    LIST = "list"
    CLAIM = "claim"
    ANSWER = "answer"
    NOTE = "note"
    GIVE_BACK = "give_back"
    CLOSE = "close"
    BIND_GROUP = "bind_group"
    BIND_OFFICER = "bind_officer"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Command:
    """One line for the account."""

    verb: Verb
    which: str = ""
    """A running number such as ``12``, or a whole receiving number."""
    words: str = ""


_ALONE: Mapping[str, Verb] = {"งาน": Verb.LIST, "คำสั่ง": Verb.HELP, "/help": Verb.HELP}
_WITH_CODE: Mapping[str, Verb] = {"/ลงทะเบียน": Verb.BIND_GROUP, "/ผูก": Verb.BIND_OFFICER}
_ON_A_CASE: Mapping[str, Verb] = {
    "รับเรื่อง": Verb.CLAIM,
    "รับ": Verb.CLAIM,
    "ตอบ": Verb.ANSWER,
    "โน้ต": Verb.NOTE,
    "โน๊ต": Verb.NOTE,
    "คืน": Verb.GIVE_BACK,
    "ปิดเรื่อง": Verb.CLOSE,
    "ปิด": Verb.CLOSE,
}
_CASE = re.compile(
    rf"(?P<verb>{'|'.join(_ON_A_CASE)})\s*#?(?P<which>\d{{2}}-\d{{2}}-\d{{5}}-\d|\d{{1,5}})"
    r"(?![\d-])(?:\s+(?P<words>.*))?",
    re.DOTALL,
)


def parse(text: str) -> Command | None:
    """Return what a line asks for; None when it is not for the account."""
    line = text.strip()
    if verb := _ALONE.get(line.lower()):
        return Command(verb)
    first, _, rest = line.partition(" ")
    if verb := _WITH_CODE.get(first):
        return Command(verb, words=rest.strip())
    # Digits of the number alone are made Western: what is said to an owner stays as it is.
    head = western_digits(line)
    found = _CASE.fullmatch(head)
    if found is None:
        return None
    words = line[found.start("words") :] if found["words"] else ""
    return Command(_ON_A_CASE[found["verb"]], found["which"], words.strip())
