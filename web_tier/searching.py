"""Finds one person among the faces of a picture. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.outcomes import Verdict
from pipeline.results import Pair
from web_tier.answers import NamedFace


@dataclass(frozen=True, kw_only=True)
class Find:
    """The face that is the wanted person's."""

    index: int  #: among the picture's faces
    unsure: bool
    similarity: float | None
    distance: float | None
    false_match_rate: float | None


def find_person(faces: Sequence[NamedFace], person_id: str) -> Find | None:
    """Return which face was recognised as the person: the surest, of equals the nearest."""
    theirs = [face for face in faces if face.match.person_id == person_id]
    best = min(theirs, key=lambda face: (_is_unsure(face), face.match.distance or 0.0), default=None)
    if best is None:
        return None
    return Find(
        index=best.index,
        unsure=_is_unsure(best),
        similarity=best.match.similarity,
        distance=best.match.distance,
        false_match_rate=best.match.false_match_rate,
    )


def find_likeness(pairs: Sequence[Pair]) -> Find | None:
    """Return which face of the second picture is that of the first one's largest face, if one may be.

    `pairs` are in order, nearest first.
    """
    of_largest = (pair for pair in pairs if pair.source == 0 and pair.verdict is not Verdict.UNKNOWN)
    nearest = next(of_largest, None)
    if nearest is None:
        return None
    return Find(
        index=nearest.target,
        unsure=nearest.verdict is Verdict.UNSURE,
        similarity=nearest.similarity,
        distance=nearest.distance,
        false_match_rate=nearest.false_match_rate,
    )


def _is_unsure(face: NamedFace) -> bool:
    # a face that is theirs by a correction may have been found to be a stranger's
    return face.match.verdict is Verdict.UNSURE
