"""Linear constraints over blocks of variables, one variable of each block for each bin of time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array, eye_array, hstack, vstack

Floats = NDArray[np.float64]
Matrix = csr_array[np.float64]


class Rows:
    """Constraints `low <= sum of matrix x block <= high`, collected."""

    def __init__(self, blocks: Sequence[str], count: int) -> None:
        self._blocks = tuple(blocks)
        self._count = count
        self._matrices: list[Matrix] = []
        self._bounds: list[tuple[Floats, Floats]] = []

    def add(self, low: Floats | float, high: Floats | float, **matrices: Matrix) -> None:
        """Add rows: for each block that takes part a matrix with one column for each bin."""
        [rows] = {matrix.shape[0] for matrix in matrices.values()}
        empty: Matrix = csr_array((rows, self._count))
        parts = [matrices.get(name, empty) for name in self._blocks]
        self._matrices.append(csr_array(hstack(parts)))
        self._bounds.append((np.broadcast_to(low, rows), np.broadcast_to(high, rows)))

    def constraint(self) -> LinearConstraint:
        """Return all rows as one."""
        low, high = (np.concatenate(each) for each in zip(*self._bounds, strict=True))
        return LinearConstraint(csr_array(vstack(self._matrices)), low, high)


def shift(count: int, by: int) -> Matrix:
    """Return the matrix that gives each bin the value of the one `by` before it, 0 at the edge."""
    return csr_array(eye_array(count, k=-by))


def latest(count: int, bins: int) -> Matrix:
    """Return the matrix that sums the latest so many bins, the bin itself included."""
    summed: Matrix = csr_array((count, count))
    for by in range(min(bins, count)):
        summed = summed + shift(count, by)
    return summed


def all_but_last(matrix: Matrix) -> Matrix:
    """Return the matrix without its last row."""
    return matrix[:-1]


def total(count: int) -> Matrix:
    """Return the matrix of one row that sums all bins."""
    return csr_array(np.ones((1, count)))
