"""The result document of a job whose faces were matched."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from app_tier.calibration import Calibration
from app_tier.documents import answered, recognised
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.gallery.index import MemoryGallery
from app_tier.job import Job, Prepared
from app_tier.matching import Neighbour
from pipeline.gallery import Segment, Templates, Units, no_ids, pack_ids, unit
from pipeline.messages import Kind, Options, Preset
from pipeline.outcomes import Outcome, Verdict
from pipeline.queue import Delivery
from pipeline.results import Box, ImageSize, JobResult, ModelId, Pose, Quality
from tests.pipeline.test_messages import a_request

#: Known up to 0.4 among one person, and up to 0.37 among two.
CALIBRATION = Calibration(handicap=0.04, curve=((0.01, 0.4), (0.1, 0.5)))
MODEL = ModelId(pack="pack", version="1", embeddings="pack")
ADA, GRACE = "a" * 32, "9" * 32
REMEMBERING = Options(embeddings=True, crops=True)


def direction(distance_from_ada: float) -> tuple[float, float]:
    """Return a direction in the plane of Ada's, (1, 0), and Grace's, (0, 1)."""
    angle = 2 * math.asin(distance_from_ada / 2)
    return math.cos(angle), math.sin(angle)


def seen_at(*distances_from_ada: float) -> Analysis:
    """Return a picture with a face so far from Ada's each."""
    faces = tuple(
        DetectedFace(
            box=Box(left=10, top=20, width=40, height=40),
            confidence=1.0,
            landmarks=(),
            quality=Quality(brightness=50, sharpness=50, size=40),
            pose=Pose(yaw=-20.5, pitch=4, roll=1.5),
            embedding=7 * np.asarray(direction(each), dtype=np.float32),  # of any length
        )
        for each in distances_from_ada
    )
    return Analysis(
        image=ImageSize(width=200, height=100), faces=faces, timings={"decode": 2.0, "detect": 1.0}
    )


def gallery(people: dict[str, tuple[float, float]], strangers: Sequence[str] = ()) -> MemoryGallery:
    """Return everybody by id and direction; some are strangers."""
    templates = Templates(
        model="pack",
        ids=pack_ids(list(people)),
        strangers=np.array([each in strangers for each in people]),
        faces=np.ones(len(people), np.uint16),
        centres=unit(np.array(list(people.values()), np.float32)),
        veto_ids=no_ids(),
        vetoes=np.empty((0, 2), np.float32),
    )
    return MemoryGallery().after([Segment(first=1, last=1, templates=(templates,))], 1, "pack")


def prepared(index: MemoryGallery, **request: Any) -> Prepared:
    delivery = Delivery(message_id="m", body="", receipt="r", receive_count=1, sent_at=0.0)
    job = Job(delivery=delivery, request=a_request(**request))
    return Prepared(job=job, pictures=(), gallery=index, fetch_ms=2.0)


def compared(first: Analysis, second: Analysis, options: Options | None = None) -> JobResult:
    """Return the answer to a comparison, with nobody enrolled."""
    job = prepared(MemoryGallery(), kind=Kind.COMPARE, options=options or Options())
    return answered(job, (first, second), MODEL, CALIBRATION)


@pytest.mark.parametrize(
    ("people", "verdict", "outcome"),
    [
        ({ADA: (1.0, 0.0)}, Verdict.KNOWN, Outcome.RECOGNISED),
        ({ADA: (1.0, 0.0), GRACE: (0.0, 1.0)}, Verdict.UNSURE, Outcome.UNKNOWN),
    ],
)
def test_the_same_face_must_be_nearer_in_a_larger_gallery(
    people: dict[str, tuple[float, float]], verdict: Verdict, outcome: Outcome
) -> None:
    result = recognised(prepared(gallery(people)), seen_at(0.38), MODEL, CALIBRATION)

    assert result.outcome is outcome
    assert result.faces[0].match.verdict is verdict
    assert result.faces[0].match.person_id == ADA
    assert result.faces[0].match.distance == pytest.approx(0.38, abs=1e-3)
    assert result.faces[0].pose == Pose(yaw=-20.5, pitch=4, roll=1.5)
    assert result.faces[0].box_ratios == Box(left=0.05, top=0.2, width=0.2, height=0.4)
    assert result.timings.keys() == {"fetch", "decode", "detect", "match"}


