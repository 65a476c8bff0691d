"""A face is cut out as a picture of its own: with its surroundings, small, in its true colours."""

import io

import numpy as np
import pytest
from PIL import Image

from app_tier.engine.cropping import crop, with_crops
from app_tier.engine.pixels import Pixels
from pipeline.results import Box, ImageSize
from tests.app_tier.world import face

RED, BLUE = (200, 30, 30), (30, 30, 200)


def blank(width: int, height: int) -> Pixels:
    return np.zeros((height, width, 3), np.uint8)


def box(left: float, top: float, width: float, height: float) -> Box:
    return Box(left=left, top=top, width=width, height=height)


def opened(jpeg: bytes | None) -> Image.Image:
    assert jpeg is not None
    picture = Image.open(io.BytesIO(jpeg))
    assert picture.format == "JPEG"
    return picture


def test_half_of_the_faces_size_is_left_on_each_side() -> None:
    pixels = blank(300, 300)
    pixels[80:200, 70:150] = RED  # twice the face a side
    pixels[110:170, 90:130] = BLUE  # the face

    picture = opened(crop(pixels, box(90, 110, 40, 60)))

    assert picture.size == (80, 120)
    assert picture.getpixel((5, 5)) == pytest.approx(RED, abs=12)
    assert picture.getpixel((40, 60)) == pytest.approx(BLUE, abs=12)


@pytest.mark.parametrize(
    ("place", "size"),
    [
        (box(0, 0, 40, 60), (60, 90)),
        (box(160, 140, 40, 60), (60, 90)),
        (box(0, 0, 200, 200), (200, 200)),
    ],
)
def test_a_crop_ends_where_the_picture_does(place: Box, size: tuple[int, int]) -> None:
    assert opened(crop(blank(200, 200), place)).size == size


@pytest.mark.parametrize(
    ("place", "size"),
    [
        (box(500, 500, 160, 160), (320, 320)),
        (box(500, 500, 161, 161), (320, 320)),
        (box(500, 400, 300, 400), (240, 320)),
        (box(0, 0, 1900, 1200), (320, 256)),
    ],
)
def test_the_longer_side_has_at_most_320_pixels(place: Box, size: tuple[int, int]) -> None:
    assert opened(crop(blank(2000, 1600), place)).size == pytest.approx(size, abs=3)


def test_a_large_face_is_shrunk_without_leaving_pixels_out() -> None:
    pixels = blank(1600, 1600)
    pixels[:, ::2] = 255  # stripes that become grey, where every pixel counts

    shades = np.asarray(opened(crop(pixels, box(400, 400, 800, 800))))

    assert shades == pytest.approx(np.full_like(shades, 128), abs=3)


@pytest.mark.parametrize(
    "place", [box(0, 0, 1, 1), box(199, 0, 1, 1), box(0, 0, 0.4, 3000), box(200, 200, 0, 0)]
)
def test_the_smallest_faces_have_a_crop(place: Box) -> None:
    assert min(opened(crop(blank(200, 200), place)).size) >= 1


def test_a_sliver_of_a_large_picture_has_a_crop() -> None:
    assert opened(crop(blank(1, 3000), box(0, 0, 1, 3000))).size == (1, 320)


def test_boxes_are_those_of_the_full_picture_though_a_smaller_one_is_there() -> None:
    pixels = blank(100, 50)
    pixels[20:30, 10:20] = BLUE  # where the face is

    (cropped,) = with_crops([face("ada", box(40, 80, 40, 40))], pixels, ImageSize(width=400, height=200))

    assert opened(cropped.crop).size == (20, 20)
    assert opened(cropped.crop).getpixel((10, 10)) == pytest.approx(BLUE, abs=12)
