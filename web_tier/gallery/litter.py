"""Removes objects of galleries that nothing lists: those of merged segments, and what crashes left behind."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.errors import MalformedMessage, ObjectMissing
from pipeline.gallery import MANIFEST_CODEC, GalleryManifest
from pipeline.keys import GALLERIES_PREFIX, manifest_key, segment_key
from pipeline.store import ObjectStore
from web_tier.database import Sessions
from web_tier.models import Collection, GallerySegment


def collections_in(store: ObjectStore) -> list[str]:
    """Return which collections have objects in the bucket."""
    return sorted({key.removeprefix(GALLERIES_PREFIX).split("/")[0] for key in store.keys(GALLERIES_PREFIX)})


def remove_unlisted(sessions: Sessions, store: ObjectStore, collection: str) -> None:
    """Delete what neither the manifest nor the database lists; everything, where there is no such collection.

    The bucket is looked at before the database: a segment's row is there before its object, and once it was
    merged there never is a row of those versions again.
    """
    keys = list(store.keys(_prefix(collection)))
    with sessions() as session:
        listed = _listed(session, collection) | _listed_by_manifest(store, collection)
        exists = session.get(Collection, collection) is not None
    for key in keys:
        if not exists or key not in listed:
            store.delete(key)


def remove_all(store: ObjectStore, collection: str) -> None:
    """Delete all objects of a gallery."""
    for key in list(store.keys(_prefix(collection))):
        store.delete(key)


def _prefix(collection: str) -> str:
    return f"{GALLERIES_PREFIX}{collection}/"


def _listed(session: Session, collection: str) -> set[str]:
    query = select(GallerySegment.first, GallerySegment.last).where(GallerySegment.collection == collection)
    return {segment_key(collection, first, last) for first, last in session.execute(query)}


def _listed_by_manifest(store: ObjectStore, collection: str) -> set[str]:
    """Return the manifest's key and all that it lists: workers read those until there is a new one."""
    segments = _manifest(store, collection).segments
    return {manifest_key(collection), *(segment_key(collection, each.first, each.last) for each in segments)}


def _manifest(store: ObjectStore, collection: str) -> GalleryManifest:
    try:
        return MANIFEST_CODEC.decode(store.get(manifest_key(collection)))
    except (ObjectMissing, MalformedMessage):
        return GalleryManifest(version=0)
