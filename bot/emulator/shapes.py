"""A small language in which the messages LINE accepts are written down.

A check takes a value and the path to it, and yields what LINE would complain about. Tables of
checks (`Shape`) describe objects. Pure: no state, no HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from bot.emulator.rules import Detail, grapheme_length, utf16_length


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands: `messages[0].text`, or `/body/contents/0` inside Flex."""

    text: str
    slashes: bool = False

    def key(self, name: str) -> Path:
        """Return the path to a property of this object."""
        if self.slashes:
            return Path(f"{self.text}/{name}", slashes=True)
        return Path(f"{self.text}.{name}" if self.text else name)

    def item(self, index: int) -> Path:
        """Return the path to an item of this list."""
        if self.slashes:
            return Path(f"{self.text}/{index}", slashes=True)
        return Path(f"{self.text}[{index}]")


Check = Callable[[object, Path], Iterator[Detail]]
Length = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an object: its check, and whether it must be there."""

    check: Check
    required: bool = False


Shape = Mapping[str, Field]


def need(check: Check) -> Field:
    """Describe a property that must be there."""
    return Field(check, required=True)


def may(check: Check) -> Field:
    """Describe a property that may be absent."""
    return Field(check)


def say(path: Path, message: str) -> Iterator[Detail]:
    """Yield one complaint."""
    yield Detail(message, path.text or "/")


def anything(value: object, path: Path) -> Iterator[Detail]:
    """Accept any value."""
    del value, path
    return iter(())


def text(longest: int, *, shortest: int = 1, count: Length = utf16_length) -> Check:
    """Accept a string within these lengths, counted in UTF-16 units unless told otherwise."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        if not isinstance(value, str):
            yield from say(path, "Must be a string")
        elif shortest and not value:
            yield from say(path, "May not be empty")
        elif not shortest <= count(value) <= longest:
            # LINE names 0 as the lower bound though it refuses the empty text in words of its own
            yield from say(path, f"Length must be between 0 and {longest}")

    return check


def graphemes(longest: int, *, shortest: int = 1) -> Check:
    """Accept a string within these lengths, counted in grapheme clusters."""
    return text(longest, shortest=shortest, count=grapheme_length)


def matching(pattern: str, complaint: str = "invalid property") -> Check:
    """Accept a string that matches the whole pattern."""
    compiled = re.compile(pattern)

    def check(value: object, path: Path) -> Iterator[Detail]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield from say(path, complaint)

    return check


def one_of(*choices: str) -> Check:
    """Accept one of these words."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        if value not in choices:
            listed = ", ".join(choices)
            yield from say(path, f"Must be one of the following values: [{listed}]")

    return check


def boolean(value: object, path: Path) -> Iterator[Detail]:
    """Accept true or false."""
    if not isinstance(value, bool):
        yield from say(path, "Must be a boolean")


def number(lowest: float, highest: float, *, whole: bool = False) -> Check:
    """Accept a number within these bounds."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        kind = int if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kind):
            yield from say(path, "Must be a number")
        elif not lowest <= value <= highest:
            yield from say(path, f"Must be between {lowest:g} and {highest:g}")

    return check


def link(schemes: Sequence[str] = ("https",), *, longest: int = 2000) -> Check:
    """Accept a URL with one of these schemes."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        if not isinstance(value, str) or not value:
            yield from say(path, "May not be empty")
        elif utf16_length(value) > longest:
            yield from say(path, f"Length must be between 0 and {longest}")
        elif not _is_link(value, schemes):
            yield from say(path, "invalid uri scheme")

    return check


def _is_link(value: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    if parts.scheme not in schemes or any(letter.isspace() for letter in value):
        return False
    return bool(parts.netloc) if parts.scheme in {"http", "https"} else True


def each(check_item: Check, lowest: int, highest: int) -> Check:
    """Accept a list of so many items that each pass."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        if not isinstance(value, list):
            yield from say(path, "Must be an array")
            return
        if not lowest <= len(value) <= highest:
            yield from say(path, f"Size must be between {lowest} and {highest}")
            return
        for index, item in enumerate(value):
            if item is None and path.slashes:
                yield from say(path, "cannot contain null elements")
            else:
                yield from check_item(item, path.item(index))

    return check


def shaped(shape: Shape, *, strict: bool = False) -> Check:
    """Accept an object whose properties pass; unknown ones are an error only when strict."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        if not isinstance(value, dict):
            yield from say(path, "Must be an object")
            return
        for name, field in shape.items():
            yield from _check_field(value, path, name=name, field=field)
        if strict:
            unknown = [name for name in value if name not in shape and name != "type"]
            for name in unknown:
                yield from say(path.key(name), "unknown field")

    return check


def _check_field(
    value: Mapping[str, object], path: Path, *, name: str, field: Field
) -> Iterator[Detail]:
    given = value.get(name)
    if given is not None:
        yield from field.check(given, path.key(name))
    elif field.required:
        yield from say(path.key(name), "must be specified" if path.slashes else "May not be null")


def by_type(kinds: Callable[[], Mapping[str, Check]]) -> Check:
    """Accept an object whose `type` is one of the kinds and which passes that kind's check.

    The kinds come from a function, so that a box may hold boxes.
    """

    def check(value: object, path: Path) -> Iterator[Detail]:
        if not isinstance(value, dict):
            yield from say(path, "Must be an object")
            return
        known = kinds()
        found = value.get("type")
        if not isinstance(found, str) or found not in known:
            listed = ", ".join(known)
            complaint = f"Must be one of the following values: [{listed}]"
            yield from say(path.key("type"), complaint)
            return
        yield from known[found](value, path)

    return check


def both(*checks: Check) -> Check:
    """Accept what passes every one of these checks."""

    def check(value: object, path: Path) -> Iterator[Detail]:
        for one in checks:
            yield from one(value, path)

    return check


def passes(check: Check, value: object) -> bool:
    """Tell whether a value has no complaint at all."""
    return not list(islice(check(value, Path("")), 1))
