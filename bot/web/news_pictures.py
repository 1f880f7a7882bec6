"""Pictures of announcements, for LINE and for whoever got one: open to all, and never changing.

They are taken in here, too: looked at, freed of what a camera writes into them, and made small
beside. Where nobody reaches us by https there are none, for LINE would not show them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import IO, BinaryIO

from flask import Blueprint, Response, abort, send_file

from bot.app import App
from bot.broadcasts.wording import PICTURES
from bot.errors import BotError
from bot.files import kinds, pictures
from bot.files.kinds import NotTaken
from bot.files.pictures import TooManyPixels
from bot.files.scrub import Damaged
from bot.files.storage import StorageUnusable, place_of
from bot.storage import broadcast_pictures
from bot.storage.db import reading

MOST_BYTES = 10 * 1024 * 1024
"""LINE takes no larger picture."""
KINDS = ("image/jpeg", "image/png")
_SMALL = 1024
"""Pixels: LINE shows no larger picture on a card, and wants less than 1 MB before a tap."""
_SMALL_KIND = "image/jpeg"
_FOR_A_YEAR = 365 * 24 * 3600


class PictureNotTaken(BotError):
    """A picture that LINE would not show, or that could not be kept."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it was sent to us."""

    content: IO[bytes]
    declared: str
    """The media type that its sender names."""
    name: str


def may_be_kept(app: App) -> bool:
    """Tell whether pictures have an address that LINE takes."""
    return app.settings.public_url.startswith("https://")


def keep(app: App, picture: Picture, *, by: str) -> str:
    """Keep a picture, and return its public link; raises PictureNotTaken."""
    if not may_be_kept(app):
        raise PictureNotTaken("ยังอัปโหลดรูปไม่ได้ ให้ผู้ดูแลระบบตั้ง PUBLIC_URL ที่เป็น https ก่อน หรือใส่ลิงก์รูปแทน")
    kind, whole, small = _read(picture)
    now, key = app.now(), app.new_key().replace("-", "")
    app.writer.run(partial(broadcast_pictures.add, key=key, kind=kind, by=by, now=now))
    try:
        app.storage.keep(_place(key), whole)
        app.storage.keep(_small_place(key), small)
    except StorageUnusable as error:
        raise PictureNotTaken("เก็บรูปไม่ได้ในขณะนี้ ลองใหม่ภายหลัง หรือแจ้งผู้ดูแลระบบ") from error
    return f"{app.settings.public_url}{PICTURES}{key}"


def blueprint(app: App) -> Blueprint:
    """Return the addresses of the pictures and of their small copies."""
    routes = Blueprint("news_pictures", __name__)

    @routes.get(f"{PICTURES}<key>")
    def whole(key: str) -> Response:
        return _sent(app, _place(key), _kind(app, key))

    @routes.get(f"{PICTURES}<key>/small")
    def small(key: str) -> Response:
        _kind(app, key)
        return _sent(app, _small_place(key), _SMALL_KIND)

    return routes


def _read(picture: Picture) -> tuple[str, BinaryIO, BinaryIO]:
    """Return what a picture is, itself without what it tells, and a small copy of it."""
    data = picture.content.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureNotTaken("รูปใหญ่เกิน 10 MB ย่อรูปก่อน แล้วเลือกใหม่")
    whole, small = io.BytesIO(), io.BytesIO()
    try:
        kind = _kind_of(picture, data)
        pictures.tidy(io.BytesIO(data), kind, whole)
        pictures.shrink(io.BytesIO(whole.getvalue()), small, longest=_SMALL)
    except (NotTaken, Damaged, TooManyPixels) as error:
        raise PictureNotTaken("เปิดรูปนี้ไม่ได้ ใช้รูป JPEG หรือ PNG ไม่เกิน 10 MB") from error
    whole.seek(0)
    small.seek(0)
    return kind, whole, small


def _kind_of(picture: Picture, data: bytes) -> str:
    """Return what it really is; raises NotTaken for what LINE does not show."""
    kind = kinds.recognise(
        io.BytesIO(data), sent_as="image", declared=picture.declared, name=picture.name
    )
    if kind not in KINDS:
        raise NotTaken(f"a picture of the kind {kind}")
    return kind


def _kind(app: App, key: str) -> str:
    with reading(app.engine) as connection:
        return broadcast_pictures.kind(connection, key) or abort(404)


def _sent(app: App, place: str, kind: str) -> Response:
    content = io.BytesIO()
    try:
        app.storage.read(place, content)
    except StorageUnusable:
        abort(503)
    content.seek(0)
    answer = send_file(content, mimetype=kind, max_age=_FOR_A_YEAR)
    answer.headers["Cache-Control"] = f"public, max-age={_FOR_A_YEAR}, immutable"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _place(key: str) -> str:
    return place_of(key)


def _small_place(key: str) -> str:
    return f"{place_of(key)}.small"
