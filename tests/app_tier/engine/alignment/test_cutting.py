"""A chip holds the picture's own pixels where it lies straight, and their means where it is smaller."""

import math

import numpy as np
import pytest

from app_tier.engine.alignment.cutting import cut
from app_tier.engine.alignment.placement import Placement
from app_tier.engine.pixels import Pixels

SIDE = 32


def noise(width: int, height: int) -> Pixels:
    return np.random.default_rng(7).integers(1, 256, (height, width, 3), dtype=np.uint8)


def at(left: float, top: float, scale: float = 1.0, degrees: float = 0.0) -> Placement:
    turn = math.radians(degrees)
    return Placement(cosine=scale * math.cos(turn), sine=scale * math.sin(turn), left=left, top=top)


def only(pixels: Pixels, placement: Placement) -> Pixels:
    chip: Pixels = cut(pixels, [placement], SIDE)[0]
    return chip


def test_a_straight_chip_is_a_part_of_the_picture() -> None:
    picture = noise(100, 80)

    np.testing.assert_array_equal(only(picture, at(20, 10)), picture[10 : 10 + SIDE, 20 : 20 + SIDE])


def test_a_chip_on_its_side_is_that_part_turned() -> None:
    picture = noise(100, 80)

    chip = only(picture, at(20 + SIDE, 10, degrees=90))

    np.testing.assert_array_equal(chip, np.rot90(picture[10 : 10 + SIDE, 20 : 20 + SIDE]))


@pytest.mark.parametrize("scale", [2, 3, 7])
def test_a_smaller_chip_holds_the_means_of_the_pixels_under_each_of_its_own(scale: int) -> None:
    picture = noise(300, 260)
    under = picture[8 : 8 + scale * SIDE, 16 : 16 + scale * SIDE]
    means = under.reshape(SIDE, scale, SIDE, scale, 3).mean(axis=(1, 3))

    chip = only(picture, at(16, 8, scale))

    np.testing.assert_allclose(chip, means, atol=1)


@pytest.mark.parametrize("scale", [2.0, 2.9, 5.5])
def test_stripes_finer_than_a_chips_pixels_become_grey(scale: float) -> None:
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::2] = 255

    chip = only(stripes, at(50, 50, scale, degrees=3))

    assert chip.std() < 50  # of the stripes themselves: 127
    assert chip.mean() == pytest.approx(127, abs=3)


@pytest.mark.parametrize("scale", [0.8, 2.3, 5.7])
@pytest.mark.parametrize("degrees", [0, 30, -100])
def test_no_black_comes_into_a_chip_that_lies_within_the_picture(scale: float, degrees: float) -> None:
    white = np.full((700, 700, 3), 255, np.uint8)

    assert only(white, at(350.7, 350.2, scale, degrees)).min() == 255


def test_black_is_where_the_picture_ends() -> None:
    white = np.full((60, 60, 3), 255, np.uint8)

    chip = only(white, at(-10, -10))

    assert (chip[:9].max(), chip[:, :9].max()) == (0, 0)
    assert chip[11:, 11:].min() == 255


@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0, 40.0, 1_000.0])
@pytest.mark.parametrize(("left", "top"), [(-1e7, 5), (1e7, 5), (5, -1e7), (5, 1e7)])
def test_a_chip_far_outside_the_picture_is_black(left: float, top: float, scale: float) -> None:
    chip = only(noise(50, 40), at(left, top, scale))

    assert chip.max() == 0


def test_the_smallest_picture_will_do() -> None:
    assert only(np.full((1, 1, 3), 9, np.uint8), at(-100, -100, 8.0)).shape == (SIDE, SIDE, 3)


def test_chips_come_in_the_order_of_their_places() -> None:
    picture = noise(100, 80)

    chips = cut(picture, [at(3, 4), at(30, 40)], SIDE)

    np.testing.assert_array_equal(chips[1], picture[40 : 40 + SIDE, 30 : 30 + SIDE])
    assert cut(picture, [], SIDE).shape == (0, SIDE, SIDE, 3)
