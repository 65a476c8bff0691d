"""Says of every face of a picture whose it is. Pure, but for the gallery, which may lie in a database."""

import base64
from collections.abc import Sequence

import numpy as np

from app_tier.calibration import Calibration, Scale
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.gallery.gallery import Gallery
from app_tier.matching import ALTERNATIVES, candidate, judge
from pipeline.gallery import Units, unit
from pipeline.messages import Options
from pipeline.outcomes import Verdict
from pipeline.results import Candidate, Face, ImageSize, Match

#: How many strangers are named to whoever decides which of them a face is.
STRANGERS = 4
#: Nor is anybody named who is so much farther than those whom a face may join: a result has to be written
#: anew when somebody it names is merged or deleted. Who is a little too far may become one with whom the face
#: joins: of 454 who did (LFW, 12 crowds of 40 people in five orders, pack `dlib`) the farthest was 0.039 too
#: far. 29 % of the nearest four are named.
FARTHER = 0.05


def identified(
    analysis: Analysis, gallery: Gallery, options: Options, calibration: Calibration
) -> tuple[Face, ...]:
    """Return the picture's faces, each with whom it is of, in their order."""
    if not analysis.faces:
        return ()
    faces, scale = units(analysis), calibration.among(gallery.people, options.preset)
    nearest = gallery.nearest_people(faces, ALTERNATIVES + 1, calibration.handicap)
    matches = [judge(each, scale, options.threshold) for each in nearest]
    strangers = _strangers(faces, matches, gallery, scale) if _to_be_remembered(options) else {}
    return tuple(
        _face(face, analysis.image, match, strangers.get(number, ()), options)
        for number, (face, match) in enumerate(zip(analysis.faces, matches, strict=True))
    )


def units(analysis: Analysis) -> Units:
    """Return the embeddings of the picture's faces, of which there is one at least."""
    return unit(np.stack([face.embedding for face in analysis.faces]))


def _to_be_remembered(options: Options) -> bool:
    """Whether strangers will be remembered, which takes both: what to know them by and what to show."""
    return options.embeddings and options.crops


def _strangers(
    faces: Units, matches: Sequence[Match], gallery: Gallery, scale: Scale
) -> dict[int, tuple[Candidate, ...]]:
    """Return the nearest strangers of those faces that are nobody's for certain, by the face's number."""
    unnamed = [number for number, match in enumerate(matches) if match.verdict is not Verdict.KNOWN]
    if not unnamed:
        return {}
    nearest = gallery.nearest_strangers(faces[unnamed], STRANGERS, scale.calibration.handicap)
    far = scale.calibration.linking(gallery.nameless).distance + FARTHER
    return {
        number: tuple(candidate(each, scale) for each in neighbours if each.handicapped <= far)
        for number, neighbours in zip(unnamed, nearest, strict=True)
    }


def _face(
    face: DetectedFace, image: ImageSize, match: Match, strangers: tuple[Candidate, ...], options: Options
) -> Face:
    return Face(
        box=face.box,
        box_ratios=face.box.as_ratios(image),
        confidence=face.confidence,
        landmarks=face.landmarks,
        quality=face.quality,
        pose=face.pose,
        match=match,
        embedding=tuple(face.embedding.tolist()) if options.embeddings else None,
        crop=None if face.crop is None else base64.b64encode(face.crop).decode(),
        strangers=strangers,
    )
