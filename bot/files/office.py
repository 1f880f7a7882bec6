"""Office documents are archives: whether one is a document, and whether a macro is in it."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from bot.errors import BotError


class Unknown(BotError):
    """An archive or a container that is no document, or one with macros in it."""


_OPENXML: Mapping[str, str] = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ),
}
_OPENDOCUMENT = re.compile(
    rb"PK\x03\x04.{22}\x08\x00.{2}mimetype"
    rb"(application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation))(?!-)",
    re.DOTALL,
)
_COMPOUND: Mapping[str, str] = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_MACROS = re.compile(
    r"vbaproject\.bin|vbadata\.xml|basic/|scripts/|\.(?:exe|dll|js|vbs|jar|class)$"
)

_LARGEST_DIRECTORY = 1024 * 1024
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_PIECE = 256 * 1024
_ENTRY_NAME = 64
"""A compound file's directory entry begins with its name, padded to this many bytes."""


def zipped(file: BinaryIO) -> str:
    """Return the media type of a document that is a ZIP archive. Raises `Unknown`."""
    names = set(_names(_directory(file)))
    if any(_MACROS.search(name.lower()) for name in names):
        raise Unknown("a document with a program in it")
    file.seek(0)
    named = _OPENDOCUMENT.match(file.read(128))
    if named and "content.xml" in names:
        return named.group(1).decode()
    if "[Content_Types].xml" in names:
        for main, kind in _OPENXML.items():
            if main in names:
                return kind
    raise Unknown("an archive")


def compound(file: BinaryIO) -> str:
    """Return the media type of an old office document (OLE compound file). Raises `Unknown`."""
    found = _streams(file)
    if {"_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR"} & found:
        raise Unknown("a document with a program in it")
    for stream, kind in _COMPOUND.items():
        if stream in found:
            return kind
    raise Unknown("a container that is no document")


def _directory(file: BinaryIO) -> bytes:
    """Return a ZIP archive's list of contents, unless it is absurdly long or far away."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Unknown("a broken archive")
    _, _, _, _, _, length, _, _ = _END.unpack_from(tail, at)
    begins = size - len(tail) + at - length
    if length > _LARGEST_DIRECTORY or begins < 0:
        raise Unknown("an archive of too many files")
    file.seek(begins)
    return file.read(length)


def _names(directory: bytes) -> Iterator[str]:
    at = 0
    while at < len(directory):
        if not directory.startswith(b"PK\x01\x02", at) or len(directory) - at < _ENTRY.size:
            raise Unknown("a broken archive")
        fields = _ENTRY.unpack_from(directory, at)
        name, extra, comment = fields[10:13]
        yield directory[at + _ENTRY.size : at + _ENTRY.size + name].decode("utf-8", "replace")
        at += _ENTRY.size + name + extra + comment


def _streams(file: BinaryIO) -> set[str]:
    """Return which of the telling names stand anywhere in the file's directory.

    Directory entries stand at multiples of 128 bytes, wherever their sectors are.
    """
    telling = {name: _padded(name) for name in (*_COMPOUND, "_VBA_PROJECT", "Macros")}
    telling["_VBA_PROJECT_CUR"] = _padded("_VBA_PROJECT_CUR")
    found: set[str] = set()
    file.seek(0)
    while piece := file.read(_PIECE):
        for name, wanted in telling.items():
            if name not in found and _stands_aligned(piece, wanted):
                found.add(name)
    return found


def _padded(name: str) -> bytes:
    return name.encode("utf-16-le").ljust(_ENTRY_NAME, b"\0")


def _stands_aligned(piece: bytes, wanted: bytes) -> bool:
    at = piece.find(wanted)
    while at >= 0 and at % 128:
        at = piece.find(wanted, at + 1)
    return at >= 0
