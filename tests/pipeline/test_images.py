"""Pictures are checked by their header before anything is decoded."""

import io
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from PIL import Image, PngImagePlugin

from pipeline.decoding import decode_upright
from pipeline.errors import InvalidImage
from pipeline.images import Header, ImageLimits, allow_heic, read_header

LIMITS = ImageLimits(max_pixels=1_000_000, max_side=5_000)


def picture(format_name: str, size: tuple[int, int] = (40, 30), **save: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (200, 100, 50)).save(buffer, format_name, **save)
    return buffer.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that say they are an enormous picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF"])
def test_every_promised_format_is_read(format_name: str) -> None:
    allow_heic()
    data = picture(format_name)

    assert read_header(data, LIMITS) == Header(format=format_name, width=40, height=30)
    assert decode_upright(data, LIMITS).size == (40, 30)
    assert decode_upright(data, LIMITS).mode == "RGB"


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40))]
)
def test_exif_rotation_is_honoured(orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = picture("JPEG", exif=exif)

    header = read_header(data, LIMITS)

    assert (header.width, header.height) == size
    assert decode_upright(data, LIMITS).size == size


def test_the_first_frame_of_an_animation_counts() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])

    assert decode_upright(buffer.getvalue(), LIMITS).getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_image"),
        (b"plain text, no picture", "not_an_image"),
        (b"%PDF-1.7 no picture either", "not_an_image"),
        (b"\xff\xd8\xff", "not_an_image"),
        (png_claiming(1_001, 1_000), "image_too_large"),
        (png_claiming(100_000, 100_000), "image_too_large"),
        (png_claiming(20_000, 1), "image_too_large"),
        (png_claiming(0, 10), "not_an_image"),
    ],
)
@pytest.mark.parametrize("read", [read_header, decode_upright])
def test_what_is_no_acceptable_picture_is_refused_with_its_code(
    read: Callable[[bytes, ImageLimits], object], data: bytes, code: str
) -> None:
    with pytest.raises(InvalidImage) as caught:
        read(data, LIMITS)

    assert caught.value.code == code


def test_a_truncated_picture_passes_the_header_check_and_fails_the_decoding() -> None:
    data = picture("JPEG", size=(400, 300))[:-300]

    assert read_header(data, LIMITS).format == "JPEG"
    with pytest.raises(InvalidImage) as caught:
        decode_upright(data, LIMITS)
    assert caught.value.code == "damaged_image"


@pytest.mark.parametrize("format_name", ["PNG", "WEBP", "GIF", "BMP"])
def test_what_is_damaged_behind_the_header_passes_its_check_or_is_no_image(format_name: str) -> None:
    data = picture(format_name, size=(400, 300))[:-80]

    with suppress(InvalidImage):
        assert read_header(data, LIMITS).width == 400


def test_no_pixel_is_decoded_to_read_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", pytest.fail)

    assert read_header(picture("PNG"), LIMITS).format == "PNG"


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_exif_that_cannot_be_read_spoils_no_picture(format_name: str) -> None:
    data = picture(format_name, exif=b"Exif\0\0rubbish")

    assert read_header(data, LIMITS).width == 40
    assert decode_upright(data, LIMITS).size == (40, 30)


def test_16_bit_grey_keeps_its_shades() -> None:
    buffer = io.BytesIO()
    Image.new("I;16", (20, 20), 128 * 256).save(buffer, "PNG")

    assert decode_upright(buffer.getvalue(), LIMITS).getpixel((5, 5)) == (128, 128, 128)


def test_a_format_that_pillow_knows_and_facefleet_does_not_is_refused() -> None:
    with pytest.raises(InvalidImage) as caught:
        read_header(picture("TIFF"), LIMITS)

    assert caught.value.code == "not_an_image"
