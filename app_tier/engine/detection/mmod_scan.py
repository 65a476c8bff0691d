"""The first look at a canvas: all scores, by a fast network that may be off by some hundredths.

A canvas grows with the picture to many megapixels, and what the network keeps between its layers grows with
it: so a large one is cut into bands. Their sides are rounded up, so that a runtime that prepares for each
new size, which takes OpenVINO 4 ms, has fewer of them to prepare for.
"""

import math
from collections.abc import Iterator

import cv2
import numpy as np

from app_tier.engine.detection.mmod_canvas import MEAN_COLOUR, UNIT, Canvas, filled
from app_tier.engine.detection.mmod_grid import CELL, cell_count, cells_seen, pixels_of
from app_tier.engine.pixels import Output, Pixels
from app_tier.engine.runtimes.runtime import Network

#: Pixels of a band, about: the activations then take some 10 (int8) to 60 (fp32) megabytes.
_BAND_AREA = 2_500_000
_LEAST_CELLS = 32  #: down a band, however wide the canvas is
_WIDTH_STEP, _HEIGHT_STEP = 64, 128


def scan(network: Network, canvas: Canvas) -> Output:
    """Return the score of every cell, shape (rows, columns), of a canvas that has some; for a scan model."""
    rows, columns = cell_count(canvas.shape[0]), cell_count(canvas.shape[1])
    scores = np.empty((rows, columns), np.float32)
    for first, last in _bands(rows, canvas.shape[1]):
        top, bottom = cells_seen(first, last, rows)
        (band,) = network.run(_rounded_up(canvas[pixels_of(top, bottom)])[None])
        scores[first : last + 1] = band[0, first - top : last - top + 1, :columns]
    return scores


def _bands(rows: int, width: int) -> Iterator[tuple[int, int]]:
    """Return the first and last row of each band, all about equally high."""
    most = max(_LEAST_CELLS, _BAND_AREA // (width * CELL))
    height = math.ceil(rows / math.ceil(rows / most))
    for first in range(0, rows, height):
        yield first, min(first + height, rows) - 1


def _rounded_up(band: Canvas) -> Pixels:
    """Return the band in colours of 0 to 255, with more background at the right and at the bottom."""
    height, width, _ = band.shape
    colour = np.rint(MEAN_COLOUR).astype(np.uint8)
    pixels = filled(_multiple(height, _HEIGHT_STEP), _multiple(width, _WIDTH_STEP), colour)
    coarse = cv2.convertScaleAbs(band, alpha=1 / UNIT)
    cv2.cvtColor(coarse, cv2.COLOR_RGBA2RGB, dst=pixels[:height, :width])
    return pixels


def _multiple(side: int, step: int) -> int:
    return math.ceil(side / step) * step
