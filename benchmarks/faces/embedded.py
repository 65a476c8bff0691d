"""Pictures as points: the embedding of the one face that each is filed under."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.engine import Analysis, DetectedFace
from benchmarks.faces.lfw import Fold

Distances = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class EmbeddedPictures:
    """Pictures and an embedding of each, shape (pictures, d); a row of NaN where no face was found."""

    names: tuple[str, ...]
    embeddings: NDArray[np.float32]

    @property
    def found(self) -> Flags:
        """Which pictures have a face, shape (pictures,)."""
        return ~np.isnan(self.embeddings[:, 0])

    def normalised(self) -> "EmbeddedPictures":
        """Return the same with embeddings of length one, as Facefleet compares them."""
        lengths = np.linalg.norm(self.embeddings, axis=1, keepdims=True)
        return EmbeddedPictures(names=self.names, embeddings=self.embeddings / lengths)

    def distances(self, fold: Fold) -> Distances:
        """Return the Euclidean distance of each pair; NaN where one of the two has no face."""
        rows = {name: row for row, name in enumerate(self.names)}
        first = self.embeddings[[rows[pair.first] for pair in fold]]
        second = self.embeddings[[rows[pair.second] for pair in fold]]
        distances: Distances = np.linalg.norm(first - second, axis=1)
        return distances


def embedded(names: Sequence[str], analyses: Sequence[Analysis]) -> EmbeddedPictures:
    """Return each picture with the embedding of its central face."""
    faces = [central_face(analysis) for analysis in analyses]
    size = next((face.embedding.size for face in faces if face), 1)
    nothing = np.full(size, np.nan, dtype=np.float32)
    rows = [face.embedding if face else nothing for face in faces]
    return EmbeddedPictures(names=tuple(names), embeddings=np.stack(rows).astype(np.float32))


def central_face(analysis: Analysis) -> DetectedFace | None:
    """Return the face nearest to the picture's centre: there LFW shows whom the picture is named for."""

    def from_centre(face: DetectedFace) -> float:
        across = face.box.left + face.box.width / 2 - analysis.image.width / 2
        down = face.box.top + face.box.height / 2 - analysis.image.height / 2
        return math.hypot(across, down)

    return min(analysis.faces, key=from_centre, default=None)
