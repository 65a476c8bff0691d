"""Which faces of the mosaics an engine finds, and what else it takes for a face."""

import io
import random
from collections.abc import Iterator, Sequence
from itertools import chain, cycle, islice
from pathlib import Path

from PIL import Image

from app_tier.engine.engine import Analysis
from benchmarks.faces.boxes import Matching, match
from benchmarks.faces.engine_pool import EnginePool
from benchmarks.faces.findings import Findings, per_cent
from benchmarks.faces.mosaics import Layout, layouts, paint
from benchmarks.faces.recall import Sighting, SizeClass, recall_between, recall_by_size
from benchmarks.pictures import Picture
from pipeline.decoding import decode_upright
from pipeline.images import ImageLimits
from pipeline.messages import Options

FACES = 2000
_SEED = 3
#: What the engine is asked for: the smallest faces that are there, and all of them.
_OPTIONS = Options(min_face_px=20, max_faces=1000)
#: The recall is counted from here up, pixels.
_LEAST_PX = 24
_SIZES = (20, 24, 32, 48, 81)
#: No face is just the mean face, and detectors differ: HOG's squares overlap it by 0.34 to 0.78.
LEAST_OVERLAP = 0.3


def mosaic_findings(pool: EnginePool, names: Sequence[str], folder: Path) -> Findings:
    """Return recall and false boxes on mosaics of these portraits, the same ones each time."""
    chance = random.Random(_SEED)
    sheets = layouts(FACES, chance)
    portraits = cycle(chance.sample(names, len(names)))
    chosen = [list(islice(portraits, len(sheet))) for sheet in sheets]
    analyses = pool.analyse(_pictures(sheets, chosen, folder), len(sheets), _OPTIONS, "mosaics")
    matchings = [_matched(sheet, analysis) for sheet, analysis in zip(sheets, analyses, strict=True)]
    boxes = sum(len(analysis.faces) for analysis in analyses)
    return summary(_sightings(sheets, matchings), boxes, sum(each.false_boxes for each in matchings))


def summary(sightings: Sequence[Sighting], boxes: int, false_boxes: int) -> Findings:
    """Return the figures: recall from 24 pixels up, and the share of the boxes that are no face."""
    counted = recall_between(sightings, _LEAST_PX, _SIZES[-1])
    return Findings(
        figures={
            "mosaic_recall": per_cent(counted.recall),
            "mosaic_false_boxes": per_cent(false_boxes / boxes) if boxes else 0.0,
        },
        details={
            "mosaic_boxes": boxes,
            "mosaic_false_box_count": false_boxes,
            "mosaic_recall_by_size": [_row(each) for each in recall_by_size(sightings, _SIZES)],
        },
    )


def _pictures(sheets: Sequence[Layout], chosen: Sequence[Sequence[str]], folder: Path) -> Iterator[Picture]:
    for number, (sheet, names) in enumerate(zip(sheets, chosen, strict=True)):
        portraits = [decode_upright((folder / name).read_bytes(), ImageLimits()) for name in names]
        yield Picture(name=f"mosaic {number}", data=_png(paint(sheet, portraits)))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _matched(sheet: Layout, analysis: Analysis) -> Matching:
    return match([tile.face for tile in sheet], [face.box for face in analysis.faces], LEAST_OVERLAP)


def _sightings(sheets: Sequence[Layout], matchings: Sequence[Matching]) -> list[Sighting]:
    found = chain.from_iterable(each.found for each in matchings)
    sizes = (tile.face_px for tile in chain.from_iterable(sheets))
    return [Sighting(face_px=size, found=seen) for size, seen in zip(sizes, found, strict=True)]


def _row(each: SizeClass) -> dict[str, float]:
    return {
        "least_px": each.least_px,
        "below_px": each.below_px,
        "faces": each.faces,
        "recall": per_cent(each.recall),
    }
