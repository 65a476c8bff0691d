"""Where dlib lays the levels of a picture's pyramid on one canvas, for its detector to see them all at once.

The rules are those of `compute_tiled_image_pyramid_details` in dlib's `image_transforms/image_pyramid.h`:
one column down the left side, then one up the right side. Other places would give other scores, since the
detector's windows are eight pixels apart, and it looks beyond a level's edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app_tier.engine.pixels import Size

WINDOW = 80  #: pixels a side of what the detector takes for a face
STEP = 6 / 5  #: how much larger the faces are that the next level finds
_GAP = 10  #: pixels between two levels
_EDGE = 11  #: pixels around all of them
_LEAST_HEIGHT = 5  #: pixels of the last level


@dataclass(frozen=True, kw_only=True)
class Level:
    """The picture at one size, and where it lies."""

    size: Size
    left: int
    top: int
    zoom: float  #: pixels of the picture for one of the level's


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The whole canvas."""

    size: Size
    levels: tuple[Level, ...]  #: largest first


def lay_out(picture: Size, min_face_px: int) -> Layout:
    """Return the canvas of the levels that find faces from `min_face_px` up.

    dlib knows no such limit: up to 80 this is dlib's own canvas, above what it makes of the picture made
    smaller.
    """
    chain = level_sizes(picture)
    first = next((k for k in range(len(chain)) if _least_box(k) >= min_face_px), len(chain))
    sizes = chain[first:]
    if not sizes:
        return Layout(size=Size(width=0, height=0), levels=())
    left = _left_column(sizes)
    height = sum(size.height + _GAP for size in left) - _GAP
    places = _down(left) + _up(sizes[len(left) :], sizes[0], height)
    levels = tuple(
        Level(size=size, left=x, top=y, zoom=STEP**k)
        for k, (size, (x, y)) in enumerate(zip(sizes, places, strict=False), start=first)
    )
    return Layout(size=Size(width=sizes[0].width + 2 * _EDGE, height=height + 2 * _EDGE), levels=levels)


def _least_box(level: int) -> int:
    """Return the side of the smallest box of a level: its first and last pixel are rounded each by itself."""
    return int((WINDOW - 1) * STEP**level) + 1


def level_sizes(picture: Size) -> list[Size]:
    """Return the sizes of all levels, the picture's own first."""
    sizes = [picture]
    while True:
        width, height = sizes[-1].width * 5 // 6, sizes[-1].height * 5 // 6
        if width == 0 or height < _LEAST_HEIGHT:
            return sizes
        sizes.append(Size(width=width, height=height))


def _left_column(sizes: Sequence[Size]) -> Sequence[Size]:
    """Return the levels down to where the others fit beside them and half of the other rows are used."""
    rows = sum(size.height for size in sizes) + _GAP * (len(sizes) - 2)
    used, above = 0, 0
    for count, size in enumerate(sizes):
        fits = size.width <= sizes[0].width - above - _GAP
        if fits and 2 * (used - sizes[0].height) >= rows - sizes[0].height:
            return sizes[:count]
        used, above = used + size.height + _GAP, size.width
    return sizes


def _down(sizes: Sequence[Size]) -> list[tuple[int, int]]:
    """Return the left and top of each level of the left column."""
    tops = [_EDGE + sum(size.height + _GAP for size in sizes[:count]) for count in range(len(sizes))]
    return [(_EDGE, top) for top in tops]


def _up(sizes: Sequence[Size], first: Size, height: int) -> list[tuple[int, int]]:
    """Return those of the right column, from the bottom up as far as the first level leaves room."""
    places: list[tuple[int, int]] = []
    bottom = _EDGE + height
    for size in sizes:
        left, top = _EDGE + first.width - size.width, bottom - size.height
        if left < _EDGE + first.width and top < _EDGE + first.height:
            break
        places.append((left, top))
        bottom = top - _GAP
    return places
