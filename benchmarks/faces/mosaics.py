"""Crowds put together from portraits, so that it is known where every face is and how large.

LFW's pictures all show a face in their middle, of nearly one size: 98 of 100 are between 0.31 and 0.45 of the
picture's width (found once with OpenCV's YuNet on 1,369 of them). So the mean face's place serves for all,
and the truth hangs on no detector. Tiles are cut close, since every fifth picture shows somebody in the
background too, whose box would count as false; in about one tile of 200 a part of such a person remains.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from pipeline.results import Box

WIDTH, HEIGHT = 853, 480
SMALLEST_PX, LARGEST_PX = 20.0, 80.0
#: The mean face and the part that is cut out around it, in pixels of a picture of 250 by 250.
_SOURCE_SIDE = 250
_FACE = Box(left=79, top=63, width=94, height=128)
_CUT = Box(left=61, top=37, width=130, height=180)
_BETWEEN = (128, 128, 128)  # grey where no tile fits


@dataclass(frozen=True, kw_only=True)
class Tile:
    """Where one portrait goes, pixels of the mosaic."""

    left: int
    top: int
    width: int
    height: int

    @property
    def face(self) -> Box:
        """Where its face is."""
        scale = self.width / _CUT.width
        return Box(
            left=self.left + (_FACE.left - _CUT.left) * scale,
            top=self.top + (_FACE.top - _CUT.top) * scale,
            width=self.face_px,
            height=_FACE.height * scale,
        )

    @property
    def face_px(self) -> float:
        """The size of its face: the width, a face's shorter side, as in `min_face_px`."""
        return _FACE.width * self.width / _CUT.width


Layout = tuple[Tile, ...]


def layouts(faces: int, chance: random.Random) -> list[Layout]:
    """Return mosaics of so many faces in all. Each row has one size, drawn evenly on a logarithmic scale."""
    sheets: list[Layout] = []
    while (left := faces - sum(map(len, sheets))) > 0:
        sheets.append(_layout(chance)[:left])
    return sheets


def paint(layout: Layout, portraits: Sequence[Image.Image]) -> Image.Image:
    """Return the mosaic of RGB portraits, one per tile, in the tiles' order."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), _BETWEEN)
    for tile, portrait in zip(layout, portraits, strict=True):
        canvas.paste(_cut(portrait, tile), (tile.left, tile.top))
    return canvas


def _layout(chance: random.Random) -> Layout:
    tiles: list[Tile] = []
    row = _row(0, chance)
    while row[0].top + row[0].height <= HEIGHT:
        tiles.extend(row)
        row = _row(row[0].top + row[0].height, chance)
    return tuple(tiles)


def _row(top: int, chance: random.Random) -> list[Tile]:
    face_px = SMALLEST_PX * (LARGEST_PX / SMALLEST_PX) ** chance.random()
    width, height = (round(side * face_px / _FACE.width) for side in (_CUT.width, _CUT.height))
    return [
        Tile(left=left, top=top, width=width, height=height) for left in range(0, WIDTH - width + 1, width)
    ]


def _cut(portrait: Image.Image, tile: Tile) -> Image.Image:
    across, down = portrait.width / _SOURCE_SIDE, portrait.height / _SOURCE_SIDE
    part = (
        _CUT.left * across,
        _CUT.top * down,
        (_CUT.left + _CUT.width) * across,
        (_CUT.top + _CUT.height) * down,
    )
    return portrait.resize((tile.width, tile.height), Image.Resampling.LANCZOS, box=part)
