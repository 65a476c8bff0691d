"""A stand-in for dlib's network: its scores depend on the same pixels as the real ones, and nothing else."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Output, Tensor

Mean = NDArray[np.float64]


def of_bytes(batch: Tensor) -> Mean:
    """Return the brightness of a batch of one, given pixel after pixel."""
    return np.asarray(batch[0].mean(axis=2))


def of_planes(batch: Tensor) -> Mean:
    """Return the brightness of a batch of one, given plane after plane."""
    return np.asarray(batch[0].mean(axis=0))


class SpreadNetwork:
    """Each cell is the mean of 29 by 29 pixels, each score the mean of 21 by 21 cells; beyond are zeros."""

    def __init__(self, brightness: Callable[[Tensor], Mean]) -> None:
        self._brightness = brightness
        self.shapes: list[tuple[int, ...]] = []

    def run(self, batch: Tensor) -> Output:
        self.shapes.append(batch.shape)
        cells = _means(self._brightness(batch), 29)[::8, ::8]
        return _means(np.pad(cells, 10), 21).astype(np.float32)[None, None]


def _means(values: Mean, side: int) -> Mean:
    return np.asarray(np.lib.stride_tricks.sliding_window_view(values, (side, side)).mean(axis=(2, 3)))
