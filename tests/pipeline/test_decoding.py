"""A large picture is decoded no larger than wanted, and places in it are those of the whole."""

import io

import pytest
from PIL import Image, ImageFile

from pipeline.decoding import Decoded, decode_upright, decode_within
from pipeline.errors import InvalidImage
from pipeline.images import ImageLimits, allow_heic
from pipeline.results import ImageSize

LIMITS = ImageLimits()
#: What a viewer has to do to a stored picture, undone: how a camera stores it with that orientation.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def saved(picture: Image.Image, format_name: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, format_name, **options)
    return stream.getvalue()


def spotted(width: int, height: int, spot: tuple[int, int]) -> Image.Image:
    """Return a black picture with a white spot of 80 pixels a side about that place."""
    picture = Image.new("RGB", (width, height))
    picture.paste((255, 255, 255), (spot[0] - 40, spot[1] - 40, spot[0] + 40, spot[1] + 40))
    return picture


def spot_of(decoded: Decoded) -> tuple[float, float]:
    """Return where the white spot is, in pixels of the full picture."""
    grey = decoded.picture.convert("L").point(lambda value: 255 if value > 127 else 0)
    left, top, right, bottom = grey.getbbox() or (0, 0, 0, 0)
    across, down = decoded.scale
    return (left + right) / 2 * across, (top + bottom) / 2 * down


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF"])
def test_a_picture_of_any_format_comes_no_larger_than_wanted(format_name: str) -> None:
    allow_heic()
    data = saved(spotted(1600, 1200, (1000, 300)), format_name)

    decoded = decode_within(data, LIMITS, 500)

    assert decoded.picture.size == (500, 375)
    assert decoded.picture.mode == "RGB"
    assert decoded.full == ImageSize(width=1600, height=1200)
    assert spot_of(decoded) == pytest.approx((1000, 300), abs=6)


@pytest.mark.parametrize("orientation", list(STORED))
def test_a_picture_turned_by_its_camera_is_upright_and_so_is_its_full_size(orientation: int) -> None:
    upright, exif = spotted(1600, 1200, (1000, 300)), Image.Exif()
    exif[0x0112] = orientation
    how = STORED[orientation]
    data = saved(upright.transpose(how) if how is not None else upright, "JPEG", exif=exif)

    decoded = decode_within(data, LIMITS, 400)

    assert decoded.picture.size == (400, 300)
    assert decoded.full == ImageSize(width=1600, height=1200)
    assert spot_of(decoded) == pytest.approx((1000, 300), abs=8)


def test_a_small_picture_keeps_every_pixel() -> None:
    data = saved(spotted(300, 200, (100, 100)), "JPEG")

    decoded = decode_within(data, LIMITS, 300)

    assert decoded.picture.tobytes() == decode_upright(data, LIMITS).tobytes()
    assert decoded.scale == (1, 1)


@pytest.mark.parametrize(
    ("width", "size"),
    [
        (4032, (2016, 1512)),  # half is near enough to 2048: nothing is resized
        (4600, (2048, 1536)),
        (1800, (1800, 1350)),
    ],
)
def test_a_jpeg_is_halved_by_its_decoder_where_that_comes_near(width: int, size: tuple[int, int]) -> None:
    data = saved(Image.new("RGB", (width, width * 3 // 4)), "JPEG")

    assert decode_within(data, LIMITS, 2048).picture.size == size


def test_a_jpeg_is_decoded_with_no_more_pixels_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[tuple[int, int]] = []
    load = ImageFile.ImageFile.load

    def observed(image: ImageFile.ImageFile) -> object:
        decoded.append(image.size)
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", observed)

    decode_within(saved(Image.new("RGB", (6000, 4000)), "JPEG"), LIMITS, 1000)

    assert set(decoded) == {(1500, 1000)}


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000), (3000, 7)])
def test_a_picture_much_longer_than_wide_keeps_a_pixel_across(size: tuple[int, int]) -> None:
    decoded = decode_within(saved(Image.new("RGB", size), "PNG"), LIMITS, 100)

    assert max(decoded.picture.size) == 100 and min(decoded.picture.size) == 1
    assert decoded.full == ImageSize(width=size[0], height=size[1])


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixels_is_made_smaller(mode: str) -> None:
    picture = Image.new("I;16", (400, 300), 128 * 256) if mode == "I;16" else Image.new(mode, (400, 300), 1)

    decoded = decode_within(saved(picture, "PNG"), LIMITS, 100)

    assert (decoded.picture.mode, decoded.picture.size) == ("RGB", (100, 75))
    if mode == "I;16":
        assert decoded.picture.getpixel((50, 50)) == (128, 128, 128)


def test_a_large_truncated_picture_is_damaged_though_few_of_its_pixels_are_wanted() -> None:
    data = saved(spotted(1600, 1200, (1000, 300)), "JPEG")

    with pytest.raises(InvalidImage) as caught:
        decode_within(data[:-200], LIMITS, 200)
    assert caught.value.code == "damaged_image"


def test_the_limits_are_those_of_the_full_picture() -> None:
    data = saved(Image.new("RGB", (1600, 1200)), "JPEG")

    with pytest.raises(InvalidImage) as caught:
        decode_within(data, ImageLimits(max_pixels=1_000_000), 200)
    assert caught.value.code == "image_too_large"
