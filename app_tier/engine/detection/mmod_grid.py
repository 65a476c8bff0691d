"""Which pixels of a canvas each score of dlib's detector depends on.

The facts are the network's, see `weights/dlib_mmod.py`: three unpadded convolutions of 5 by 5 pixels that
halve the canvas give a grid of cells; four padded ones, of 5, 5, 5 and 9 cells a side, then score each
cell.
"""

import numpy as np
from numpy.typing import NDArray

CELL = 8  #: pixels from one score's place to the next one's
FIRST_CENTRE = 14  #: the pixel in the middle of the first score's window
_FIELD = 29  #: pixels that one cell is made of
_REACH = 10  #: cells to either side that its score depends on


def cell_count(side: int) -> int:
    """Return how many scores a canvas of so many pixels has, one way."""
    return max(0, (side - _FIELD) // CELL + 1)


def cells_seen(first: int, last: int, count: int) -> tuple[int, int]:
    """Return the first and last of a row's `count` cells that the scores from `first` to `last` depend on."""
    return max(0, first - _REACH), min(count - 1, last + _REACH)


def next_to_end(cells: NDArray[np.intp], counts: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which cells, as (row, column), have scores that depend on where rows or columns of cells end.

    There, and only there, it matters what a scan adds to a canvas.
    """
    near: NDArray[np.bool_] = np.any(cells + _REACH >= counts, axis=1)
    return near


def pixels_of(first: int, last: int) -> slice:
    """Return the pixels that these cells are made of."""
    return slice(first * CELL, last * CELL + _FIELD)
