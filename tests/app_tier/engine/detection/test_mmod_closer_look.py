"""The few cells that matter are scored from the pixels they depend on, as if the whole canvas had been."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_tier.engine.detection.mmod_canvas import UNIT, Canvas
from app_tier.engine.detection.mmod_closer_look import exact_scores, groups
from app_tier.engine.pixels import Output
from tests.app_tier.engine.detection.spread import SpreadNetwork, of_planes

ROWS, COLUMNS = 40, 50


@pytest.fixture(scope="module")
def canvas() -> Canvas:
    shape = (29 + 8 * (ROWS - 1) + 3, 29 + 8 * (COLUMNS - 1) + 5, 4)
    return np.random.default_rng(1).integers(0, 255 * UNIT, shape).astype(np.uint16)


@pytest.fixture(scope="module")
def all_scores(canvas: Canvas) -> Output:
    planes = np.ascontiguousarray(canvas[..., :3].transpose(2, 0, 1)[None], np.float32) / np.float32(UNIT)
    scores: Output = SpreadNetwork(of_planes).run(planes)[0, 0]
    return scores


@pytest.mark.parametrize(
    "cell", [(20, 25), (0, 0), (ROWS - 1, COLUMNS - 1), (9, 30), (10, 30), (ROWS - 11, 3)]
)
def test_one_cell_is_scored_as_in_the_whole(
    canvas: Canvas, all_scores: Output, cell: tuple[int, int]
) -> None:
    network = SpreadNetwork(of_planes)

    (score,) = exact_scores(network, canvas, np.array([cell]))

    assert score == pytest.approx(all_scores[cell], abs=1e-3)
    ((_, _, height, width),) = network.shapes
    assert max(height, width) <= 29 + 8 * 20


def test_many_cells_keep_their_order(canvas: Canvas, all_scores: Output) -> None:
    cells = np.random.default_rng(2).integers(0, (ROWS, COLUMNS), (30, 2))

    scores = exact_scores(SpreadNetwork(of_planes), canvas, cells)

    assert scores == pytest.approx(all_scores[tuple(cells.T)], abs=1e-3)


def test_neighbours_are_scored_together(canvas: Canvas) -> None:
    network = SpreadNetwork(of_planes)

    exact_scores(network, canvas, np.array([(20, 20), (33, 20), (21, 22), (20, 19)]))

    assert len(network.shapes) == 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_every_cell_is_in_one_group_of_cells_that_lie_together(places: list[tuple[int, int]]) -> None:
    cells = np.array(places, np.intp).reshape(-1, 2)

    found = list(groups(cells))

    assert sorted(place for group in found for place in group) == list(range(len(cells)))
    assert all(np.ptp(cells[group], axis=0).max() <= 6 for group in found)
