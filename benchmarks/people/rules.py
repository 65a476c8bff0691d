"""Two rules of whom a face is of: Facefleet's, and that of who uses face_recognition as its examples do."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app_tier.calibration import Calibration
from app_tier.matching import Neighbour, stands_out
from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.matching.indexing import index_of, person_id
from benchmarks.people.scores import Scores
from benchmarks.people.splits import Split
from pipeline.gallery import Units

#: As many of the nearest people as the verdict looks at.
NEAREST = 2
Neighbours = Sequence[Sequence[Neighbour]]  #: of each face the nearest people


def neighbours(split: Split, calibration: Calibration) -> tuple[Neighbours, Neighbours]:
    """Return the people nearest to each probe, and to each stranger's picture, as the worker finds them."""
    gallery = index_of([each.person.enrolled[each.enrolled] for each in split.known])
    probes = np.concatenate([each.person.probes[each.probes] for each in split.known])
    strangers: Units = np.concatenate([person.probes for person in split.strangers])
    return (
        gallery.nearest_people(probes, NEAREST, calibration.handicap),
        gallery.nearest_people(strangers, NEAREST, calibration.handicap),
    )


def by_verdict(split: Split, probes: Neighbours, strangers: Neighbours, calibration: Calibration) -> Scores:
    """Return the scores of Facefleet's rule: the bound of `known` is what varies."""
    scale = calibration.among(len(split.known))

    def score(nearest: Sequence[Neighbour]) -> float:
        return nearest[0].handicapped if stands_out(nearest, scale) else np.inf

    return Scores(
        probes=np.array([score(each) for each in probes]),
        right=right(split, probes),
        strangers=np.array([score(each) for each in strangers]),
    )


def by_nearest_face(split: Split, pictures: EmbeddedPictures) -> Scores:
    """Return the scores of the nearest single face, by embeddings as the network gives them."""
    rows = {name: row for row, name in enumerate(pictures.names)}

    def embeddings(names: Sequence[str]) -> NDArray[np.float32]:
        return pictures.embeddings[[rows[name] for name in names]]

    known = [name for each in split.known for name in _named(each.person.pictures, each.enrolled)]
    owners = np.repeat(np.arange(len(split.known)), [len(each.enrolled) for each in split.known])
    asked = [name for each in split.known for name in _named(each.person.pictures, each.probes)]
    strangers = [name for person in split.strangers for name in person.pictures]
    distances = _distances(embeddings(asked), embeddings(known))
    return Scores(
        probes=distances.min(axis=1),
        right=owners[distances.argmin(axis=1)] == split.answers,
        strangers=_distances(embeddings(strangers), embeddings(known)).min(axis=1),
    )


def right(split: Split, probes: Neighbours) -> NDArray[np.bool_]:
    """Return whether the nearest person is who the probe is of, shape (probes,)."""
    return np.array(
        [each[0].person_id == person_id(answer) for each, answer in zip(probes, split.answers, strict=True)]
    )


def _named(pictures: Sequence[str], numbers: NDArray[np.intp]) -> list[str]:
    return [pictures[number] for number in numbers]


def _distances(ones: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float64]:
    squares = (ones**2).sum(axis=1)[:, np.newaxis] + (others**2).sum(axis=1) - 2 * ones @ others.T
    distances: NDArray[np.float64] = np.sqrt(np.maximum(squares, 0), dtype=np.float64)
    return distances
