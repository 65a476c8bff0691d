"""What a network sees of a square."""

import numpy as np
import pytest

from app_tier.engine.detection.boxes import Boxes
from app_tier.engine.detection.crops import cut
from app_tier.engine.pixels import Pixels


def slope(width: int, height: int) -> Pixels:
    """Return a picture whose red rises from left to right and whose green rises from top to bottom."""
    red = np.broadcast_to(np.linspace(0, 240, width), (height, width))
    green = np.broadcast_to(np.linspace(0, 240, height)[:, None], (height, width))
    return np.stack([red, green, np.full_like(red, 99)], axis=2).round().astype(np.uint8)


def square(left: float, top: float, side: float) -> Boxes:
    return np.array([[left, top, left + side, top + side]], np.float32)


def test_a_square_of_the_windows_size_is_cut_out_as_it_is() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (80, 90, 3), dtype=np.uint8)

    assert np.array_equal(cut([picture], square(30, 20, 24), 24)[0], picture[20:44, 30:54])


def test_a_shrunk_square_keeps_its_place() -> None:
    picture = slope(241, 241)
    (chip,) = cut([picture], square(40, 120, 96), 24)

    expected = np.arange(24) * 4 + 1.5
    assert chip[:, :, 0] == pytest.approx(np.broadcast_to(40 + expected, (24, 24)), abs=1)
    assert chip[:, :, 1] == pytest.approx(np.broadcast_to(120 + expected[:, None], (24, 24)), abs=1)


def test_what_lies_beyond_the_edge_is_black() -> None:
    white = np.full((60, 60, 3), 255, np.uint8)
    (chip,) = cut([white], square(-24, -12, 48), 24)

    assert chip[:, :12].max() == 0
    assert chip[:6].max() == 0
    assert chip[7:, 13:].min() == 255


def test_a_square_wholly_outside_is_black() -> None:
    assert cut([np.full((60, 60, 3), 255, np.uint8)], square(500, 500, 48), 24).max() == 0


@pytest.mark.parametrize(("side", "source"), [(40, 0), (66, 0), (70, 1), (130, 1), (140, 2), (1000, 2)])
def test_squares_are_cut_from_the_smallest_picture_that_shows_them_sharp(side: int, source: int) -> None:
    pictures = [np.full((1200 // part, 1600 // part, 3), part, np.uint8) for part in (1, 2, 4)]
    (chip,) = cut(pictures, square(50, 50, side), 24)

    assert np.unique(chip).tolist() == [(1, 2, 4)[source]]


def test_a_square_lies_at_the_same_place_in_every_picture() -> None:
    large, small = slope(481, 481), slope(241, 241)
    (from_large,) = cut([large], square(100, 200, 120), 48)
    (from_small,) = cut([large, small], square(100, 200, 240), 48)

    assert from_large[0, 0, :2] == pytest.approx(from_small[0, 0, :2], abs=2)


def test_no_squares_give_no_chips() -> None:
    assert cut([slope(50, 50)], np.empty((0, 4), np.float32), 24).shape == (0, 24, 24, 3)
