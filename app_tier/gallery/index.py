"""A gallery in a worker's memory: an immutable snapshot, searched exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app_tier.gallery.replaying import Place, replayed
from app_tier.gallery.searching import nearest
from app_tier.gallery.table import NOBODY, Table
from app_tier.matching import Neighbour
from pipeline.gallery import Segment, Units


@dataclass(frozen=True, kw_only=True, eq=False)
class MemoryGallery:
    """Everybody of a collection at one version, each in one of three tables; see `Gallery`."""

    version: int = 0
    named: Table = NOBODY
    strangers: Table = NOBODY
    others: Table = NOBODY  #: the ids of whom there are only embeddings that this worker cannot compare

    @property
    def people(self) -> int:
        """How many people with a name it has."""
        return len(self.named)

    @property
    def nameless(self) -> int:
        """How many strangers it has."""
        return len(self.strangers)

    @property
    def foreign(self) -> int:
        """How many people it cannot find, since all it has of them are other embeddings than the worker's."""
        return len(self.others)

    def nearest_people(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
        """Return for each face, shape (k, d), the `count` nearest people with a name, nearest first."""
        return nearest(self.named.blocks, faces, count, handicap)

    def nearest_strangers(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
        """Return for each face, shape (k, d), the `count` nearest strangers, nearest first."""
        return nearest(self.strangers.blocks, faces, count, handicap)

    def after(self, segments: Sequence[Segment], version: int, embeddings: str) -> "MemoryGallery":
        """Return the gallery of this version, which these segments lead to, in order."""
        if not segments:
            return replace(self, version=version)
        rebuilt = [number for number, segment in enumerate(segments) if segment.first == 1]
        before = MemoryGallery() if rebuilt else self
        changed = replayed(segments[rebuilt[-1] if rebuilt else 0 :], embeddings)
        return MemoryGallery(
            version=version,
            named=before.named.changed(changed.keys, changed.of(Place.NAMED)),
            strangers=before.strangers.changed(changed.keys, changed.of(Place.STRANGERS)),
            others=before.others.changed(changed.keys, changed.of(Place.FOREIGN)),
        )
