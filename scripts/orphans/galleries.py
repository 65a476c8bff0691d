"""Finds objects of galleries that nothing lists, and people in them who are gone."""

from collections.abc import Iterator

from pipeline.errors import MalformedMessage, ObjectMissing
from pipeline.gallery import MANIFEST_CODEC, GalleryManifest, decode_segment, unpack_ids
from pipeline.keys import GALLERIES_PREFIX, manifest_key, segment_key
from scripts.orphans.buckets import Bucket
from scripts.orphans.findings import Orphan, Place
from scripts.orphans.rows import Rows

UNLISTED = "no collection lists it"


def gallery_orphans(bucket: Bucket, rows: Rows) -> Iterator[Orphan]:
    """Yield what of the galleries in the state bucket belongs to nothing."""
    keys = [key for key in bucket.keys if key.startswith(GALLERIES_PREFIX)]
    listed = _listed_by_rows(rows) | {
        key for name in rows.collections for key in _listed_by_manifest(bucket, name)
    }
    for key in keys:
        name = key.removeprefix(GALLERIES_PREFIX).split("/")[0]
        if name in rows.left:
            continue
        if key not in listed:
            yield _orphan(key, UNLISTED)
        elif rows.segments.get(key) is False:  # others are about to be written anew, or replaced
            yield from _segment_orphans(bucket, key, name, rows)


def _listed_by_rows(rows: Rows) -> set[str]:
    return {manifest_key(name) for name in rows.collections} | rows.segments.keys()


def _listed_by_manifest(bucket: Bucket, name: str) -> set[str]:
    try:
        manifest = MANIFEST_CODEC.decode(bucket.store.get(manifest_key(name)))
    except (ObjectMissing, MalformedMessage):
        manifest = GalleryManifest(version=0)
    return {segment_key(name, each.first, each.last) for each in manifest.segments}


def _segment_orphans(bucket: Bucket, key: str, name: str, rows: Rows) -> Iterator[Orphan]:
    try:
        segment = decode_segment(bucket.store.get(key))
    except ObjectMissing:
        return
    except MalformedMessage:
        yield _orphan(key, "it cannot be read")
        return
    named = {
        person_id
        for templates in segment.templates
        for ids in (templates.ids, templates.veto_ids)
        for person_id in unpack_ids(ids)
    }
    for person_id in sorted(named):
        if rows.people.get(person_id) != name:
            yield _orphan(key, f"has {person_id}, who is gone")


def _orphan(key: str, reason: str) -> Orphan:
    return Orphan(place=Place.STATE, key=key, reason=reason)
