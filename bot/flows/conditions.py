"""The tiny language of `when:` and `priority:`: typed, and never evaluated as code.

cases == 1            sub_group in [legal, disaster]     province is known
not consent           deadline_days <= 14 and sub_group == legal
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

Kind = Literal["text", "number", "flag"]
Value = str | int | bool | None

_TOKEN = re.compile(r"\s*(==|!=|<=|>=|<|>|\(|\)|\[|\]|,|-?\d+|[a-z_][\w.\-]*)", re.IGNORECASE)
_ORDER: dict[str, Callable[[int, int], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no name standing alone."""

    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """`name is known`."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """`name == value` or `name in [values]`."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """`name <= 14`; false while the name is missing."""

    name: str
    sign: str
    value: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class Both:
    """`and`."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Either:
    """`or`."""

    left: Condition
    right: Condition


Condition = Flag | Known | OneOf | Order | Not | Both | Either


class NotUnderstood(Exception):
    """A condition cannot be read; the sentence says where."""


def parse(text: str, names: Mapping[str, Kind]) -> Condition:
    """Read a condition over the given typed names; raise `NotUnderstood` with a sentence."""
    reader = _Reader(_tokens(text), names)
    found = reader.either()
    if reader.peek() is not None:
        raise NotUnderstood(f"does not expect '{reader.peek()}' here")
    return found


def holds(condition: Condition | None, value_of: Callable[[str], Value]) -> bool:
    """Say whether the condition holds; None always does."""
    match condition:
        case None:
            return True
        case Flag(name):
            return value_of(name) is True
        case Known(name):
            return value_of(name) is not None
        case OneOf(name, values):
            return value_of(name) in values
        case Order(name, sign, limit):
            value = value_of(name)
            return isinstance(value, int) and _ORDER[sign](value, limit)
        case _:
            return _joined(condition, value_of)


def _joined(condition: Not | Both | Either, value_of: Callable[[str], Value]) -> bool:
    match condition:
        case Not(inner):
            return not holds(inner, value_of)
        case Both(left, right):
            return holds(left, value_of) and holds(right, value_of)
        case Either(left, right):
            return holds(left, value_of) or holds(right, value_of)
        case _:
            assert_never(condition)


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotUnderstood(f"cannot read '{text[at:].strip()}'")
        found.append(match.group(1))
        at = match.end()
    return found


class _Reader:
    """Recursive descent, one method per rule; the grammar is the method names."""

    def __init__(self, tokens: list[str], names: Mapping[str, Kind]) -> None:
        self._tokens = tokens
        self._names = names
        self._at = 0

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def either(self) -> Condition:
        left = self._both()
        while self._took("or"):
            left = Either(left, self._both())
        return left

    def _both(self) -> Condition:
        left = self._single()
        while self._took("and"):
            left = Both(left, self._single())
        return left

    def _single(self) -> Condition:
        if self._took("not"):
            return Not(self._single())
        if self._took("("):
            inner = self.either()
            self._expect(")")
            return inner
        return self._about(self._next())

    def _about(self, name: str) -> Condition:
        kind = self._names.get(name)
        if kind is None:
            raise NotUnderstood(f"does not know the name '{name}'")
        if self._took("is"):
            return self._known(name)
        if self._took("in"):
            return OneOf(name, self._list(name, kind))
        sign = self.peek()
        if sign in {"==", "!=", *_ORDER}:
            return self._compare(name, kind, self._next())
        if kind != "flag":
            raise NotUnderstood(f"'{name}' needs ==, in or 'is known' after it")
        return Flag(name)

    def _known(self, name: str) -> Condition:
        word = self._next()
        if word not in {"known", "missing"}:
            raise NotUnderstood(f"expects 'known' or 'missing' after 'is', not '{word}'")
        return Known(name) if word == "known" else Not(Known(name))

    def _compare(self, name: str, kind: Kind, sign: str) -> Condition:
        value = self._literal(name, kind)
        if sign in _ORDER:
            if not isinstance(value, int) or kind != "number":
                raise NotUnderstood(f"can order numbers only, and '{name}' is a {kind}")
            return Order(name, sign, value)
        same = OneOf(name, (value,))
        return same if sign == "==" else Not(same)

    def _list(self, name: str, kind: Kind) -> tuple[Value, ...]:
        self._expect("[")
        values = [self._literal(name, kind)]
        while self._took(","):
            values.append(self._literal(name, kind))
        self._expect("]")
        return tuple(values)

    def _literal(self, name: str, kind: Kind) -> Value:
        word = self._next()
        if kind == "number":
            if not word.lstrip("-").isdecimal():
                raise NotUnderstood(f"'{name}' is a number and cannot be '{word}'")
            return int(word)
        if kind == "flag":
            if word not in {"true", "false"}:
                raise NotUnderstood(f"'{name}' is true or false and cannot be '{word}'")
            return word == "true"
        return word

    def _next(self) -> str:
        word = self.peek()
        if word is None:
            raise NotUnderstood("ends too early")
        self._at += 1
        return word

    def _took(self, word: str) -> bool:
        if self.peek() != word:
            return False
        self._at += 1
        return True

    def _expect(self, word: str) -> None:
        found = self._next()
        if found != word:
            raise NotUnderstood(f"expects '{word}', not '{found}'")
