"""Which sizes of a picture are searched, and how they are drawn."""

import numpy as np
import pytest

from app_tier.engine.detection.pyramid import SMALLEST_FACE, WINDOW, draw_pyramid, level_sizes
from app_tier.engine.pixels import Size


def test_the_smallest_faces_almost_fill_a_window_in_the_largest_level() -> None:
    assert level_sizes(1000, 500, 2 * SMALLEST_FACE)[0] == Size(width=500, height=250)


def test_a_face_as_large_as_the_picture_still_fills_a_window_in_the_smallest_level() -> None:
    smallest = level_sizes(853, 480, 20)[-1]

    assert WINDOW <= smallest.height < WINDOW / 0.7


@pytest.mark.parametrize(("width", "height"), [(1, 1), (300, 5), (5, 300), (19, 400)])
def test_a_picture_smaller_than_any_face_is_not_searched(width: int, height: int) -> None:
    assert level_sizes(width, height, 20) == []


def test_a_picture_is_never_enlarged() -> None:
    assert level_sizes(100, 80, 1)[0] == Size(width=100, height=80)


def test_large_faces_alone_cost_a_fraction_of_small_ones() -> None:
    def pixels(min_face_px: int) -> int:
        return sum(size.width * size.height for size in level_sizes(853, 480, min_face_px))

    assert pixels(40) < 0.3 * pixels(20)


@pytest.mark.parametrize("min_face_px", [25, 44, 90, 200])
def test_no_pixel_is_skipped_however_much_a_picture_shrinks(min_face_px: int) -> None:
    stripes = np.zeros((600, 800, 3), np.uint8)
    stripes[:, ::2] = 255

    for level in draw_pyramid(stripes, min_face_px).levels:
        assert np.abs(level.astype(int) - 127).max() < 70


def test_levels_are_among_the_pictures_which_start_with_the_picture_itself() -> None:
    picture = np.zeros((480, 853, 3), np.uint8)
    pyramid = draw_pyramid(picture, 100)

    assert pyramid.pictures[0] is picture
    assert [level.shape[1::-1] for level in pyramid.levels] == [
        (size.width, size.height) for size in level_sizes(853, 480, 100)
    ]
    assert {id(level) for level in pyramid.levels} <= {id(each) for each in pyramid.pictures}
    areas = [each.shape[0] * each.shape[1] for each in pyramid.pictures]
    assert areas == sorted(areas, reverse=True)
