"""Decides whose face it is, from the distances to the nearest people. Pure: no gallery, no model."""

from collections.abc import Sequence
from dataclasses import dataclass

from app_tier.calibration import Calibration, Scale
from pipeline.messages import Preset
from pipeline.outcomes import Verdict
from pipeline.results import Candidate, Match

#: How many other people a match names.
ALTERNATIVES = 3
#: A face that comes so near to two people is like many: the second nearest person has to be so much farther.
#: Faces that are nearer than the strictest preset asks for need not: two people may be one, enrolled twice.
LEAST_MARGIN = 0.03


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A person of the gallery and how far a face is from them."""

    person_id: str
    distance: float
    #: As far as it were if they were enrolled with one face, which is what the scale is made for.
    handicapped: float


def judge(nearest: Sequence[Neighbour], scale: Scale, own_known: float | None = None) -> Match:
    """Return the verdict on a face from its nearest people, nearest first; the two nearest at least.

    `own_known` is the client's own distance for `known`. Alternatives are the nearest people other than the
    one the match names.
    """
    if not nearest:
        return Match(verdict=Verdict.UNKNOWN)
    verdict = _verdict(nearest, scale, own_known)
    candidates = [candidate(each, scale) for each in nearest[: ALTERNATIVES + 1]]
    named = verdict is not Verdict.UNKNOWN
    margin = _margin(nearest)
    return Match(
        verdict=verdict,
        person_id=candidates[0].person_id if named else None,
        distance=candidates[0].distance,
        similarity=candidates[0].similarity,
        false_match_rate=scale.false_match_rate(nearest[0].handicapped),
        margin=None if margin is None else round(margin, 4),
        alternatives=tuple(candidates[1:] if named else candidates[:ALTERNATIVES]),
    )


def judge_pair(distance: float, calibration: Calibration, preset: Preset) -> tuple[Verdict, float, float]:
    """Return whether two faces are one person's, how likely two people's are so near, and the similarity.

    As a gallery of one person enrolled with one face is searched.
    """
    scale = calibration.among(1, preset)
    alone = Neighbour(person_id="", distance=distance, handicapped=distance)
    return _verdict([alone], scale, None), scale.false_match_rate(distance), scale.similarity(distance)


def stands_out(nearest: Sequence[Neighbour], scale: Scale) -> bool:
    """Return whether the nearest person is nearer enough than the second, or near enough, to be `known`."""
    margin = _margin(nearest)
    return margin is None or margin >= LEAST_MARGIN or nearest[0].handicapped <= scale.strict


def _verdict(nearest: Sequence[Neighbour], scale: Scale, own_known: float | None) -> Verdict:
    known = _known(nearest, scale) if own_known is None else nearest[0].distance <= own_known
    if known:
        return Verdict.KNOWN
    return Verdict.UNSURE if nearest[0].handicapped <= scale.unsure else Verdict.UNKNOWN


def _known(nearest: Sequence[Neighbour], scale: Scale) -> bool:
    return nearest[0].handicapped <= scale.known and stands_out(nearest, scale)


def _margin(nearest: Sequence[Neighbour]) -> float | None:
    """Return how much farther the second is, whatever the number of their faces."""
    return nearest[1].handicapped - nearest[0].handicapped if len(nearest) > 1 else None


def candidate(neighbour: Neighbour, scale: Scale) -> Candidate:
    """Return a neighbour as results tell of them."""
    return Candidate(
        person_id=neighbour.person_id,
        distance=round(neighbour.distance, 4),
        similarity=scale.similarity(neighbour.handicapped),
    )
