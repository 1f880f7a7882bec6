"""Which files are taken, by what they are and not by what they say they are."""

from __future__ import annotations

import io
import struct

import pytest

from bot.files.kinds import NotTaken, recognise
from bot.model.contents import ContentKind
from tests.files.files_stage import (
    M4A,
    MP4,
    PDF,
    archive,
    compound,
    docx,
    gif,
    jpeg,
    odt,
    png,
    webp,
    xlsx,
)

_OPENXML = "application/vnd.openxmlformats-officedocument"


def told(
    data: bytes, sent_as: ContentKind = "file", declared: str = "", name: str | None = None
) -> str:
    return recognise(io.BytesIO(data), sent_as=sent_as, declared=declared, name=name)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (jpeg(), "image/jpeg"),
        (png(), "image/png"),
        (gif(), "image/gif"),
        (webp(), "image/webp"),
        (PDF, "application/pdf"),
        (docx(), f"{_OPENXML}.wordprocessingml.document"),
        (xlsx(), f"{_OPENXML}.spreadsheetml.sheet"),
        (
            archive({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}),
            f"{_OPENXML}.presentationml.presentation",
        ),
        (odt(), "application/vnd.oasis.opendocument.text"),
        (compound("WordDocument", "1Table"), "application/msword"),
        (compound("Workbook"), "application/vnd.ms-excel"),
        (compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        (MP4, "video/mp4"),
        (M4A, "audio/mp4"),
        (b"\0\0\0\x14ftypqt  " + bytes(20), "video/quicktime"),
        (b"\0\0\0\x14ftyp3gp5" + bytes(20), "video/3gpp"),
        (b"\x1aE\xdf\xa3" + bytes(20), "video/webm"),
        (b"ID3\x04" + bytes(20), "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(20), "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(20), "audio/aac"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"#!AMR\n" + bytes(20), "audio/amr"),
        (b"OggS" + bytes(20), "audio/ogg"),
    ],
)
def test_a_file_is_known_by_its_bytes(data: bytes, kind: str) -> None:
    assert told(data) == kind


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"MZ\x90\0" + bytes(200), "no kind"),
        (b"\x7fELF" + bytes(200), "no kind"),
        (b"#!/bin/sh\nrm -rf /\n", "no kind"),
        (b"<!DOCTYPE html><script>1</script>", "no kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no kind"),
        (b"Rar!\x1a\x07\x01\0", "no kind"),
        (b"", "no kind"),
        (b"  %PDF-1.7", "no kind"),
        (archive({"a.txt": b"a"}), "an archive"),
        (archive({"AndroidManifest.xml": b"a", "classes.dex": b"a"}), "an archive"),
        (archive({"word/document.xml": b"a"}), "an archive"),
        (docx(**{"word/vbaProject.bin": b"a"}), "program in it"),
        (docx(**{"word/embeddings/a.EXE": b"a"}), "program in it"),
        (odt().replace(b"content.xml", b"contents.ml"), "an archive"),
        (archive({"mimetype": b"application/epub+zip", "content.xml": b""}), "an archive"),
        (compound("WordDocument", "Macros"), "program in it"),
        (compound("Workbook", "_VBA_PROJECT_CUR"), "program in it"),
        (compound("!_Columns"), "no document"),
        (b"PK\x03\x04" + bytes(100), "broken archive"),
        (docx()[:-30], "broken archive"),
    ],
)
def test_what_is_no_kind_that_is_kept_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        told(data)


@pytest.mark.parametrize(
    ("sent_as", "data"),
    [("image", PDF), ("image", MP4), ("audio", jpeg()), ("video", PDF), ("video", jpeg())],
)
def test_what_is_another_kind_than_its_message_is_refused(
    sent_as: ContentKind, data: bytes
) -> None:
    with pytest.raises(NotTaken, match="sent as"):
        told(data, sent_as)


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("text/html", PDF),
        ("text/html; charset=utf-8", jpeg()),
        ("application/x-msdownload", PDF),
        ("image/svg+xml", png()),
        ("image/png", PDF),
        ("application/pdf", png()),
        ("video/mp4", PDF),
    ],
)
def test_what_is_declared_as_something_else_is_refused(declared: str, data: bytes) -> None:
    with pytest.raises(NotTaken, match="declared"):
        told(data, declared=declared)


@pytest.mark.parametrize(
    ("declared", "data", "kind"),
    [
        ("", PDF, "application/pdf"),
        ("application/octet-stream", png(), "image/png"),
        ("IMAGE/PNG", jpeg(), "image/jpeg"),
        ("audio/x-m4a", MP4, "video/mp4"),
        ("application/ogg", b"OggS" + bytes(20), "audio/ogg"),
        ("application/zip", xlsx(), f"{_OPENXML}.spreadsheetml.sheet"),
        (f"{_OPENXML}.wordprocessingml.document", docx(), None),
    ],
)
def test_a_vague_or_a_neighbouring_declaration_does_no_harm(
    declared: str, data: bytes, kind: str | None
) -> None:
    assert told(data, declared=declared) == (kind or declared)


def test_a_voice_in_a_films_container_is_sound() -> None:
    assert told(MP4, "audio", "audio/x-m4a") == "audio/mp4"


@pytest.mark.parametrize(
    "name", ["ใบแจ้งหนี้.pdf.exe", "a.HTML", "งบ.xlsm", "a.scr ", "ภาพ.svg", "รวม.zip"]
)
def test_a_name_that_starts_a_program_is_refused_whatever_is_in_the_file(name: str) -> None:
    with pytest.raises(NotTaken, match="named as"):
        told(PDF, name=name)


@pytest.mark.parametrize("name", ["งบการเงิน 2568.pdf", "a.html.pdf", "", "ไม่มีนามสกุล"])
def test_any_other_name_is_taken(name: str) -> None:
    assert told(PDF, name=name) == "application/pdf"


def test_an_archive_whose_list_of_contents_is_absurdly_long_is_not_read() -> None:
    """What the end of the archive says decides: a megabyte at most is read, however large it is."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 3_000_000, 0, 0)

    with pytest.raises(NotTaken, match="too many files"):
        told(b"PK\x03\x04" + bytes(4_000_000) + end)


def test_an_archive_of_the_large_format_is_refused() -> None:
    whole = docx()
    at = whole.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)

    with pytest.raises(NotTaken, match="broken archive"):
        told(whole[:at] + locator + whole[at:])


def test_a_file_is_left_at_its_start() -> None:
    file = io.BytesIO(docx())

    recognise(file, sent_as="file", declared="", name=None)

    assert file.tell() == 0
