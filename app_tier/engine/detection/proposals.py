"""The cascade's first stage: a small network over every window of every level."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes, moved
from app_tier.engine.detection.peaks import peaks
from app_tier.engine.detection.pyramid import WINDOW, Pyramid
from app_tier.engine.detection.strip import (
    STRIDE,
    TILE_SIDE,
    TILE_STEP,
    Piece,
    draw_strip,
    lay_out,
    owners,
)
from app_tier.engine.pixels import Output, Pixels, Size
from app_tier.engine.runtimes.runtime import Network


def propose(network: Network, pyramid: Pyramid, threshold: float) -> Boxes:
    """Return boxes that may hold a face, surest first, in pixels of the pyramid's first picture.

    `network` gives for each window of a tile the face's logit, to be above `threshold`, and four offsets.
    """
    pieces = lay_out([Size(width=level.shape[1], height=level.shape[0]) for level in pyramid.levels])
    strip = draw_strip(pyramid.levels, pieces)
    cells, answers = _promising(network, strip, threshold)
    grid = owners(strip, pieces)
    inside = grid.reshape(-1)[cells] >= 0
    cells, answers = cells[inside], answers[inside]
    best = peaks(cells, answers[:, 0], grid.shape)
    return moved(_windows(cells[best], grid, pieces, pyramid), answers[best, 1:])


def _promising(network: Network, strip: Pixels, threshold: float) -> tuple[NDArray[np.intp], Output]:
    """Return which of the strip's windows may hold a face, counted row by row, and the network's answers."""
    cells, answers = [], []
    seen = 0
    for top in range(0, len(strip) - TILE_SIDE + 1, TILE_STEP):
        windows = network.run(strip[None, top : top + TILE_SIDE]).reshape(-1, 5)
        found = np.flatnonzero(windows[:, 0] > threshold)
        cells.append(found + seen)
        answers.append(windows[found])
        seen += len(windows)
    return np.concatenate(cells), np.concatenate(answers)


def _windows(
    cells: NDArray[np.intp], grid: NDArray[np.int16], pieces: Sequence[Piece], pyramid: Pyramid
) -> Boxes:
    """Return where the strip's windows lie in the picture; `grid` tells in which piece each of them is."""
    height, width, _ = pyramid.pictures[0].shape
    levels = [pyramid.levels[piece.level].shape for piece in pieces]
    scales = np.array([(width / level[1], height / level[0]) for level in levels], np.float32)
    origins = np.array([(piece.left - piece.column, piece.top) for piece in pieces])
    owner = grid.reshape(-1)[cells]
    rows, columns = np.divmod(cells, grid.shape[1])
    corners = STRIDE * np.stack([columns, rows], axis=1) - origins[owner]
    windows = np.concatenate([corners, corners + WINDOW], axis=1).astype(np.float32)
    return windows * np.tile(scales[owner], 2)
