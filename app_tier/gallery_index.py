"""A gallery in memory: an immutable snapshot of one collection at one version, searched exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app_tier.matching import Neighbour
from pipeline.gallery import EnrolledFace, Segment

Matrix = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class GalleryIndex:
    """The enrolled faces of version `version`. A newer version is a new index."""

    version: int = 0
    #: Unit embeddings by face id, with whose they are.
    faces: dict[str, tuple[str, NDArray[np.float32]]] = field(default_factory=dict, repr=False)

    def after(self, segments: Sequence[Segment], embeddings: str) -> "GalleryIndex":
        """Return the gallery after these segments, in order. Other embeddings than these are left out."""
        faces = dict(self.faces)
        for segment in segments:
            faces.update(
                (face.face_id, _enrolled(face)) for face in segment.added if face.model == embeddings
            )
            for face_id in segment.removed:
                faces.pop(face_id, None)
        return GalleryIndex(version=segments[-1].version if segments else self.version, faces=faces)

    @property
    def people(self) -> int:
        """How many people are enrolled."""
        return len(self._people[0])

    def nearest(self, embedding: NDArray[np.float32], count: int, handicap: float = 0.0) -> list[Neighbour]:
        """Return the `count` nearest people, nearest first.

        The distance to a person is that to the mean direction of their unit embeddings, which recognises more
        people at the same rate of false alarms than the nearest single face does. But the mean of n faces is
        nearer to everybody than one face is: who is nearest is decided with `handicap * (1 - 1/n)` added.
        """
        people, faces, centres = self._people
        if not people:
            return []
        distances = np.sqrt(np.maximum(0.0, 2 - 2 * centres @ _unit(embedding)))
        handicapped = distances + handicap * (1 - 1 / faces)
        return [
            Neighbour(
                person_id=people[index],
                distance=float(distances[index]),
                handicapped=float(handicapped[index]),
            )
            for index in np.argsort(handicapped, kind="stable")[:count]
        ]

    @cached_property
    def _people(self) -> tuple[list[str], NDArray[np.float32], Matrix]:
        """Everybody's id, number of faces and mean direction, shape (people, d); made at the first search."""
        rows: dict[str, list[NDArray[np.float32]]] = {}
        for person_id, embedding in self.faces.values():
            rows.setdefault(person_id, []).append(embedding)
        faces = np.array([len(embeddings) for embeddings in rows.values()], dtype=np.float32)
        centres = [mean_direction(embeddings) for embeddings in rows.values()]
        return list(rows), faces, np.stack(centres) if centres else np.empty((0, 0), dtype=np.float32)


def mean_direction(units: Sequence[NDArray[np.float32]] | Matrix) -> NDArray[np.float32]:
    """Return what a person who is enrolled with these unit embeddings is compared by, shape (d,)."""
    return _unit(np.mean(units, axis=0))


def _enrolled(face: EnrolledFace) -> tuple[str, NDArray[np.float32]]:
    return face.person_id, _unit(face.vector())


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
