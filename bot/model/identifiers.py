"""Thirteen-digit numbers of persons and firms."""

from __future__ import annotations


def has_right_check_digit(digits: str) -> bool:
    """Tell whether thirteen digits end in their check digit (Department of Provincial Admin.)."""
    total = sum(int(digit) * (13 - at) for at, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])
