"""An announcement as its readers will see it in LINE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.broadcasts import wording
from bot.broadcasts.draft import Draft
from bot.broadcasts.wording import PICTURES
from bot.model.effects import Card, Say
from bot.render.preview import Preview, preview


@dataclass(frozen=True, slots=True)
class Shown:
    """One message: words, a picture, or a card that may have one."""

    words: Preview | None = None
    picture: str | None = None
    """A link to what the console shows."""
    card: Card | None = None


def shown(draft: Draft, number: int, phrases: Mapping[str, str]) -> list[Shown]:
    """Return what a reader sees, in order."""
    own = [_object(told) for told in wording.objects(draft)]
    return [*own, *(_bubble(one) for one in wording.bubbles(draft, number, phrases))]


def _object(told: Mapping[str, object]) -> Shown:
    if told.get("type") == "image":
        return Shown(picture=_here(str(told.get("previewImageUrl", ""))))
    return Shown(preview(str(told.get("text") or told.get("altText") or "")))


def _bubble(one: object) -> Shown:
    if isinstance(one, Card):
        return Shown(card=one, picture=_here(one.picture) if one.picture else None)
    return Shown(preview(one.text if isinstance(one, Say) else ""))


def _here(link: str) -> str:
    """Return the address at which this very service has a picture of ours, or else the link."""
    if wording.small_picture(link.removesuffix("/small")) == link and link.endswith("/small"):
        return link[link.index(PICTURES) :]
    return link
