"""Who is enrolled with which pictures, who is asked for, and who is a stranger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.faces.errors import DataMissing
from benchmarks.matching.people import Person, with_pictures

#: Pictures that everybody is enrolled with; the others of theirs are asked for.
ENROLLED = 2


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody who is enrolled."""

    person: Person
    enrolled: NDArray[np.intp] = field(repr=False)  #: the numbers of their pictures that are,
    probes: NDArray[np.intp] = field(repr=False)  #: and of those that are not


@dataclass(frozen=True, kw_only=True)
class Split:
    """One way to enrol everybody who has pictures to spare; everybody else is a stranger."""

    known: tuple[Known, ...]
    strangers: tuple[Person, ...]

    @property
    def answers(self) -> NDArray[np.intp]:
        """Whose each probe is: places in `known`, shape (probes,)."""
        return np.repeat(np.arange(len(self.known)), [len(each.probes) for each in self.known])


def splits(people: Sequence[Person], count: int, rng: np.random.Generator) -> Iterator[Split]:
    """Draw so many splits. Raises DataMissing where nobody could be enrolled, or nobody is a stranger."""
    spare = with_pictures(people, ENROLLED + 1)
    strangers = tuple(person for person in people if len(person.pictures) <= ENROLLED)
    if len(spare) < 2 or not strangers:
        raise DataMissing(
            f"Identification needs two people with {ENROLLED + 1} pictures or more and somebody with fewer;"
            f" there are {len(spare)} and {len(strangers)}."
        )
    for _ in range(count):
        yield Split(known=tuple(_known(person, rng) for person in spare), strangers=strangers)


def _known(person: Person, rng: np.random.Generator) -> Known:
    order = rng.permutation(len(person.pictures))
    return Known(person=person, enrolled=order[:ENROLLED], probes=order[ENROLLED:])
