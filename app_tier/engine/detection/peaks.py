"""Non-maximum suppression among the equal windows of a grid: only neighbours overlap by more than half."""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]  #: shape (n,)


def peaks(cells: Places, scores: NDArray[np.float32], grid: tuple[int, ...]) -> Places:
    """Return which cells have no surer remaining one among their eight neighbours, as places, surest first.

    Cells are counted row by row; `grid` is the number of rows and columns.
    """
    order = np.argsort(-scores, kind="stable")
    surer = _surer_neighbours(cells[order], grid)
    remains = np.ones(len(order) + 1, np.bool_)
    remains[-1] = False  # stands for a neighbour that there is not
    while True:
        still = ~remains[surer].any(axis=1)
        if np.array_equal(still, remains[:-1]):
            return order[still]
        remains[:-1] = still


def _surer_neighbours(cells: Places, grid: tuple[int, ...]) -> NDArray[np.intp]:
    """Return each cell's neighbours that come before it, shape (n, 8); n stands for none."""
    count, width = len(cells), grid[1] + 2  # an edge of empty cells, so that every cell has neighbours
    places = (cells // grid[1] + 1) * width + cells % grid[1] + 1
    ranks = np.full((grid[0] + 2) * width, count)
    ranks[places] = np.arange(count)
    steps = np.array([-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1])
    neighbours = ranks[places[:, None] + steps]
    return np.where(neighbours < np.arange(count)[:, None], neighbours, count)
