"""The second look: the very scores that dlib gives, of the few cells where they matter."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.mmod_canvas import UNIT, Canvas
from app_tier.engine.detection.mmod_grid import cell_count, cells_seen, pixels_of
from app_tier.engine.pixels import Output
from app_tier.engine.runtimes.runtime import Network

Cells = NDArray[np.intp]  #: row and column, shape (n, 2)
#: Cells that are no further apart than this are scored in one run. A run costs 21 by 21 cells for the first.
_TOGETHER = 3


def exact_scores(network: Network, canvas: Canvas, cells: Cells) -> Output:
    """Return the score of each cell, shape (n,); the network is `exact_model`'s, in single precision."""
    scores = np.empty(len(cells), np.float32)
    for group in groups(cells):
        scores[group] = _scored(network, canvas, cells[group])
    return scores


def groups(cells: Cells) -> Iterator[NDArray[np.intp]]:
    """Return which cells to score together: each with all that are near it and not in a group before."""
    left = np.arange(len(cells))
    while left.size:
        near = np.abs(cells[left] - cells[left[0]]).max(axis=1) <= _TOGETHER
        yield left[near]
        left = left[~near]


def _scored(network: Network, canvas: Canvas, cells: Cells) -> Output:
    """Return the scores of cells that lie together, of no more than the pixels that these depend on."""
    (top, left), (bottom, right) = cells.min(axis=0), cells.max(axis=0)
    first_row, last_row = cells_seen(int(top), int(bottom), cell_count(canvas.shape[0]))
    first_column, last_column = cells_seen(int(left), int(right), cell_count(canvas.shape[1]))
    patch = canvas[pixels_of(first_row, last_row), pixels_of(first_column, last_column), :3]
    colours = np.ascontiguousarray(patch.transpose(2, 0, 1)[None], np.float32) / np.float32(UNIT)
    scores = network.run(colours)[0, 0]
    found: Output = scores[cells[:, 0] - first_row, cells[:, 1] - first_column]
    return found
