"""All levels of a pyramid laid out in one strip as wide as a tile, which the network takes tile by tile.

So it sees a picture of any size as a number of equal tiles: nothing is compiled for a new size, and what a
tile needs stays in the processor's cache.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.pyramid import WINDOW
from app_tier.engine.pixels import Pixels, Size

TILE_SIDE = 128  #: pixels. From 80 to 250 there is no difference in speed; small tiles waste less
STRIDE = 2  #: pixels from window to window, in every level
OVERLAP = WINDOW - STRIDE  #: pixels that neighbouring tiles or pieces must share to miss no window
TILE_STEP = TILE_SIDE - OVERLAP


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some columns of a level, and where they lie in the strip."""

    level: int
    column: int  #: the first
    width: int
    height: int
    left: int  #: in the strip; even, as all windows' places are
    top: int


@dataclass
class _Shelf:
    top: int
    height: int
    used: int = 0  #: pixels from the left


def lay_out(levels: Sequence[Size]) -> list[Piece]:
    """Return where everything goes: tall pieces first, each on the first shelf that has room."""
    cut = [
        (size.height, level, column, min(TILE_SIDE, size.width - column))
        for level, size in enumerate(levels)
        for column in range(0, size.width - WINDOW + 1, TILE_STEP)
    ]
    shelves: list[_Shelf] = []
    return [
        _placed(shelves, level, column, width, height)
        for height, level, column, width in sorted(cut, key=lambda piece: -piece[0])
    ]


def _placed(shelves: list[_Shelf], level: int, column: int, width: int, height: int) -> Piece:
    shelf = next((shelf for shelf in shelves if shelf.used + width <= TILE_SIDE), None)
    if shelf is None:
        top = shelves[-1].top + _even(shelves[-1].height) if shelves else 0
        shelf = _Shelf(top=top, height=height)
        shelves.append(shelf)
    left = shelf.used
    shelf.used += _even(width)
    return Piece(level=level, column=column, width=width, height=height, left=left, top=shelf.top)


def draw_strip(levels: Sequence[Pixels], pieces: Sequence[Piece]) -> Pixels:
    """Return the strip, of a whole number of tiles; what lies between the pieces is black."""
    end = max(piece.top + piece.height for piece in pieces)
    tiles = max(1, -(-(end - OVERLAP) // TILE_STEP))
    strip = np.zeros((tiles * TILE_STEP + OVERLAP, TILE_SIDE, 3), np.uint8)
    for piece in pieces:
        columns = slice(piece.column, piece.column + piece.width)
        rows = slice(piece.top, piece.top + piece.height)
        strip[rows, piece.left : piece.left + piece.width] = levels[piece.level][:, columns]
    return strip


def owners(strip: Pixels, pieces: Sequence[Piece]) -> NDArray[np.int16]:
    """Return in which piece each window of the strip lies, -1 for none, shape (rows, columns) of windows."""
    rows, columns = ((side - WINDOW) // STRIDE + 1 for side in strip.shape[:2])
    found = np.full((rows, columns), -1, np.int16)
    for index, piece in enumerate(pieces):
        top, left = piece.top // STRIDE, piece.left // STRIDE
        down, across = ((side - WINDOW) // STRIDE + 1 for side in (piece.height, piece.width))
        found[top : top + down, left : left + across] = index
    return found


def _even(pixels: int) -> int:
    return pixels + pixels % STRIDE
