"""A gallery as it travels: segments, one object per version, each saying what that version added and removed.

The web tier writes them from its database, the workers replay them. Version n of a collection is the sum of
segments 1 … n. A segment is a pure function of the database: after a deletion the segments that held the
person's embeddings are written anew without them, under the same keys.
"""

import base64
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.codec import SCHEMA, Codec

Embedding = NDArray[np.float32]  #: one face, shape (d,); d is the model pack's (128 for dlib's)


@dataclass(frozen=True, kw_only=True)
class EnrolledFace:
    """One face of the gallery."""

    face_id: str
    person_id: str
    model: str  #: names the embedding, see `ModelId.embeddings`
    embedding: str  #: base64 of little-endian float32

    def vector(self) -> Embedding:
        """Return the embedding as an array."""
        return np.frombuffer(base64.b64decode(self.embedding), dtype="<f4")


@dataclass(frozen=True, kw_only=True)
class Segment:
    """What one version changed."""

    schema: Literal[1] = SCHEMA
    version: Annotated[int, Field(ge=1)]
    added: tuple[EnrolledFace, ...] = ()
    removed: tuple[str, ...] = ()  #: face ids


def embedding_text(vector: Embedding) -> str:
    """Return an embedding as it stands in a segment."""
    return base64.b64encode(np.asarray(vector, dtype="<f4").tobytes()).decode()


SEGMENT_CODEC = Codec(Segment)
