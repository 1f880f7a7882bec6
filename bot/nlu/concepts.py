"""Words that mean nearly the same, gathered under one name: the lexicon of `concepts.txt`.

A few hundred training lines cannot show every machine, bank and fruit; a lexicon can.
What a concept counts for is learned, not written here.
"""

from __future__ import annotations

from bot.errors import BotError


class BadLexicon(BotError):
    """The lexicon cannot be read as it stands."""


def read(text: str) -> dict[str, str]:
    """Return word -> concept from lines «NAME: word word»; «#» starts a comment line.

    Raises BadLexicon naming every line that has no name or repeats a word.
    """
    concepts: dict[str, str] = {}
    mistakes: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, words = line.partition(":")
        if not colon:
            mistakes.append(f"line {number}: write «NAME: word word», this line has no colon")
        for word in words.split():
            if word in concepts:
                mistakes.append(f"line {number}: «{word}» already stands under {concepts[word]}")
            concepts[word] = name
    if mistakes:
        raise BadLexicon("concepts.txt: " + "; ".join(mistakes))
    return concepts
