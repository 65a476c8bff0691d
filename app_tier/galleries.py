"""Keeps the galleries a worker needs, each caught up to the version a request names and no further."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from app_tier.gallery_index import GalleryIndex
from pipeline import keys
from pipeline.errors import FacefleetError, MalformedMessage, ObjectMissing
from pipeline.gallery import SEGMENT_CODEC, Segment
from pipeline.logs import get_logger
from pipeline.store import ObjectStore

log = get_logger()

#: Segments read at once: a new worker's catching up is all waiting.
_READS_AT_ONCE = 8


class GalleryUnavailable(FacefleetError):
    """A segment of the gallery is not there yet, or cannot be read."""


@dataclass
class _Cached:
    index: GalleryIndex = field(default_factory=GalleryIndex)
    catching_up: threading.Lock = field(default_factory=threading.Lock)


class Galleries:
    """Every collection's newest snapshot; searches never wait for a catch-up they do not need."""

    def __init__(self, store: ObjectStore, embeddings: str) -> None:
        self._store = store
        self._embeddings = embeddings
        self._cached: dict[str, _Cached] = {}

    def at_least(self, collection: str, version: int) -> GalleryIndex:
        """Return the collection at `version` or newer. Raises GalleryUnavailable, ServiceUnavailable."""
        cached = self._cached.setdefault(collection, _Cached())
        if cached.index.version < version:
            with cached.catching_up:
                cached.index = self._caught_up(cached.index, collection, version)
        return cached.index

    def _caught_up(self, index: GalleryIndex, collection: str, version: int) -> GalleryIndex:
        if index.version >= version:  # another thread was quicker
            return index
        newest = self._segment(collection, version)  # first: a version that nobody published costs one look
        segments = [*self._segments(collection, range(index.version + 1, version)), newest]
        self._warn_of_other_packs(collection, segments)
        return index.after(segments, self._embeddings)

    def _segments(self, collection: str, versions: range) -> Iterator[Segment]:
        with ThreadPoolExecutor(_READS_AT_ONCE) as readers:
            yield from readers.map(lambda each: self._segment(collection, each), versions)

    def _segment(self, collection: str, version: int) -> Segment:
        try:
            return SEGMENT_CODEC.decode(self._store.get(keys.segment_key(collection, version)))
        except (ObjectMissing, MalformedMessage) as error:
            raise GalleryUnavailable(f"Segment {version} of {collection} cannot be read: {error}") from error

    def _warn_of_other_packs(self, collection: str, segments: list[Segment]) -> None:
        others = [face for segment in segments for face in segment.added if face.model != self._embeddings]
        if others:
            log.warning(
                "faces of another model pack are left out of the gallery",
                collection=collection,
                faces=len(others),
                packs=sorted({face.model for face in others}),
                engine=self._embeddings,
            )
