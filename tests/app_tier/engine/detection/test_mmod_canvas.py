"""A canvas shows the picture at every size, as dlib computes it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.engine.detection.mmod_canvas import MEAN_COLOUR, UNIT, Canvas, draw
from app_tier.engine.detection.mmod_layout import Layout, Level, lay_out
from app_tier.engine.pixels import Pixels, Size

Colours = NDArray[np.float64]


def noise(width: int, height: int) -> Pixels:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


def layout_of(picture: Pixels, min_face_px: int = 0) -> Layout:
    return lay_out(Size(width=picture.shape[1], height=picture.shape[0]), min_face_px)


def colours(canvas: Canvas, level: Level) -> Colours:
    rows = slice(level.top, level.top + level.size.height)
    return canvas[rows, level.left : level.left + level.size.width, :3] / UNIT


def shrunk(picture: Colours, size: Size) -> Colours:
    """Interpolate between the four nearest pixels, where the corners stay the corners."""
    down = np.linspace(0, picture.shape[0] - 1, size.height)
    across = np.linspace(0, picture.shape[1] - 1, size.width)
    rows = np.minimum(down.astype(int), picture.shape[0] - 2)
    columns = np.minimum(across.astype(int), picture.shape[1] - 2)
    below, right = (down - rows)[:, None, None], (across - columns)[:, None]
    upper = picture[rows][:, columns] * (1 - right) + picture[rows][:, columns + 1] * right
    lower = picture[rows + 1][:, columns] * (1 - right) + picture[rows + 1][:, columns + 1] * right
    return np.asarray(upper * (1 - below) + lower * below)


def test_the_first_level_is_the_picture() -> None:
    picture = noise(50, 40)
    layout = layout_of(picture)

    assert np.array_equal(colours(draw(picture, layout), layout.levels[0]), picture)


def test_each_level_is_interpolated_from_the_one_before() -> None:
    picture = noise(50, 40)
    layout = layout_of(picture)
    canvas = draw(picture, layout)

    expected: Colours = picture.astype(np.float64)
    for level in layout.levels[1:]:
        expected = shrunk(expected, level.size)
        assert colours(canvas, level) == pytest.approx(expected, abs=0.1)


def test_between_the_levels_is_the_colour_that_means_nothing_to_the_network() -> None:
    picture = np.zeros((40, 50, 3), np.uint8)
    layout = layout_of(picture)
    canvas = draw(picture, layout)

    assert canvas[0, 0, :3] / UNIT == pytest.approx(MEAN_COLOUR, abs=0.01)
    black = np.count_nonzero(canvas[..., 0] == 0)
    assert black == sum(level.size.width * level.size.height for level in layout.levels)


def test_levels_are_the_same_where_larger_ones_are_left_out() -> None:
    picture = noise(300, 200)
    all_levels, some = layout_of(picture), layout_of(picture, 150)

    drawn, fewer = draw(picture, all_levels), draw(picture, some)

    assert some.levels[0].size == all_levels.levels[4].size
    assert np.array_equal(colours(fewer, some.levels[0]), colours(drawn, all_levels.levels[4]))


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
def test_a_picture_of_a_single_row_or_column_is_drawn(shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), 7, np.uint8)

    assert np.count_nonzero(draw(picture, layout_of(picture))[..., 0] == 7 * UNIT) >= picture.size // 3
