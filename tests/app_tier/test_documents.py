"""The result document of a picture whose faces were matched."""

import math

import numpy as np
import pytest

from app_tier.calibration import Calibration
from app_tier.documents import recognised
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.gallery_index import GalleryIndex
from app_tier.job import Job, Prepared
from pipeline.gallery import EnrolledFace, Segment
from pipeline.outcomes import Outcome, Verdict
from pipeline.queue import Delivery
from pipeline.results import Box, ImageSize, ModelId, Pose, Quality
from tests.app_tier.test_gallery import enrolled
from tests.pipeline.test_messages import a_request

#: Known up to 0.4 among one person, and up to 0.37 among two.
CALIBRATION = Calibration(verification=0.4, handicap=0.04, curve=((0.01, 0.4), (0.1, 0.5)))
ADA, GRACE = enrolled("ada-1", 1, 0), enrolled("grace-1", 0, 1)


def seen_at(distance_from_ada: float) -> Analysis:
    """Return a picture with one face so far from Ada's."""
    angle = 2 * math.asin(distance_from_ada / 2)
    face = DetectedFace(
        box=Box(left=10, top=20, width=40, height=40),
        confidence=1.0,
        landmarks=(),
        quality=Quality(brightness=50, sharpness=50, size=40),
        pose=Pose(yaw=-20.5, pitch=4, roll=1.5),
        embedding=np.asarray([math.cos(angle), math.sin(angle)], dtype=np.float32),
    )
    return Analysis(image=ImageSize(width=200, height=100), faces=(face,), timings={"detect": 1.0})


def prepared(*gallery: Segment) -> Prepared:
    delivery = Delivery(message_id="m", body="", receipt="r", receive_count=1, sent_at=0.0)
    index = GalleryIndex().after(gallery, "pack")
    return Prepared(job=Job(delivery=delivery, request=a_request()), picture=b"", gallery=index, fetch_ms=2.0)


@pytest.mark.parametrize(
    ("gallery", "verdict", "outcome"),
    [
        ((ADA,), Verdict.KNOWN, Outcome.RECOGNISED),
        ((ADA, GRACE), Verdict.UNSURE, Outcome.UNKNOWN),
    ],
)
def test_the_same_face_must_be_nearer_in_a_larger_gallery(
    gallery: tuple[EnrolledFace, ...], verdict: Verdict, outcome: Outcome
) -> None:
    segment = Segment(version=1, added=gallery)

    result = recognised(prepared(segment), seen_at(0.38), ModelId(pack="pack", version="1"), CALIBRATION)

    assert result.outcome is outcome
    assert result.faces[0].match.verdict is verdict
    assert result.faces[0].match.person_id == "ada"
    assert result.faces[0].match.distance == pytest.approx(0.38, abs=1e-3)
    assert result.faces[0].pose == Pose(yaw=-20.5, pitch=4, roll=1.5)
    assert result.faces[0].box_ratios == Box(left=0.05, top=0.2, width=0.2, height=0.4)
    assert result.timings.keys() == {"fetch", "detect", "match"}
