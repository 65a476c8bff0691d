"""Pictures of people whom nobody enrolled, arriving in any order: how well they are told apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from benchmarks.faces.errors import DataMissing
from benchmarks.matching.people import Person, shuffled, with_pictures
from pipeline.gallery import Units
from pipeline.results import Linking
from web_tier.strangers.replay import Replay

#: So many people, of those with so many pictures or more, and so many pictures of them in all.
PEOPLE, LEAST_PICTURES, PICTURES = 40, 4, 300

Labels = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Pictures of strangers."""

    units: Units
    who: Labels  #: whom each picture shows, shape (pictures,)


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """How a crowd was told apart, 0 to 1."""

    purity: float  #: share of the pictures that are where most are of the same person
    pair_recall: float  #: share of one person's pairs of pictures that are in one place
    strangers: int  #: whom it took them for


def crowd(people: Sequence[Person], rng: np.random.Generator) -> Crowd:
    """Draw people and pictures, of everybody as many as of the others where they have them.

    Raises DataMissing where nobody has enough.
    """
    enough = with_pictures(people, LEAST_PICTURES)
    if not enough:
        raise DataMissing(
            f"Strangers are told apart by pictures of people who have {LEAST_PICTURES} or more."
        )
    drawn = shuffled(enough, rng)[:PEOPLE]
    rounds = zip_longest(*(_pictures(who, person, rng) for who, person in enumerate(drawn)))
    taken = [picture for each in rounds for picture in each if picture is not None][:PICTURES]
    return Crowd(units=np.stack([unit for _, unit in taken]), who=np.array([who for who, _ in taken]))


def arrived(pictures: Crowd, linking: Linking, order: Labels) -> Sorted:
    """Place the pictures in this order, as the web tier does, and compare with who they show."""
    units = pictures.units[order]
    replay = Replay(capacity=len(order), dimensions=units.shape[1], linking=linking)
    replay.place(range(len(order)), units, [frozenset()] * len(order))
    places = np.empty(len(order), dtype=np.intp)
    for place, members in enumerate(replay.members.values()):
        places[members] = place
    return _compared(places, pictures.who[order])


def _pictures(
    who: int, person: Person, rng: np.random.Generator
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    return ((who, unit) for unit in rng.permutation(person.probes))


def _compared(places: Labels, who: Labels) -> Sorted:
    table = np.zeros((places.max() + 1, who.max() + 1), dtype=np.int64)
    np.add.at(table, (places, who), 1)
    return Sorted(
        purity=float(table.max(axis=1).sum() / len(who)),
        pair_recall=float(_pairs(table).sum() / _pairs(table.sum(axis=0)).sum()),
        strangers=len(table),
    )


def _pairs(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return counts * (counts - 1) // 2
