"""A face's quality tells blurred from crisp and dark from bright, however large the face is."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from app_tier.engine.pixels import Pixels
from app_tier.engine.quality import measure
from pipeline.results import Box


def texture(side: int) -> Pixels:
    """Return the same grainy picture at any size, as a camera nearer or farther would take it."""
    grain = np.random.default_rng(3).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(grain).resize((side, side), Image.Resampling.BICUBIC))


def whole(pixels: Pixels) -> Box:
    return Box(left=0, top=0, width=pixels.shape[1], height=pixels.shape[0])


def blurred(pixels: Pixels, radius: float) -> Pixels:
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


@pytest.mark.parametrize("level", [0, 51, 255])
def test_brightness_is_the_mean_luminance_in_per_cent(level: int) -> None:
    quality = measure(np.full((90, 70, 3), level, np.uint8), Box(left=0, top=0, width=70, height=90))

    assert quality.brightness == pytest.approx(level / 2.55, abs=0.1)
    assert quality.sharpness == 0


def test_green_is_brighter_than_blue() -> None:
    green, blue = np.zeros((2, 40, 40, 3), np.uint8)
    green[:, :, 1] = blue[:, :, 2] = 200

    assert measure(green, whole(green)).brightness == pytest.approx(0.587 * 200 / 2.55, abs=0.5)
    assert measure(blue, whole(blue)).brightness == pytest.approx(0.114 * 200 / 2.55, abs=0.5)


def test_the_more_a_face_is_blurred_the_less_sharp_it_is() -> None:
    crisp = texture(256)
    sharpness = [
        measure(each, whole(each)).sharpness
        for each in (crisp, blurred(crisp, 2), blurred(crisp, 4), blurred(crisp, 8))
    ]

    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[0] > 90 and sharpness[-1] < 20


@pytest.mark.parametrize("side", [128, 170, 255, 400, 1000, 1500])
def test_a_nearer_camera_alone_makes_no_face_sharper(side: int) -> None:
    expected = measure(texture(256), whole(texture(256))).sharpness

    assert measure(texture(side), whole(texture(side))).sharpness == pytest.approx(expected, abs=8)


def test_the_noise_of_a_large_picture_is_not_sharpness() -> None:
    noise = np.random.default_rng(4).normal(128, 10, (1280, 1280, 1)).clip(0, 255)
    picture = np.repeat(noise.astype(np.uint8), 3, axis=2)

    assert measure(picture, whole(picture)).sharpness < 40
    assert measure(picture, Box(left=0, top=0, width=128, height=128)).sharpness > 80


@pytest.mark.parametrize("side", [16, 32])
def test_a_face_of_few_pixels_is_not_sharp(side: int) -> None:
    few, enough = (measure(each, whole(each)).sharpness for each in (texture(side), texture(128)))

    assert few < 30 < 90 < enough


def test_only_what_is_in_the_box_counts() -> None:
    picture = np.zeros((100, 100, 3), np.uint8)
    picture[20:60, 30:70] = 255

    assert measure(picture, Box(left=30, top=20, width=40, height=40)).brightness == 100
    assert measure(picture, Box(left=80, top=70, width=20, height=30)).brightness == 0


def test_size_is_the_shorter_side_in_pixels_of_the_full_picture() -> None:
    picture = texture(100)

    assert measure(picture, Box(left=0, top=0, width=40, height=50)).size == 40
    assert measure(picture, Box(left=0, top=0, width=40, height=50), scale=2.5).size == 100


@pytest.mark.parametrize(
    "box",
    [
        Box(left=0, top=0, width=1, height=1),
        Box(left=99.6, top=99.6, width=0.4, height=0.4),
        Box(left=10, top=10, width=1, height=90),
        Box(left=0, top=40, width=100, height=1),
    ],
)
def test_the_smallest_boxes_are_measured(box: Box) -> None:
    picture = texture(100)
    columns = slice(int(box.left), int(box.left + box.width))
    rows = slice(int(box.top), int(box.top + box.height))
    luminance = np.asarray(Image.fromarray(picture).convert("L"))[rows, columns]

    assert measure(picture, box).brightness == pytest.approx(luminance.mean() / 2.55, abs=1)
