"""A gallery in object storage, as the web tier publishes it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.search.crowd import parts
from pipeline import keys
from pipeline.gallery import (
    MANIFEST_CODEC,
    GalleryManifest,
    Segment,
    SegmentEntry,
    Templates,
    encode_segment,
)
from pipeline.stores.memory import MemoryStore
from web_tier.gallery.compaction import LARGEST

COLLECTION = "c"


@dataclass
class Publisher:
    """Writes segments and the manifest that lists them."""

    store: MemoryStore = field(default_factory=MemoryStore)
    entries: list[SegmentEntry] = field(default_factory=list)

    @property
    def version(self) -> int:
        """The newest version."""
        return self.entries[-1].last if self.entries else 0

    def publish(self, segments: Sequence[Segment]) -> None:
        """Write the next segments."""
        for segment in segments:
            data = encode_segment(segment)
            self.store.put(keys.segment_key(COLLECTION, segment.first, segment.last), data)
            digest = hashlib.sha256(data).hexdigest()
            self.entries.append(SegmentEntry(first=segment.first, last=segment.last, sha256=digest))
        manifest = GalleryManifest(version=self.version, segments=tuple(self.entries))
        self.store.put(keys.manifest_key(COLLECTION), MANIFEST_CODEC.encode(manifest))


def segments_of(people: Templates, after: int = 0, size: int = LARGEST) -> list[Segment]:
    """Return segments that enrol these people, a version each, after this version."""
    segments: list[Segment] = []
    for part in parts(people, size):
        segments.append(Segment(first=after + 1, last=after + len(part), templates=(part,)))
        after += len(part)
    return segments
