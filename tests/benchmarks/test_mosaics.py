"""Crowds put together from portraits."""

import random
from itertools import combinations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.faces.boxes import intersections_over_unions
from benchmarks.faces.mosaic_findings import summary
from benchmarks.faces.mosaics import HEIGHT, WIDTH, Layout, Tile, layouts, paint
from benchmarks.faces.recall import Sighting, recall_by_size
from pipeline.results import Box


def made(faces: int, seed: int = 1) -> list[Layout]:
    return layouts(faces, random.Random(seed))


def portrait(side: int = 250) -> Image.Image:
    """Return a green picture whose mean face, scaled to its size, is red."""
    picture = Image.new("RGB", (side, side), "green")
    scale = side / 250
    ImageDraw.Draw(picture).rectangle((79 * scale, 63 * scale, 173 * scale, 191 * scale), fill="red")
    return picture


def test_as_many_faces_are_laid_out_as_were_asked_for() -> None:
    assert sum(map(len, made(500))) == 500


def test_the_same_seed_gives_the_same_mosaics_and_another_gives_others() -> None:
    assert made(100) == made(100)
    assert made(100) != made(100, seed=2)


def test_tiles_lie_within_the_mosaic_and_share_no_pixel() -> None:
    for sheet in made(300):
        tiles = [Box(left=t.left, top=t.top, width=t.width, height=t.height) for t in sheet]
        overlaps = intersections_over_unions(tiles, tiles)
        assert all(overlaps[one, other] == 0 for one, other in combinations(range(len(tiles)), 2))
        assert all(t.left + t.width <= WIDTH and t.top + t.height <= HEIGHT for t in tiles)


def test_faces_of_every_size_come_about_equally_often() -> None:
    sightings = [Sighting(face_px=tile.face_px, found=True) for sheet in made(4000) for tile in sheet]

    sizes = recall_by_size(sightings, (19.5, 24, 32, 48, 81))

    assert sum(each.faces for each in sizes) == 4000
    assert min(each.faces for each in sizes) > 500


@pytest.mark.parametrize("side", [250, 500])
def test_the_face_is_where_the_tile_says(side: int) -> None:
    tile = Tile(left=100, top=50, width=65, height=90)

    mosaic = np.asarray(paint((tile,), [portrait(side)])).astype(int)

    rows, columns = np.nonzero(mosaic[..., 0] - mosaic[..., 1] > 60)
    assert (columns.min(), rows.min()) == pytest.approx((tile.face.left, tile.face.top), abs=1)
    assert np.ptp(columns) + 1 == pytest.approx(tile.face.width, abs=1)
    assert np.ptp(rows) + 1 == pytest.approx(tile.face.height, abs=1)
    assert tile.face_px == 47


def test_the_recall_counts_from_24_pixels_up_and_false_boxes_by_all_boxes() -> None:
    sightings = [
        Sighting(face_px=px, found=found)
        for px, found in [(20, False), (24, True), (47, True), (48, False), (80, True)]
    ]

    findings = summary(sightings, boxes=8, false_boxes=2)

    assert findings.figures == {"mosaic_recall": 75.0, "mosaic_false_boxes": 25.0}
    assert [(row["faces"], row["recall"]) for row in findings.details["mosaic_recall_by_size"]] == [
        (1, 0.0),
        (1, 100.0),
        (1, 100.0),
        (2, 50.0),
    ]


def test_an_engine_that_finds_nothing_has_no_false_boxes() -> None:
    findings = summary([Sighting(face_px=30, found=False)], boxes=0, false_boxes=0)

    assert findings.figures == {"mosaic_recall": 0.0, "mosaic_false_boxes": 0.0}
