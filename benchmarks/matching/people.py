"""People and the embeddings of their pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.faces.lfw import person_of
from pipeline.gallery import Units


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person; pictures without a face are left out."""

    name: str
    pictures: tuple[str, ...]
    probes: Units = field(repr=False, compare=False)  #: as galleries are asked for them, shape (pictures, d)
    enrolled: Units = field(repr=False, compare=False)  #: as they are enrolled, shape (pictures, d)


def people_of(probes: EmbeddedPictures, enrolled: EmbeddedPictures) -> list[Person]:
    """Return everybody with a face in at least one picture; both embeddings are of the same pictures."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(probes.names):
        if probes.found[row]:
            rows.setdefault(person_of(name), []).append(row)
    asked, kept = probes.normalised().embeddings, enrolled.normalised().embeddings
    return [
        Person(
            name=name,
            pictures=tuple(probes.names[row] for row in theirs),
            probes=asked[theirs],
            enrolled=kept[theirs],
        )
        for name, theirs in rows.items()
    ]


def with_pictures(people: Iterable[Person], least: int) -> list[Person]:
    """Return those who have so many pictures."""
    return [person for person in people if len(person.pictures) >= least]


def shuffled(people: Sequence[Person], rng: np.random.Generator) -> list[Person]:
    """Return the same people in any order."""
    return [people[place] for place in rng.permutation(len(people))]


def distances(ones: Units, others: Units) -> NDArray[np.float32]:
    """Return the distances between unit embeddings, shape (ones, others)."""
    between: NDArray[np.float32] = np.sqrt(np.maximum(2 - 2 * ones @ others.T, 0))
    return between
