"""The lower convex hull of running sums."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Point = tuple[int, float]


def lines_below(values: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return slope and height of lines that are nowhere above the sum of the first n values, n from 0 on.

    The highest of them at each n is the largest convex function below these sums.
    """
    corners: list[Point] = []
    for point in enumerate(np.concatenate([[0.0], np.cumsum(values)]).tolist()):
        while len(corners) > 1 and _is_above(corners[-1], corners[-2], point):
            corners.pop()
        corners.append(point)
    slopes = [((y2 - y1) / (x2 - x1), x1, y1) for (x1, y1), (x2, y2) in pairwise(corners)]
    return [(slope, y - slope * x) for slope, x, y in slopes]


def _is_above(point: Point, left: Point, right: Point) -> bool:
    """Return whether a point lies on or above the line from left to right."""
    return (point[1] - left[1]) * (right[0] - left[0]) >= (right[1] - left[1]) * (point[0] - left[0])
