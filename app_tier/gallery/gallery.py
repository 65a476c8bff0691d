"""What a worker searches: a collection's people and strangers as they were at one version."""

from collections.abc import Sequence
from typing import Protocol

from app_tier.matching import Neighbour
from pipeline.gallery import Segment, Units


class Gallery(Protocol):
    """A snapshot: a newer version is a new gallery, and this one may be searched on by other threads."""

    @property
    def version(self) -> int:
        """Which version of the collection this is; 0 is the empty one."""

    @property
    def people(self) -> int:
        """How many people with a name it has."""

    @property
    def nameless(self) -> int:
        """How many strangers it has."""

    @property
    def foreign(self) -> int:
        """How many people it cannot find, since all it has of them are other embeddings than the worker's."""

    def nearest_people(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
        """Return for each face, shape (k, d), the `count` nearest people with a name, nearest first.

        The mean of n faces is nearer to everybody than one face is: who is nearest is decided with
        `handicap * (1 - 1/n)` added to the distance. Passed over is who the face is told apart from: it is
        nearer to one of their vetoes than to them.
        """

    def nearest_strangers(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
        """Return the same of the people who have no name yet."""

    def after(self, segments: Sequence[Segment], version: int, embeddings: str) -> "Gallery":
        """Return the gallery of this version, which these segments lead to, in order.

        Templates that are not of these embeddings cannot be searched and are only counted. A segment that
        starts at version 1 tells everything: who is not in it is gone.
        """
