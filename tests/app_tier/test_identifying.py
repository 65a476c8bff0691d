"""Whom a worker names for a face that is to be remembered."""

import math

from app_tier.calibration import Calibration
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.gallery.index import MemoryGallery
from app_tier.identifying import FARTHER, identified
from pipeline.messages import Options
from pipeline.results import Box, ImageSize, Quality
from tests.app_tier.gallery.publishing import MODEL, Person, id_of, looking, segment

CALIBRATION = Calibration(handicap=0.0, curve=((0.0001, 0.3), (0.1, 0.6)))
REMEMBERED = Options(embeddings=True, crops=True)


def angle(distance: float) -> float:
    """Return the degrees between two directions that are so far from each other."""
    return math.degrees(2 * math.asin(distance / 2))


def stranger(name: str, distance: float) -> Person:
    """Return a stranger who is so far from the east."""
    return Person(name=name, degrees=angle(distance), stranger=True)


def looking_east() -> Analysis:
    """Return a picture of one face."""
    face = DetectedFace(
        box=Box(left=1, top=1, width=20, height=20),
        confidence=1.0,
        landmarks=(),
        quality=Quality(brightness=50, sharpness=50, size=20),
        embedding=looking(0),
    )
    return Analysis(image=ImageSize(width=100, height=100), faces=(face,), timings={})


def test_strangers_are_named_who_may_be_the_face_or_become_one_with_who_it_is() -> None:
    reach = CALIBRATION.linking(3).distance
    crowd = [
        stranger("near", reach - 0.1),
        stranger("hardly too far", reach + FARTHER / 2),
        stranger("too far", reach + 2 * FARTHER),
    ]
    gallery = MemoryGallery().after([segment(1, *crowd)], 1, MODEL)

    (face,) = identified(looking_east(), gallery, REMEMBERED, CALIBRATION)

    assert [each.person_id for each in face.strangers] == [id_of("near"), id_of("hardly too far")]
