"""Which of the found boxes are which of the true faces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.results import Box

Overlaps = NDArray[np.float64]  #: shape (faces, boxes), 0..1


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Who was found in one picture."""

    found: tuple[bool, ...]  #: per true face
    false_boxes: int  #: boxes that are no face, or one that another box has already


def match(faces: Sequence[Box], boxes: Sequence[Box], least_overlap: float) -> Matching:
    """Give each face at most one box and each box at most one face, most overlapping first."""
    overlaps = intersections_over_unions(faces, boxes)
    faces_left, boxes_left = set(range(len(faces))), set(range(len(boxes)))
    for place in np.argsort(-overlaps, axis=None, kind="stable"):
        face, box = divmod(int(place), len(boxes))
        if overlaps[face, box] < least_overlap:
            break
        if face in faces_left and box in boxes_left:
            faces_left.remove(face)
            boxes_left.remove(box)
    return Matching(
        found=tuple(face not in faces_left for face in range(len(faces))), false_boxes=len(boxes_left)
    )


def intersections_over_unions(faces: Sequence[Box], boxes: Sequence[Box]) -> Overlaps:
    """Return the shared area of each face and box, as a share of what both cover."""
    one, other = _corners(faces)[:, None], _corners(boxes)[None, :]
    sides = np.minimum(one[..., 2:], other[..., 2:]) - np.maximum(one[..., :2], other[..., :2])
    shared = np.maximum(sides, 0).prod(axis=-1)
    union = _areas(one) + _areas(other) - shared
    ratios: Overlaps = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return ratios


def _corners(boxes: Sequence[Box]) -> NDArray[np.float64]:
    corners = [(box.left, box.top, box.left + box.width, box.top + box.height) for box in boxes]
    return np.asarray(corners, dtype=np.float64).reshape(-1, 4)


def _areas(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    areas: NDArray[np.float64] = (corners[..., 2:] - corners[..., :2]).prod(axis=-1)
    return areas
