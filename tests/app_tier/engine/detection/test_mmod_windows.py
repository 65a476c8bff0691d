"""Cells are turned into dlib's rectangles."""

import numpy as np
import pytest

from app_tier.engine.detection.boxes import share_of_hull
from app_tier.engine.detection.mmod_layout import Layout, lay_out
from app_tier.engine.detection.mmod_windows import windows
from app_tier.engine.pixels import Size


@pytest.fixture
def layout() -> Layout:
    return lay_out(Size(width=250, height=250), 0)


def test_a_window_of_the_first_level_has_80_pixels_around_its_cell(layout: Layout) -> None:
    (box,) = windows(np.array([(10, 12)]), layout)

    assert box.tolist() == [60, 44, 140, 124]


def test_windows_of_smaller_levels_are_larger(layout: Layout) -> None:
    second, third = layout.levels[1:3]
    cells = [(level.top // 8 + 10, 12) for level in (second, third)]

    sides = windows(np.array(cells), layout)[:, 2:] - windows(np.array(cells), layout)[:, :2]

    assert sides == pytest.approx(np.array([[96, 96], [115, 115]]), abs=1)


def test_a_window_reaches_over_the_edge_symmetrically(layout: Layout) -> None:
    (box,) = windows(np.array([(0, 0)]), layout)

    assert box.tolist() == [-37, -37, 44, 44]


def test_a_cell_between_two_levels_belongs_to_the_nearer_one(layout: Layout) -> None:
    end = layout.levels[0].top + layout.levels[0].size.height
    above, below = ((end - 14) // 8, 12), ((end + 9 - 14) // 8 + 1, 12)

    boxes = windows(np.array([above, below]), layout)

    assert (boxes[:, 2] - boxes[:, 0]).tolist() == [80, 96]


def test_the_shared_part_is_measured_against_the_smallest_box_around_both() -> None:
    one = np.array([(0, 0, 80, 80)], np.float32)
    others = np.array([(0, 0, 80, 80), (40, 40, 120, 120), (80, 0, 160, 80), (20, 20, 60, 60)], np.float32)

    assert share_of_hull(one, others) == pytest.approx(np.array([[1, 1600 / 14400, 0, 0.25]]))
