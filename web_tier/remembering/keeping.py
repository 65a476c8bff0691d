"""Which faces a stranger is known by: not too many, of different looks, the clear ones. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.gallery import Embedding

#: Faces a stranger collects; two who become one bring theirs together.
MOST_FACES = 30
#: Unit embeddings this near to each other are of the same look, such as two pictures of one second: of LFW's
#: pairs of pictures of one person 1 in 100 is nearer than 0.2, half are nearer than 0.31 (pack `dlib`).
SAME_LOOK = 0.15
#: A picture of the same look must be so much clearer to take the place of the one there is.
CLEARER = 1.25


@dataclass(frozen=True, kw_only=True, eq=False)
class KeptLook:
    """A face that is kept."""

    face_id: str
    embedding: Embedding  #: unit
    clarity: float
    pinned: bool  #: whether somebody said whose it is: it stays


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What becomes of a face."""

    is_kept: bool
    instead_of: str | None = None  #: the kept face whose place it takes


def keep(face: Embedding, clarity: float, kept: Sequence[KeptLook]) -> Keeping:
    """Return whether the face adds something to those that are kept."""
    twin = min(kept, key=lambda each: _distance(face, each), default=None)
    if twin is not None and _distance(face, twin) < SAME_LOOK:
        return _instead(twin, is_better=clarity > CLEARER * twin.clarity)
    if len(kept) < MOST_FACES:
        return Keeping(is_kept=True)
    poorest = min(kept, key=lambda each: (each.pinned, each.clarity))
    return _instead(poorest, is_better=clarity > poorest.clarity)


def _instead(rival: KeptLook, *, is_better: bool) -> Keeping:
    if rival.pinned or not is_better:
        return Keeping(is_kept=False)
    return Keeping(is_kept=True, instead_of=rival.face_id)


def _distance(face: Embedding, kept: KeptLook) -> float:
    return float(np.linalg.norm(face - kept.embedding))
