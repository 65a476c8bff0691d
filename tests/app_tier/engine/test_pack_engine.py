"""The engine that a pack makes: what it hands from part to part, and in whose pixels it answers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app_tier.engine.alignment.aligner import AlignedFaces
from app_tier.engine.detection.detector import Detection
from app_tier.engine.pack_engine import Pack, PackEngine
from app_tier.engine.pixels import Chips, Pixels
from pipeline.errors import InvalidImage
from pipeline.images import ImageLimits
from pipeline.messages import Options
from pipeline.results import Box, Landmark, ModelId
from tests.app_tier.world import READY

POINTS = np.array([(30, 40), (50, 40), (40, 50), (32, 60), (48, 60)], np.float32)


@dataclass
class FixedDetector:
    """Finds the same faces in every picture, and keeps what it was asked."""

    faces: list[Detection]
    finds_points: bool = True
    asked: list[tuple[tuple[int, ...], int]] = field(default_factory=list)

    def detect(self, pixels: Pixels, min_face_px: int) -> list[Detection]:
        self.asked.append((pixels.shape, min_face_px))
        return self.faces


class CornerAligner:
    """Cuts a chip whose only value is the left edge of its face."""

    def align(self, pixels: Pixels, detections: Sequence[Detection]) -> AlignedFaces:
        return AlignedFaces(
            chips=np.stack([np.full((2, 2, 3), abs(int(each.left)), np.uint8) for each in detections]),
            landmarks=tuple((Landmark(type="nose", x=each.left, y=each.top),) for each in detections),
        )


class ValueEmbedder:
    """Gives each chip's value."""

    def embed(self, chips: Chips) -> NDArray[np.float32]:
        return chips[:, 0, 0, :1].astype(np.float32)


def face(left: float, top: float, side: float, score: float = 0.9) -> Detection:
    return Detection(left=left, top=top, right=left + side, bottom=top + side, score=score, points=POINTS)


def engine(*faces: Detection, max_image_px: int = 2048) -> tuple[PackEngine, FixedDetector]:
    detector = FixedDetector(list(faces))
    pack = Pack(
        model=ModelId(pack="fixed", version="1"),
        calibration=READY.calibration,
        detector=detector,
        aligner=CornerAligner(),
        embedder=ValueEmbedder(),
    )
    return PackEngine(pack, ImageLimits(), max_image_px), detector


def jpeg(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 60)).save(stream, "JPEG")
    return stream.getvalue()


def test_faces_come_largest_first_each_with_its_own_embedding() -> None:
    fixed, _ = engine(face(10, 10, 30), face(60, 20, 50), face(5, 60, 40))

    analysis = fixed.analyse(jpeg(200, 150), Options())

    assert [each.box.width for each in analysis.faces] == [50, 40, 30]
    assert [float(each.embedding[0]) for each in analysis.faces] == [60, 5, 10]
    assert [each.landmarks[0].x for each in analysis.faces] == [60, 5, 10]
    assert analysis.timings.keys() == {"decode", "detect", "align", "embed"}


def test_a_picture_without_faces_costs_no_alignment() -> None:
    fixed, _ = engine()

    analysis = fixed.analyse(jpeg(200, 150), Options())

    assert analysis.faces == ()
    assert analysis.timings.keys() == {"decode", "detect"}


def test_only_the_faces_asked_for_are_answered() -> None:
    fixed, _ = engine(face(10, 10, 30), face(60, 20, 50), face(5, 60, 40))

    few = fixed.analyse(jpeg(200, 150), Options(max_faces=1)).faces
    large = fixed.analyse(jpeg(200, 150), Options(min_face_px=40)).faces

    assert [each.box.width for each in few] == [50]
    assert [each.box.width for each in large] == [50, 40]


def test_crops_are_made_where_they_are_asked_for() -> None:
    fixed, _ = engine(face(60, 20, 50), face(10, 10, 30))

    plain = fixed.analyse(jpeg(200, 150), Options())
    cropped = fixed.analyse(jpeg(200, 150), Options(crops=True))

    assert [each.crop for each in plain.faces] == [None, None]
    assert [Image.open(io.BytesIO(each.crop or b"")).size for each in cropped.faces] == [(100, 95), (55, 55)]
    assert cropped.timings.keys() - plain.timings.keys() == {"crop"}


def test_a_face_over_the_edge_is_cut_off_there() -> None:
    fixed, _ = engine(face(-10.4, 100, 80))

    (found,) = fixed.analyse(jpeg(200, 150), Options()).faces

    assert found.box == Box(left=0, top=100, width=70, height=50)


def test_a_box_turned_inside_out_is_no_face() -> None:
    fixed, _ = engine(face(120, 120, -60))

    assert fixed.analyse(jpeg(200, 150), Options()).faces == ()


def test_answers_are_in_pixels_of_the_full_picture_though_a_smaller_one_is_searched() -> None:
    fixed, detector = engine(face(10, 20, 30), max_image_px=100)

    analysis = fixed.analyse(jpeg(400, 200), Options(min_face_px=80))

    assert detector.asked == [((50, 100, 3), 20)]
    assert (analysis.image.width, analysis.image.height) == (400, 200)
    (found,) = analysis.faces
    assert found.box == Box(left=40, top=80, width=120, height=120)
    assert (found.landmarks[0].x, found.landmarks[0].y) == (40, 80)
    assert found.quality.size == 120


def test_a_damaged_picture_is_refused() -> None:
    fixed, _ = engine()

    with pytest.raises(InvalidImage):
        fixed.analyse(jpeg(400, 200)[:300], Options())
