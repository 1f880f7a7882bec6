"""Names of people and what a firm does, out of English sentences."""

from __future__ import annotations

import re

_NAME = r"(?P<name>[A-Z][a-z'\u2019-]+(?: [A-Z][a-z'\u2019-]+){0,2})"
_INTRODUCED = re.compile(
    rf"(?:(?i:my name(?:'s| is)|name\s*:|name is|this is|contact person is|call me))\s+"
    rf"(?:(?i:mr|mrs|ms|miss|khun|dr)\.? )?{_NAME}"
)
_SPELT_SMALL = re.compile(
    r"(?i:\bmy name(?:'s| is)|\bname is)\s+(?P<name>[a-z]{2,20}(?: [a-z]{2,20})?)\s*(?:$|[,.;\d])"
)
_I_AM = re.compile(
    r"(?:^|[.!?,]\s+)(?:(?i:hello|hi|hey)[,.! ]+)?(?i:i am|i'm|i\u2019m)\s+"
    r"(?:(?i:mr|mrs|ms|khun)\.? )?" + _NAME + r"(?=\s*(?:$|[,.;]|\s(?i:from|and|at|owner)))"
)
_TITLE = re.compile(r"\b(?:Khun|Mr\.?|Mrs\.?|Ms\.?) " + _NAME)
_NO_PHONE = re.compile(
    rf"^{_NAME}(?=[,.]?\s+(?i:no phone|no number|contact me|please|on line|via|by line|line|but))"
)
_NOBODY = frozenset({
    "Line", "Thai", "Thailand", "The", "A", "Back", "When", "At", "On", "Tomorrow", "Please",
    "Urgent",
})  # fmt: skip

_TRADE = (
    r"factory|shop|store|restaurant|cafe|café|bakery|farm|workshop|mill|brewery|business|company"
    r"|firm|plant|brand"
)
_HAS = re.compile(
    r"\b(?:my|our|own|run|have|has|open|operate|start)\s+"
    r"(?:a |an |the |own |small |little |family )*"
    rf"(?P<what>(?:[a-z][a-z'-]+ ){{0,3}}(?:{_TRADE}))\b"
)
_DOES = re.compile(
    r"\b(?:i|we|my factory|our factory|my company|our company|the company|my shop|our shop)\s+"
    r"(?:also |mainly |only )?"
    r"(?P<does>(?:makes?|sells?|produces?|manufactures?|exports?|roast|bake|brew|weave|sew"
    r"|grow|process|provide|repair)\s+"
    r"[a-z][a-z' -]{2,40}?)"
    r"(?=\s*(?:$|[,.;!?]| in | at | and (?:i|we|want|need|would)| but | near | from | for | online"
    r"| because | to ))"
)
_VAGUE = frozenset(
    {"business", "company", "firm", "factory", "shop", "store", "plant", "brand", "farm"}
)
_NO_ANSWER = re.compile(
    r"(?:no|none|nothing|skip|pass|yes|ok|okay|not|next|back|cancel|menu"
    r"|i (?:don't|do not|would rather))\b|.*\?$"
)
_LEAD = re.compile(r"^(?:i|we) (?:also |mainly |only )?", re.IGNORECASE)


def read_person(text: str, *, asked: bool) -> str | None:
    """Return the name with which somebody introduces themselves, None where nobody does.

    `asked`, a name before words about the telephone is one as well.
    """
    if asked and (alone := _NO_PHONE.match(text)):
        return alone["name"]
    for pattern in (_INTRODUCED, _I_AM, _TITLE):
        found = pattern.search(text)
        if found and found["name"].split()[0] not in _NOBODY:
            return found["name"]
    small = _SPELT_SMALL.search(text)
    return small["name"] if small else None


def read_business(text: str, *, asked: bool) -> str | None:
    """Return what the firm makes or does as a short phrase; `asked`, the answer is one as it is."""
    said = text.casefold().strip()
    if asked:
        answer = _LEAD.sub("", text.strip()).rstrip(" .!")
        return answer if answer and not _NO_ANSWER.match(said) else None
    if found := _DOES.search(said):
        return found["does"].strip()
    named = _HAS.search(said)
    what = named["what"] if named else None
    return what if what and what not in _VAGUE else None
