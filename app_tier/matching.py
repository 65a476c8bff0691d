"""Decides whose face it is, from the distances to the nearest people. Pure: no gallery, no model."""

from collections.abc import Sequence
from dataclasses import dataclass

from app_tier.calibration import Scale
from pipeline.outcomes import Verdict
from pipeline.results import Candidate, Match

#: How many other people a match names.
ALTERNATIVES = 3


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A person of the gallery and how far a face is from them."""

    person_id: str
    distance: float
    #: As far as it were if they were enrolled with one face, which is what the scale is made for.
    handicapped: float


def judge(nearest: Sequence[Neighbour], scale: Scale, own_known: float | None = None) -> Match:
    """Return the verdict on a face from its nearest people, nearest first.

    `own_known` is the client's own distance for `known`. Alternatives are the nearest people other than the
    one the match names.
    """
    if not nearest:
        return Match(verdict=Verdict.UNKNOWN)
    verdict = _verdict(nearest[0], scale, own_known)
    candidates = [_candidate(each, scale) for each in nearest[: ALTERNATIVES + 1]]
    named = verdict is not Verdict.UNKNOWN
    return Match(
        verdict=verdict,
        person_id=candidates[0].person_id if named else None,
        distance=candidates[0].distance,
        similarity=candidates[0].similarity,
        false_match_rate=scale.false_match_rate(nearest[0].handicapped),
        alternatives=tuple(candidates[1:] if named else candidates[:ALTERNATIVES]),
    )


def _verdict(neighbour: Neighbour, scale: Scale, own_known: float | None) -> Verdict:
    known = neighbour.handicapped <= scale.known if own_known is None else neighbour.distance <= own_known
    if known:
        return Verdict.KNOWN
    return Verdict.UNSURE if neighbour.handicapped <= scale.unsure else Verdict.UNKNOWN


def _candidate(neighbour: Neighbour, scale: Scale) -> Candidate:
    return Candidate(
        person_id=neighbour.person_id,
        distance=round(neighbour.distance, 4),
        similarity=scale.similarity(neighbour.handicapped),
    )
