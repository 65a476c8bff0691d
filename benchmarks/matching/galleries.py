"""Galleries of some people, asked for their other pictures and for strangers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app_tier.calibration import Calibration
from app_tier.gallery_index import GalleryIndex
from app_tier.matching import judge
from benchmarks.matching.people import Person, shuffled
from pipeline.outcomes import Verdict
from pipeline.results import Match


@dataclass(frozen=True, kw_only=True)
class Gallery:
    """People enrolled as the worker does it."""

    index: GalleryIndex
    #: Another picture of everybody who is enrolled with as many as wanted, with their name.
    probes: tuple[tuple[str, NDArray[np.float32]], ...]
    strangers: tuple[NDArray[np.float32], ...]  #: a picture of everybody who is not enrolled


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Shares of the answers, 0 to 1."""

    strangers_known: float
    strangers_known_or_unsure: float
    named: float  #: known, and who they are
    named_or_unsure: float  #: known or unsure, and who they are


def gallery(people: Sequence[Person], size: int, faces: int, rng: np.random.Generator) -> Gallery:
    """Enrol `size` of the people: those with more than `faces` pictures first, others with what they have."""
    in_order = sorted(shuffled(people, rng), key=lambda person: len(person.pictures) <= faces)
    enrolled, others = in_order[:size], in_order[size:]
    drawn = [(person.name, rng.permutation(person.units)) for person in enrolled]
    rows = {
        f"{name} {place}": (name, unit) for name, units in drawn for place, unit in enumerate(units[:faces])
    }
    return Gallery(
        index=GalleryIndex(faces=rows),
        probes=tuple((name, units[faces]) for name, units in drawn if len(units) > faces),
        strangers=tuple(rng.choice(person.units) for person in others),
    )


def answers(galleries: Iterable[Gallery], calibration: Calibration) -> Answers:
    """Return what these galleries answer; each question counts once."""
    strangers: list[Verdict] = []
    probes: list[tuple[Verdict, bool]] = []
    for asked in galleries:
        strangers += [_match(asked.index, unit, calibration).verdict for unit in asked.strangers]
        for name, unit in asked.probes:
            match = _match(asked.index, unit, calibration)
            probes.append((match.verdict, match.person_id == name))
    right = [verdict for verdict, is_right in probes if is_right]
    return Answers(
        strangers_known=strangers.count(Verdict.KNOWN) / max(len(strangers), 1),
        strangers_known_or_unsure=1 - strangers.count(Verdict.UNKNOWN) / max(len(strangers), 1),
        named=right.count(Verdict.KNOWN) / max(len(probes), 1),
        named_or_unsure=len(right) / max(len(probes), 1),
    )


def _match(index: GalleryIndex, unit: NDArray[np.float32], calibration: Calibration) -> Match:
    return judge(index.nearest(unit, 1, calibration.handicap), calibration.among(index.people))
