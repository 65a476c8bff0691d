"""The grid's arithmetic is that of the network's convolutions."""

import numpy as np
import pytest

from app_tier.engine.detection.mmod_grid import (
    cell_count,
    cells_seen,
    next_to_end,
    pixels_of,
)
from app_tier.engine.weights.dlib_mmod import DlibMmod, read_mmod
from tests.app_tier.engine.weights.dlib_files import MMOD, content_of


@pytest.fixture(scope="module")
def weights() -> DlibMmod:
    return read_mmod(content_of(MMOD))


@pytest.mark.model
@pytest.mark.parametrize("side", [29, 36, 37, 272, 875, 1782])
def test_there_are_as_many_cells_as_the_convolutions_leave(weights: DlibMmod, side: int) -> None:
    cells = side
    for convolution in weights.convolutions:
        cells = convolution.geometry.output_side(cells)

    assert cell_count(side) == cells


@pytest.mark.parametrize("side", [0, 1, 28])
def test_a_side_shorter_than_one_cell_has_none(side: int) -> None:
    assert cell_count(side) == 0


def test_a_score_depends_on_the_cells_around_it_as_far_as_there_are_any() -> None:
    assert cells_seen(12, 14, 100) == (2, 24)
    assert cells_seen(3, 95, 100) == (0, 99)


def test_scores_near_the_last_row_or_column_depend_on_where_it_is() -> None:
    cells = np.array([(0, 0), (89, 39), (90, 0), (0, 40)])

    assert next_to_end(cells, (100, 50)).tolist() == [False, False, True, True]


def test_neighbouring_cells_are_made_of_overlapping_pixels() -> None:
    assert pixels_of(0, 0) == slice(0, 29)
    assert pixels_of(2, 5) == slice(16, 69)
