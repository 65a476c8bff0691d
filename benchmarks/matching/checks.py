"""Whether strangers are taken for somebody as seldom as a calibration promises."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app_tier.calibration import Calibration
from benchmarks.matching.calibrating import calibrate
from benchmarks.matching.galleries import Answers, Gallery, answers, gallery
from benchmarks.matching.people import Person, shuffled

#: How often the people are split in two halves, one to calibrate on and one to ask.
SPLITS = 20
#: People in a gallery and pictures of each: asked of people whom the calibration was not made on,
HELD_OUT = tuple((size, faces) for size in (5, 20, 60, 200) for faces in (1, 2, 3))
#: and of those whom it was, where there are enough for larger galleries.
SIZES = (1, 10, 50, 100, 200, 400)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What galleries of one kind answered."""

    people: int
    faces: int  #: pictures of each that were enrolled
    answers: tuple[Answers, ...]  #: one for each calibration

    def mean(self, share: Callable[[Answers], float]) -> float:
        """Return the mean of a share of the answers."""
        return float(np.mean([share(each) for each in self.answers]))

    def range(self, share: Callable[[Answers], float]) -> tuple[float, float]:
        """Return between what a share lies for eight of ten calibrations."""
        low, high = np.quantile([share(each) for each in self.answers], (0.1, 0.9))
        return float(low), float(high)


def held_out(people: Sequence[Person], rng: np.random.Generator) -> list[Checked]:
    """Calibrate on a half of the people and ask galleries of the other half, many times."""
    answered: dict[tuple[int, int], list[Answers]] = {}
    for _ in range(SPLITS):
        ordered = shuffled(people, rng)
        calibration = calibrate(ordered[: len(people) // 2], rng)
        others = ordered[len(people) // 2 :]
        for size, faces in HELD_OUT:
            if _enough(others, size):
                galleries = _galleries(others, size, faces, max(3, 60 // size), rng)
                answered.setdefault((size, faces), []).append(answers(galleries, calibration))
    return [
        Checked(people=size, faces=faces, answers=tuple(each)) for (size, faces), each in answered.items()
    ]


def by_size(people: Sequence[Person], calibration: Calibration, rng: np.random.Generator) -> list[Checked]:
    """Ask galleries of more and more of the people, one picture each."""
    return [
        Checked(
            people=size,
            faces=1,
            answers=(answers(_galleries(people, size, 1, max(20, 400 // size), rng), calibration),),
        )
        for size in SIZES
        if _enough(people, size)
    ]


def _enough(people: Sequence[Person], size: int) -> bool:
    """Return whether a third of the people is left as strangers."""
    return 3 * size <= 2 * len(people)


def _galleries(
    people: Sequence[Person], size: int, faces: int, count: int, rng: np.random.Generator
) -> Iterator[Gallery]:
    return (gallery(people, size, faces, rng) for _ in range(count))
