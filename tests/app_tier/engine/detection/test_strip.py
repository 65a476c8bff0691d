"""Every window of every level is seen exactly once, whatever the picture's size."""

import numpy as np
import pytest

from app_tier.engine.detection.pyramid import WINDOW, level_sizes
from app_tier.engine.detection.strip import STRIDE, TILE_SIDE, TILE_STEP, draw_strip, lay_out, owners
from app_tier.engine.pixels import Pixels, Size

SIZES = [(853, 480), (480, 853), (250, 250), (40, 1000), (1000, 40), (131, 127), (27, 25)]


def numbered(level: int, size: Size) -> Pixels:
    """Return pixels that tell level, column and row, as far as bytes do."""
    rows, columns = np.mgrid[: size.height, : size.width]
    return np.stack([rows % 251, columns % 241, np.full_like(rows, level + 1)], axis=2).astype(np.uint8)


def windows_of(levels: list[Size]) -> set[tuple[int, int, int]]:
    return {
        (level, row, column)
        for level, size in enumerate(levels)
        for row in range(0, size.height - WINDOW + 1, STRIDE)
        for column in range(0, size.width - WINDOW + 1, STRIDE)
    }


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_each_window_of_each_level_is_in_the_strip_once(width: int, height: int) -> None:
    levels = level_sizes(width, height, 22)
    pieces = lay_out(levels)
    strip = draw_strip([numbered(level, size) for level, size in enumerate(levels)], pieces)
    grid = owners(strip, pieces)

    found = []
    for row, column in np.argwhere(grid >= 0):
        piece = pieces[grid[row, column]]
        top, left = STRIDE * row - piece.top, STRIDE * column - piece.left + piece.column
        found.append((piece.level, int(top), int(left)))

    assert len(found) == len(set(found))
    assert set(found) == windows_of(levels)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_windows_pixels_are_those_of_its_level(width: int, height: int) -> None:
    levels = level_sizes(width, height, 22)
    drawn = [numbered(level, size) for level, size in enumerate(levels)]
    pieces = lay_out(levels)
    strip = draw_strip(drawn, pieces)

    for piece in pieces:
        seen = strip[piece.top : piece.top + piece.height, piece.left : piece.left + piece.width]
        assert np.array_equal(seen, drawn[piece.level][:, piece.column : piece.column + piece.width])


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_strip_is_a_whole_number_of_tiles(width: int, height: int) -> None:
    levels = level_sizes(width, height, 22)
    strip = draw_strip([numbered(0, size) for size in levels], lay_out(levels))

    rows, columns, _ = strip.shape
    assert columns == TILE_SIDE
    assert rows >= TILE_SIDE
    assert (rows - TILE_SIDE) % TILE_STEP == 0


def test_little_of_the_strip_is_wasted() -> None:
    levels = level_sizes(853, 480, 20)
    rows = draw_strip([numbered(0, size) for size in levels], lay_out(levels)).shape[0]

    assert rows * TILE_SIDE < 1.3 * sum(size.width * size.height for size in levels)
