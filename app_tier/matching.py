"""Decides whose face it is, from the distances to the nearest people. Pure: no gallery, no model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.outcomes import Verdict
from pipeline.results import Candidate, Match

#: Similarity at the two thresholds, whatever the model pack; see `Thresholds.similarity`.
_AT_KNOWN, _AT_UNSURE = 80.0, 50.0
#: Beyond so many people thresholds stay as they are: no measurement reaches there.
MOST_PEOPLE = 1000
#: How many other people a match names.
ALTERNATIVES = 3


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Which distances mean what, for one model pack: between unit embeddings, 0 (the same) to 2."""

    known: float  #: up to here it is that person, in a gallery of one
    unsure: float  #: up to here it may be; farther it is nobody of the gallery
    per_doubling: float = 0.0  #: how much nearer both come each time the gallery's people double

    def among(self, people: int) -> "Thresholds":
        """Return a gallery's thresholds: the more people, the likelier a stranger is like one of them."""
        nearer = self.per_doubling * math.log2(min(max(people, 1), MOST_PEOPLE))
        return Thresholds(known=self.known - nearer, unsure=self.unsure - nearer)

    def similarity(self, distance: float) -> float:
        """Return 0..100, falling with distance: 80 at `known`, 50 at `unsure`, an S-curve through both.

        So 80 and more reads as known and less than 50 as a stranger, with every pack. It is no probability.
        """
        steepness = math.log(_AT_KNOWN / (100 - _AT_KNOWN)) / (self.unsure - self.known)
        return round(100 / (1 + math.exp(steepness * (distance - self.unsure))), 1)


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A person of the gallery and how far a face is from them."""

    person_id: str
    distance: float


def judge(nearest: Sequence[Neighbour], thresholds: Thresholds, own_known: float | None = None) -> Match:
    """Return the verdict on a face from its nearest people, nearest first.

    `own_known` is the client's own distance for `known`. Alternatives are the nearest people other than the
    one the match names.
    """
    if not nearest:
        return Match(verdict=Verdict.UNKNOWN)
    verdict = _verdict(nearest[0].distance, thresholds, own_known)
    candidates = [_candidate(each, thresholds) for each in nearest[: ALTERNATIVES + 1]]
    named = verdict is not Verdict.UNKNOWN
    return Match(
        verdict=verdict,
        person_id=candidates[0].person_id if named else None,
        distance=candidates[0].distance,
        similarity=candidates[0].similarity,
        alternatives=tuple(candidates[1:] if named else candidates[:ALTERNATIVES]),
    )


def _verdict(distance: float, thresholds: Thresholds, own_known: float | None) -> Verdict:
    known = thresholds.known if own_known is None else own_known
    if distance <= known:
        return Verdict.KNOWN
    return Verdict.UNSURE if distance <= thresholds.unsure else Verdict.UNKNOWN


def _candidate(neighbour: Neighbour, thresholds: Thresholds) -> Candidate:
    return Candidate(
        person_id=neighbour.person_id,
        distance=round(neighbour.distance, 4),
        similarity=thresholds.similarity(neighbour.distance),
    )
