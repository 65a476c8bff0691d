"""Faces of people who do not exist, whose embeddings lie to each other as those of real ones do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.gallery import Embedding, Templates, Units, no_ids, unit

MODEL = "made"
#: Of the pack dlib's unit embeddings of 1,369 pictures of 601 people (LFW, pair fold 1), measured once: the
#: length of their mean, their variance about it between people and within a person, and by how much less
#: each principal axis has of either than the one before. Drawn so, distances come out as measured there:
#: of two pictures of one person 0.30 in the median (measured 0.30), 0.36 for one in twenty (0.38); of two
#: people 0.56 (0.57), 0.47 for one in twenty (0.47) and 0.36 for one in ten thousand (0.35).
_MEAN, _BETWEEN, _WITHIN, _NEXT_AXIS, _WIDTH = 0.915, 0.115, 0.047, 0.944, 128
_MOST_FACES = 5
_AT_ONCE = 100_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowd:
    """A normal distribution of people, and one of the pictures of each; scaled to length one afterwards."""

    mean: Embedding  #: shape (d,)
    between: (
        Units  #: shape (d, d): standard normal numbers times this are how a person differs from the mean,
    )
    within: Units  #: and how a picture differs from its person

    def people(self, count: int, rng: np.random.Generator) -> Units:
        """Return people, shape (count, d)."""
        centres = np.empty((count, len(self.mean)), dtype=np.float32)
        for start in range(0, count, _AT_ONCE):
            rows = centres[start : start + _AT_ONCE]
            rows[:] = unit(self.mean + _normal(rng, rows.shape) @ self.between)
        return centres

    def pictures(self, people: Units, rng: np.random.Generator) -> Units:
        """Return a picture of each of them, shape (people, d)."""
        return unit(people + _normal(rng, people.shape) @ self.within)


def made_crowd() -> Crowd:
    """Return people like those of the pack dlib's embeddings, as far as a few numbers tell."""
    shares = _NEXT_AXIS ** np.arange(_WIDTH)
    axes = np.diag(np.sqrt(shares / shares.sum())).astype(np.float32)
    mean = np.zeros(_WIDTH, dtype=np.float32)
    mean[-1] = _MEAN  # hardly anybody differs in this direction
    return Crowd(mean=mean, between=axes * np.float32(_BETWEEN**0.5), within=axes * np.float32(_WITHIN**0.5))


def crowd_like(people: Sequence[Units]) -> Crowd:
    """Return people like these, each of whom has unit embeddings of one or more pictures."""
    centres = np.stack([pictures.mean(axis=0) for pictures in people])
    differences = [pictures - pictures.mean(axis=0) for pictures in people if len(pictures) > 1]
    width = centres.shape[1]
    degrees_of_freedom = max(1, sum(len(each) - 1 for each in differences))
    apart = np.concatenate([np.zeros((0, width)), *differences])
    return Crowd(
        mean=centres.mean(axis=0).astype(np.float32),
        between=_root(np.cov(centres.T)),
        within=_root(apart.T @ apart / degrees_of_freedom),
    )


def templates(centres: Units, rng: np.random.Generator, strangers: bool = False) -> Templates:
    """Return these people with ids of their own, as if of one to five faces each."""
    count, width = centres.shape
    return Templates(
        model=MODEL,
        ids=rng.integers(0, 256, (count, 16), dtype=np.uint8),
        strangers=np.full(count, strangers),
        faces=np.asarray(rng.integers(1, _MOST_FACES + 1, count), dtype=np.uint16),
        centres=centres,
        veto_ids=no_ids(),
        vetoes=np.empty((0, width), dtype=np.float32),
    )


def parts(people: Templates, size: int) -> Iterator[Templates]:
    """Yield the people in parts of at most this size."""
    for start in range(0, len(people), size):
        rows = slice(start, start + size)
        yield Templates(
            model=people.model,
            ids=people.ids[rows],
            strangers=people.strangers[rows],
            faces=people.faces[rows],
            centres=people.centres[rows],
            veto_ids=people.veto_ids,
            vetoes=people.vetoes,
        )


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Units:
    return rng.standard_normal(shape, dtype=np.float32)


def _root(covariance: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Units:
    """Return what turns standard normal rows into rows of this covariance."""
    variances, axes = np.linalg.eigh(covariance)
    return np.asarray((axes * np.sqrt(np.maximum(variances, 0))).T, dtype=np.float32)
