"""The windows of dlib's detector: where in the picture a score's face would be, and which are of one face."""

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes
from app_tier.engine.detection.mmod_grid import CELL, FIRST_CENTRE
from app_tier.engine.detection.mmod_layout import STEP, WINDOW, Layout

#: The part of the hull of two boxes that they may share (`overlaps_nms` in the detector's file).
SAME_OF_HULL = 0.3382761351109955

#: Pixels that all levels together shift a point by, for each by which they enlarge what is one pixel wide.
_SHIFT = 0.3 / (STEP - 1)

Reals = NDArray[np.float64]


def windows(cells: NDArray[np.intp], layout: Layout) -> Boxes:
    """Return the boxes of cells, given as (row, column); they may reach over the picture's edge.

    They are dlib's rectangles, whole numbers and all; but those name their last pixels, and these end behind.
    """
    centres = FIRST_CENTRE + CELL * cells[:, ::-1].astype(np.float64)
    level = _nearest_levels(centres, layout)
    places = centres - np.array([(each.left, each.top) for each in layout.levels])[level]
    zooms = np.array([each.zoom for each in layout.levels])[level, None]
    first, last = (_in_picture(places + side * (WINDOW - 1) / 2, zooms) for side in (-1, 1))
    return np.concatenate([first, last + 1], axis=1).astype(np.float32)


def _in_picture(points: Reals, zooms: Reals) -> Reals:
    """Return points of levels as dlib does: level by level 6/5 and 0.3 more, halves rounded from zero."""
    points = points * zooms + _SHIFT * (zooms - 1)
    return np.trunc(points + np.copysign(0.5, points))


def _nearest_levels(points: Reals, layout: Layout) -> NDArray[np.intp]:
    """Return for each point, x before y, which level it lies in or next to."""
    sizes = np.array([(each.size.width, each.size.height) for each in layout.levels])
    first = np.array([(each.left, each.top) for each in layout.levels])
    inside = np.clip(points[:, None], first, first + sizes - 1)
    nearest: NDArray[np.intp] = np.square(points[:, None] - inside).sum(axis=2).argmin(axis=1)
    return nearest
