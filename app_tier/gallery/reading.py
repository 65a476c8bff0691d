"""Reads what changed in a gallery from object storage, and takes nothing that does not fit its checksum."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from pipeline import keys
from pipeline.errors import FacefleetError, MalformedMessage, ObjectMissing
from pipeline.gallery import MANIFEST_CODEC, GalleryManifest, Segment, SegmentEntry, decode_segment
from pipeline.store import ObjectStore

#: Segments read at once: a new worker's catching up is all waiting.
_READS_AT_ONCE = 8
#: A publisher may replace segments between a manifest's reading and theirs: then the manifest is read again.
_LOOKS = 3


class GalleryUnavailable(FacefleetError):
    """The gallery is not published that far yet, or cannot be read."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """The segments, in order, that lead to a version."""

    version: int
    segments: tuple[Segment, ...]


def read_manifest(store: ObjectStore, collection: str) -> GalleryManifest:
    """Return what a collection consists of. Raises ObjectMissing, MalformedMessage, ServiceUnavailable."""
    return MANIFEST_CODEC.decode(store.get(keys.manifest_key(collection)))


def read_changes(store: ObjectStore, collection: str, *, known: int, wanted: int) -> Changes:
    """Return what leads from version `known` to the newest, which must be `wanted` at least.

    Raises GalleryUnavailable, ServiceUnavailable.
    """
    trouble: FacefleetError | None = None
    for _ in range(_LOOKS):
        try:
            return _changes(store, collection, known, wanted)
        except (ObjectMissing, MalformedMessage) as error:
            trouble = error
    raise GalleryUnavailable(f"The gallery of {collection} cannot be read: {trouble}") from trouble


def _changes(store: ObjectStore, collection: str, known: int, wanted: int) -> Changes:
    manifest = read_manifest(store, collection)
    if manifest.version < wanted:
        raise GalleryUnavailable(f"{collection} is published up to {manifest.version}, not {wanted}.")
    lacking = [entry for entry in manifest.segments if entry.last > known]
    with ThreadPoolExecutor(_READS_AT_ONCE) as readers:
        segments = tuple(readers.map(partial(_segment, store, collection), lacking))
    return Changes(version=manifest.version, segments=segments)


def _segment(store: ObjectStore, collection: str, entry: SegmentEntry) -> Segment:
    data = store.get(keys.segment_key(collection, entry.first, entry.last))
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise MalformedMessage("", f"segment {entry.first}-{entry.last} is not what the manifest lists")
    return decode_segment(data)