def test_all_faces_of_a_picture_are_searched_at_once_and_known_ones_among_no_strangers() -> None:
    class WatchedGallery(MemoryGallery):
        def nearest_people(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
            searched.append(("people", len(faces)))
            return super().nearest_people(faces, count, handicap)

        def nearest_strangers(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
            searched.append(("strangers", len(faces)))
            return super().nearest_strangers(faces, count, handicap)

    searched: list[tuple[str, int]] = []
    people = gallery({ADA: (1.0, 0.0)})
    watched = WatchedGallery(version=1, named=people.named)

    recognised(prepared(watched, options=REMEMBERING), seen_at(0.1, 0.9, 1.2), MODEL, CALIBRATION)

    assert searched == [("people", 3), ("strangers", 2)]


def test_a_stranger_comes_with_the_nearest_strangers() -> None:
    ids = [f"{number}" * 32 for number in range(6)]
    people = {each: direction(1.0 + number / 10) for number, each in enumerate(ids)} | {ADA: (1.0, 0.0)}
    index = gallery(people, strangers=ids)

    result = recognised(prepared(index, options=REMEMBERING), seen_at(1.2), MODEL, CALIBRATION)

    (stranger,) = result.faces
    assert [each.person_id for each in stranger.strangers] == [ids[2], ids[1], ids[3], ids[0]]
    assert stranger.strangers[0].distance == pytest.approx(0, abs=2e-3)
    similarities = [each.similarity for each in stranger.strangers]
    assert similarities == sorted(similarities, reverse=True)
    assert result.linking == CALIBRATION.linking(len(ids))


@pytest.mark.parametrize("options", [Options(), Options(embeddings=True), Options(crops=True)])
def test_strangers_are_searched_only_for_who_can_remember_them(options: Options) -> None:
    index = gallery({ADA: (1.0, 0.0)}, strangers=[ADA])

    result = recognised(prepared(index, options=options), seen_at(0.1), MODEL, CALIBRATION)

    assert result.faces[0].strangers == ()
    assert (result.linking is None) is (not options.embeddings)


def test_pairs_are_all_faces_with_all_others_nearest_first() -> None:
    result = compared(seen_at(0.0, 1.0), seen_at(1.01, 0.3))

    assert result.target is not None
    assert [(pair.source, pair.target) for pair in result.target.pairs] == [(1, 0), (0, 1), (1, 1), (0, 0)]
    assert [pair.distance for pair in result.target.pairs][1::2] == pytest.approx([0.3, 1.01], abs=1e-4)
    assert [len(result.faces), len(result.target.faces)] == [2, 2]


def test_a_pair_is_judged_as_a_gallery_of_one_would_be() -> None:
    alone = gallery({ADA: (1.0, 0.0)})
    for distance in (0.2, 0.45, 0.9):
        (face,) = recognised(prepared(alone), seen_at(distance), MODEL, CALIBRATION).faces
        target = compared(seen_at(0.0), seen_at(distance)).target

        assert target is not None
        (pair,) = target.pairs
        assert pair.verdict is face.match.verdict
        assert pair.false_match_rate == pytest.approx(face.match.false_match_rate, rel=0.01)
        assert pair.similarity == face.match.similarity


def test_a_stricter_preset_takes_fewer_pairs_for_one_person() -> None:
    found = {}
    for preset in Preset:
        target = compared(seen_at(0.0), seen_at(0.39), Options(preset=preset)).target
        assert target is not None
        found[preset] = target.pairs[0].verdict

    assert found == {
        Preset.STRICT: Verdict.UNSURE,
        Preset.BALANCED: Verdict.KNOWN,
        Preset.LENIENT: Verdict.KNOWN,
    }


@pytest.mark.parametrize(
    ("distance", "threshold", "verdict"),
    [(0.39, 0.3, Verdict.UNSURE), (0.7, 0.8, Verdict.KNOWN), (0.9, 0.8, Verdict.UNKNOWN)],
)
def test_a_clients_own_threshold_decides_which_pairs_are_one_person(
    distance: float, threshold: float, verdict: Verdict
) -> None:
    target = compared(seen_at(0.0), seen_at(distance), Options(threshold=threshold)).target

    assert target is not None
    assert [pair.verdict for pair in target.pairs] == [verdict]


def test_of_two_crowds_the_nearest_pairs_are_told() -> None:
    crowd = seen_at(*np.linspace(0, 1.9, 110).tolist())

    target = compared(crowd, crowd).target

    assert target is not None and len(target.pairs) == 10_000
    assert {pair.distance for pair in target.pairs[:110]} == {0.0}


def test_a_comparisons_timings_are_those_of_both_pictures() -> None:
    timings = compared(seen_at(0.0), seen_at(1.0)).timings

    assert (timings["fetch"], timings["decode"], timings["detect"]) == (2.0, 4.0, 2.0)
    assert timings.keys() == {"fetch", "decode", "detect", "match"}
