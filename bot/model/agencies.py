"""Agencies to which cases are referred, as every layer sees them."""

from __future__ import annotations

from dataclasses import dataclass

_PLACE = "{province}"


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of the directory. `{province}` in its names stands for a case's own province."""

    code: str
    short: str
    """What officers call it: «ธพว.»."""
    name_th: str
    helps: tuple[str, ...]
    """With what: families of sub-intents (``fin``), or single ones (``std.fda``)."""
    provinces: tuple[str, ...] = ()
    """Where: ISO codes; ``!TH-10`` for everywhere else; empty for the whole country."""
    private: bool = False
    """Whether it is no body of the state, so that consent to pass data on is of another kind."""
    addressee: str = ""
    """Who is written to, after «เรียน»."""
    phone: str | None = None
    website: str | None = None
    note: str | None = None
    confirmed: bool = False
    """Whether somebody has confirmed what stands here."""
    retired: bool = False

    def name_in(self, province: str | None) -> str:
        """Return its name for a case in this province (a Thai name)."""
        return self.name_th.replace(_PLACE, province or "")

    def addressee_in(self, province: str | None) -> str:
        """Return who is written to about a case in this province (a Thai name)."""
        return (self.addressee or self.name_th).replace(_PLACE, province or "")

    def serves(self, province: str | None) -> bool:
        """Tell whether it takes matters from a province (ISO code); an unknown one may be any."""
        if province is None or not self.provinces:
            return True
        if province in self.provinces:
            return True
        elsewhere = [one for one in self.provinces if one.startswith("!")]
        return bool(elsewhere) and f"!{province}" not in elsewhere
