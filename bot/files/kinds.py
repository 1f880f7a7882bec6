"""What a file really is, by its bytes; a name or a declared type only has to agree.

Taken are pictures, PDF, office documents, sound and films. Everything else is refused: programs,
archives, web pages, documents with macros, and what cannot be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import BinaryIO

from bot.errors import BotError
from bot.files import office
from bot.model.contents import ContentKind

HEAD = 64
"""Bytes from the start that tell most kinds."""


class NotTaken(BotError):
    """The file is of no kind that is kept; the message says for operators what it is."""


PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBP", "image/webp"),
    (rb"%PDF-\d", "application/pdf"),
    (rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", "audio/mpeg"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "audio/aac"),
    (rb"RIFF....WAVE", "audio/wav"),
    (rb"#!AMR", "audio/amr"),
    (rb"OggS", "audio/ogg"),
    (rb"\x1aE\xdf\xa3", "video/webm"),
    (rb"....ftypM4[AB] ", "audio/mp4"),
    (rb"....ftypqt  ", "video/quicktime"),
    (rb"....ftyp3g", "video/3gpp"),
    (rb"....ftyp(?:isom|iso\d|mp4\d|avc1|M4V |MSNV|dash)", "video/mp4"),
)
_KNOWN = tuple((re.compile(start, re.DOTALL), kind) for start, kind in _SIGNATURES)

_INSPECTED: Mapping[bytes, Callable[[BinaryIO], str]] = {
    b"PK\x03\x04": office.zipped,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": office.compound,
}

_HIDDEN_PROGRAM = re.compile(
    r"\.(?:exe|com|scr|pif|bat|cmd|ps1|vbs?|jse?|wsf|hta|msi|jar|apk|sh|lnk|html?|xhtml|svg"
    r"|zip|rar|7z|gz|tar|iso|cab|docm|xlsm|pptm)[\s.]*$",
    re.IGNORECASE,
)
_UNSPECIFIC = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_DOCUMENTS = re.compile(
    r"application/(?:pdf|x-pdf|msword|zip|x-zip-compressed|vnd\.ms-(?:excel|powerpoint)"
    r"|vnd\.openxmlformats-officedocument\..*|vnd\.oasis\.opendocument\..*)"
)
_SENT_AS: Mapping[ContentKind, tuple[str, ...]] = {
    "image": ("image",),
    "audio": ("audio", "video"),  # a voice in a film's container
    "video": ("video",),
    "file": ("image", "audio", "video", "application"),
}


def recognise(file: BinaryIO, *, sent_as: ContentKind, declared: str, name: str | None) -> str:
    """Return what the file is as a media type; the file is left at its start.

    Raises `NotTaken` when that is no kind that is kept, or when what it is contradicts the kind
    of message it came in, the media type that was declared or the ending of its name.
    """
    if name and _HIDDEN_PROGRAM.search(name):
        raise NotTaken(f"named as {name.rpartition('.')[2].strip().lower()}, which is not opened")
    found = _by_bytes(file)
    file.seek(0)
    family = found.partition("/")[0]
    if family not in _SENT_AS[sent_as]:
        raise NotTaken(f"sent as {sent_as}, but it is {found}")
    if not _agrees(declared.partition(";")[0].strip().lower(), family):
        raise NotTaken(f"declared as something else than the {found} that it is")
    return f"audio/{found.partition('/')[2]}" if sent_as == "audio" else found


def _by_bytes(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(HEAD)
    for start, inspect in _INSPECTED.items():
        if head.startswith(start):
            try:
                return inspect(file)
            except office.Unknown as error:
                raise NotTaken(str(error)) from error
    for pattern, kind in _KNOWN:
        if pattern.match(head):
            return kind
    raise NotTaken("of no kind that is known here")


def _agrees(declared: str, family: str) -> bool:
    if declared in _UNSPECIFIC:
        return True
    if family == "application":
        return bool(_DOCUMENTS.fullmatch(declared))
    # Sound and films share their containers, and are often declared as each other.
    alike = {"audio", "video"} if family in {"audio", "video"} else {family}
    if declared == "application/ogg":
        return family == "audio"
    return declared.partition("/")[0] in alike and declared != "image/svg+xml"
