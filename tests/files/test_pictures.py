"""A picture shows what it shows, the right way up, and tells nothing else."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageChops

from bot.files import pictures
from bot.files.scrub import Damaged, scrub
from tests.files.files_stage import SECRET, exif, gif, jpeg, picture, png, webp

_CORNERS = ((5, 5), (54, 5), (5, 34), (54, 34))
_COLOURS = ((255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255))


def tidied(data: bytes, kind: str) -> bytes:
    out = io.BytesIO()
    pictures.tidy(io.BytesIO(data), kind, out)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def stands_upright(data: bytes) -> bool:
    image = opened(data).convert("RGB")
    if image.size != (60, 40):
        return False
    seen = [image.getpixel(corner) for corner in _CORNERS]
    return all(
        isinstance(pixel, tuple)
        and all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))
        for pixel, colour in zip(seen, _COLOURS, strict=True)
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (jpeg(), "image/jpeg"),
        (jpeg(6), "image/jpeg"),
        (png(), "image/png"),
        (png(6), "image/png"),
        (webp(), "image/webp"),
        (webp(6), "image/webp"),
        (webp(frames=3), "image/webp"),
        (gif(), "image/gif"),
    ],
)
def test_nothing_is_left_of_place_time_phone_and_comments(data: bytes, kind: str) -> None:
    assert SECRET in data
    clean = tidied(data, kind)

    image = opened(clean)
    assert SECRET not in clean
    assert b"Exif" not in clean
    assert not dict(image.getexif())
    assert not image.getexif().get_ifd(0x8825)
    assert not {"exif", "xmp", "comment", "Comment", "XML:com.adobe.xmp"} & image.info.keys()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("make", "kind"), [(jpeg, "image/jpeg"), (png, "image/png"), (webp, "image/webp")]
)
def test_a_picture_taken_with_a_turned_phone_is_upright(make, kind, orientation) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- three makers
    assert stands_upright(tidied(make(orientation), kind))


def test_a_picture_that_stands_keeps_every_bit_of_what_it_shows() -> None:
    before = jpeg()

    after = tidied(before, "image/jpeg")

    assert ImageChops.difference(opened(before), opened(after)).getbbox() is None
    assert before[before.index(b"\xff\xdb") :] == after[after.index(b"\xff\xdb") :]


def test_a_turned_picture_keeps_its_quality() -> None:
    before, after = opened(jpeg(6)), opened(tidied(jpeg(6), "image/jpeg"))

    assert getattr(after, "quantization") == getattr(before, "quantization")  # noqa: B009 -- only JPEG has it


def test_colours_stay_and_animation_stays() -> None:
    coloured = opened(tidied(jpeg(6, icc_profile=b"a profile"), "image/jpeg"))
    moving = opened(tidied(gif(3), "image/gif"))
    film = opened(tidied(webp(6, frames=3), "image/webp"))

    assert coloured.info["icc_profile"] == b"a profile"
    assert (moving.n_frames, moving.info["loop"]) == (3, 0)  # type: ignore[attr-defined]
    assert film.n_frames == 3  # type: ignore[attr-defined]


def test_what_a_phone_hides_behind_a_picture_goes() -> None:
    """A film of the moment before, a second picture: both with a place of their own."""
    twin = io.BytesIO()
    picture().save(twin, "MPO", save_all=True, append_images=[picture()], exif=exif(6), quality=92)
    hidden = {
        "image/jpeg": (jpeg() + b"ftypmp42" + SECRET, twin.getvalue()),
        "image/png": (png() + SECRET,),
        "image/webp": (webp() + SECRET,),
        "image/gif": (gif() + SECRET,),
    }

    for kind, files in hidden.items():
        for data in files:
            clean = tidied(data, kind)
            assert SECRET not in clean
            assert getattr(opened(clean), "n_frames", 1) <= 3
            assert clean.count(b"\xff\xd8\xff") <= 1


def test_a_progressive_picture_is_read_through_all_its_scans() -> None:
    before = jpeg(progressive=True)

    after = tidied(before, "image/jpeg")

    assert ImageChops.difference(opened(before), opened(after)).getbbox() is None


def test_a_thumbnail_of_the_whole_scene_goes() -> None:
    thumbnail = b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x01" + SECRET[:6]
    segment = b"\xff\xe0" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail
    plain = jpeg()
    with_thumbnail = plain[:2] + segment + plain[20:]

    clean = tidied(with_thumbnail, "image/jpeg")

    assert SECRET[:6] not in clean
    assert stands_upright(clean)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe1 nothing", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (png()[:60], "image/png"),
        (gif()[:40], "image/gif"),
        (jpeg()[:400], "image/jpeg"),
        (b"\xff\xd8\xff\xe0\0\x02 garbage between", "image/jpeg"),
    ],
)
def test_a_picture_that_is_broken_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(Damaged):
        tidied(data, kind)


def test_a_picture_whose_end_is_missing_is_kept_as_far_as_it_goes() -> None:
    clean = tidied(jpeg()[:-60], "image/jpeg")

    assert clean.endswith(b"\xff\xd9")
    assert Image.open(io.BytesIO(clean)).size == (60, 40)


def test_a_mark_that_cannot_be_read_is_none() -> None:
    data = jpeg()
    at = data.index(b"Exif\0\0") + 6
    broken = data[:at] + b"MM\0\x2a\xff\xff\xff\xff" + data[at + 8 :]

    assert stands_upright(tidied(broken, "image/jpeg"))


def test_a_small_file_that_is_a_huge_picture_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000

    with pytest.raises(pictures.TooManyPixels):
        tidied(out.getvalue(), "image/png")


@pytest.mark.parametrize(
    ("data", "kind"),
    [(jpeg(), "image/jpeg"), (png(), "image/png"), (webp(), "image/webp"), (gif(), "image/gif")],
)
def test_no_damage_makes_scrubbing_fail_in_another_way_or_leave_the_secret(
    data: bytes, kind: str
) -> None:
    chance = random.Random(2569)  # noqa: S311 -- the same damage each time
    for _ in range(2000):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        del broken[chance.randrange(len(broken) // 2, len(broken) + 1) :]
        try:
            scrub(bytes(broken), kind)
        except Damaged:
            continue
