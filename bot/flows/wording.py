"""A condition as it may stand in flows.yaml: the other way round of `conditions.parse`."""

from __future__ import annotations

from typing import assert_never

from bot.flows.conditions import Both, Condition, Either, Flag, Known, Not, OneOf, Order, Value


def written(condition: Condition | None) -> str:
    """Return a condition in words; «else» for None."""
    match condition:
        case None:
            return "else"
        case Not(inner):
            return _negated(inner)
        case Both(left, right):
            return f"{_bracketed(left)} and {_bracketed(right)}"
        case Either(left, right):
            return f"{written(left)} or {written(right)}"
        case _:
            return _plain(condition)


def _plain(condition: Flag | Known | OneOf | Order) -> str:
    match condition:
        case Flag(name):
            return name
        case Known(name):
            return f"{name} is known"
        case OneOf(name, values):
            return _one_of(name, "==", values)
        case Order(name, sign, limit):
            return f"{name} {sign} {limit}"
        case _:
            assert_never(condition)


def _one_of(name: str, equals: str, values: tuple[Value, ...]) -> str:
    words = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    if len(words) == 1:
        return f"{name} {equals} {words[0]}"
    return f"{name} in [{', '.join(words)}]"


def _negated(inner: Condition) -> str:
    match inner:
        case Known(name):
            return f"{name} is missing"
        case OneOf(name, (value,)):
            return _one_of(name, "!=", (value,))
        case Both() | Either():
            return f"not ({written(inner)})"
        case _:
            return f"not {written(inner)}"


def _bracketed(condition: Condition) -> str:
    return f"({written(condition)})" if isinstance(condition, Either) else written(condition)
