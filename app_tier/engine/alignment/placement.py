"""Where a chip lies in a picture: turned, scaled and moved, and never sheared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A similarity that takes places in the chip to places in the picture.

    x' = cosine·x - sine·y + left, y' = sine·x + cosine·y + top, where cosine and sine hold the scale too.
    Places are distances from the upper left corner: the middle of the first pixel is (0.5, 0.5).
    """

    cosine: float
    sine: float
    left: float
    top: float

    @property
    def scale(self) -> float:
        """Return how many pixels of the picture one of the chip covers, a side."""
        return math.hypot(self.cosine, self.sine)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """Return the similarity as shape (2, 3)."""
        return np.array([[self.cosine, -self.sine, self.left], [self.sine, self.cosine, self.top]])

    def apply(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points of the chip lie in the picture; shapes (n, 2)."""
        return points @ self.matrix[:, :2].T + self.matrix[:, 2]


def fit(
    chip: NDArray[np.float64], picture: NDArray[np.floating], weights: Sequence[float] | None = None
) -> Placement:
    """Return the similarity that brings the chip's points nearest to the picture's, both of shape (n, 2).

    Nearest by the weighted sum of squared distances in the picture (Umeyama 1991, in two dimensions). There
    is always an answer while the chip's points are not all in one place.
    """
    shares = np.full(len(chip), 1.0) if weights is None else np.asarray(weights, dtype=np.float64)
    shares = (shares / shares.sum())[:, np.newaxis]
    chip_centre, picture_centre = (shares * chip).sum(axis=0), (shares * picture).sum(axis=0)
    (x, y), (u, v) = (chip - chip_centre).T, (picture - picture_centre).T
    share, spread = shares[:, 0], float((shares * (chip - chip_centre) ** 2).sum())
    cosine = float((share * (x * u + y * v)).sum()) / spread
    sine = float((share * (x * v - y * u)).sum()) / spread
    return Placement(
        cosine=cosine,
        sine=sine,
        left=float(picture_centre[0] - cosine * chip_centre[0] + sine * chip_centre[1]),
        top=float(picture_centre[1] - sine * chip_centre[0] - cosine * chip_centre[1]),
    )
