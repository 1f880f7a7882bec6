"""Files that owners sent: a small picture for the conversation, and the file itself.

Only pictures are shown by the browser itself, and nothing is ever run: everything else is saved.
"""

from __future__ import annotations

import io
import mimetypes
import re
import tempfile
from typing import BinaryIO

from flask import Blueprint, Response, request, send_file

from bot.files import pictures
from bot.files.kinds import PICTURES
from bot.files.scrub import Damaged
from bot.files.storage import StorageUnusable
from bot.handlers import attachments
from bot.handlers.attachments import NoSuchFile
from bot.storage.contents import Standing
from bot.web.console.context import Console

_SAVED = re.compile(r"(?:application|audio|video)/[\w.+-]+")
_IN_MEMORY = 1024 * 1024
"""Bytes; a larger file waits on the disk while it is sent."""


class FilePages:
    """Two addresses for each file of a case."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def put_on(self, routes: Blueprint) -> None:
        """Give the files their addresses."""
        place = "/cases/<number>/files/<message_id>"
        routes.add_url_rule(place, "file", self.show)
        routes.add_url_rule(f"{place}/small", "small_picture", self.show_small)

    def show(self, number: str, message_id: str) -> Response:
        """Send the file: a picture to look at, anything else, or with `save`, to be saved."""
        found, content = self._open(number, message_id)
        kind = _kind(found)
        look_at = kind in PICTURES and "save" not in request.args
        return send_file(
            content,
            mimetype=kind,
            as_attachment=not look_at,
            download_name=_name(found, number, kind),
        )

    def show_small(self, number: str, message_id: str) -> Response:
        """Send a small copy of a picture."""
        found, content = self._open(number, message_id)
        small = io.BytesIO()
        with content:
            if _kind(found) not in PICTURES:
                raise NoSuchFile("ไฟล์นี้ไม่ใช่รูปภาพ")
            try:
                pictures.shrink(content, small)
            except Damaged as error:
                raise NoSuchFile("ย่อรูปนี้ไม่ได้ บันทึกไฟล์เพื่อเปิดดู") from error
        return Response(small.getvalue(), mimetype="image/jpeg")

    def _open(self, number: str, message_id: str) -> tuple[Standing, BinaryIO]:
        work, storage = self._console.work(number), self._console.app.storage
        found = self._console.run(
            lambda connection: attachments.open_file(connection, work, message_id)
        )
        content = _room()
        try:
            storage.read(found.place or "", content)
        except StorageUnusable as error:
            content.close()
            raise NoSuchFile("เปิดไฟล์ไม่ได้ในขณะนี้ ลองใหม่ภายหลัง หรือแจ้งผู้ดูแลระบบ") from error
        content.seek(0)
        return found, content


def _room() -> BinaryIO:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[return-value]


def _kind(found: Standing) -> str:
    """Return the media type to tell the browser; a page or a drawing is never one."""
    kind = found.kept.content_type if found.kept else ""
    return kind if kind in PICTURES or _SAVED.fullmatch(kind) else "application/octet-stream"


def _name(found: Standing, number: str, kind: str) -> str:
    if found.file_name:
        return found.file_name
    return f"{number}-{found.message_id}{mimetypes.guess_extension(kind) or ''}"
