"""Galleries of some people, asked for their other pictures and for strangers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app_tier.calibration import Calibration
from app_tier.gallery.index import MemoryGallery
from app_tier.matching import judge
from benchmarks.matching.indexing import index_of, person_id
from benchmarks.matching.people import Person, shuffled
from pipeline.gallery import Units
from pipeline.outcomes import Verdict
from pipeline.results import Match


@dataclass(frozen=True, kw_only=True)
class Gallery:
    """People enrolled as the worker does it."""

    index: MemoryGallery
    #: Another picture of everybody who is enrolled with as many as wanted, with their id.
    probes: tuple[tuple[str, NDArray[np.float32]], ...]
    strangers: Units  #: a picture of everybody who is not enrolled, shape (strangers, d)


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
    drawn = [rng.permutation(len(person.pictures)) for person in enrolled]
    return Gallery(
        index=index_of(
            [person.enrolled[places[:faces]] for person, places in zip(enrolled, drawn, strict=True)]
        ),
        probes=tuple(
            (person_id(number), person.probes[places[faces]])
            for number, (person, places) in enumerate(zip(enrolled, drawn, strict=True))
            if len(places) > faces
        ),
        strangers=np.stack([rng.choice(person.probes) for person in others]),
    )


def answers(galleries: Iterable[Gallery], calibration: Calibration) -> Answers:
    """Return what these galleries answer; each question counts once."""
    strangers: list[Verdict] = []
    probes: list[tuple[Verdict, bool]] = []
    for asked in galleries:
        strangers += [each.verdict for each in _matches(asked.index, asked.strangers, calibration)]
        if asked.probes:
            matches = _matches(asked.index, np.stack([unit for _, unit in asked.probes]), calibration)
            probes += [
                (match.verdict, match.person_id == name)
                for match, (name, _) in zip(matches, asked.probes, strict=True)
            ]
    right = [verdict for verdict, is_right in probes if is_right]
    return Answers(
        strangers_known=strangers.count(Verdict.KNOWN) / max(len(strangers), 1),
        strangers_known_or_unsure=1 - strangers.count(Verdict.UNKNOWN) / max(len(strangers), 1),
        named=right.count(Verdict.KNOWN) / max(len(probes), 1),
        named_or_unsure=len(right) / max(len(probes), 1),
    )


def _matches(index: MemoryGallery, probes: Units, calibration: Calibration) -> list[Match]:
    scale = calibration.among(index.people)
    return [judge(nearest, scale) for nearest in index.nearest_people(probes, 2, calibration.handicap)]
