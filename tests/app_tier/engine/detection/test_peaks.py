"""Suppression on the grid gives what suppression of the windows' boxes gives."""

import numpy as np
import pytest

from app_tier.engine.detection.boxes import share_of_union
from app_tier.engine.detection.nms import surest
from app_tier.engine.detection.peaks import peaks


@pytest.mark.parametrize("density", [0.02, 0.3, 1.0])
def test_neighbours_are_those_whose_windows_overlap_by_more_than_half(density: float) -> None:
    numbers = np.random.default_rng(5)
    grid = (23, 31)
    cells = np.flatnonzero(numbers.random(grid) < density)
    scores = numbers.random(len(cells)).astype(np.float32)
    corners = 2.0 * np.stack([cells % grid[1], cells // grid[1]], axis=1)
    windows = np.concatenate([corners, corners + 12], axis=1).astype(np.float32)

    assert peaks(cells, scores, grid).tolist() == surest(windows, scores, share_of_union, 0.5).tolist()


def test_a_rows_last_cell_is_no_neighbour_of_the_next_rows_first() -> None:
    ends = np.array([9, 10])

    assert peaks(ends, np.array([1, 2], np.float32), (2, 10)).tolist() == [1, 0]


def test_no_cells_have_no_peaks() -> None:
    assert peaks(np.empty(0, np.intp), np.empty(0, np.float32), (59, 59)).tolist() == []
