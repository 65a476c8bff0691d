"""Finds objects that belong to nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import MalformedMessage, ObjectMissing
from pipeline.keys import (
    CROPS_PREFIX,
    DRAIN_PREFIX,
    GALLERIES_PREFIX,
    HEARTBEAT_PREFIX,
    LEASE_KEY,
    malformed_key,
    result_key,
)
from pipeline.results import RESULT_CODEC
from pipeline.store import ObjectStore
from scripts.orphans.documents import reasons
from scripts.orphans.findings import Orphan, Place
from scripts.orphans.rows import Rows

RESULTS_PREFIX, RESULTS_SUFFIX = result_key("*").split("*")
MALFORMED_PREFIX = malformed_key("")


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """One bucket with the keys that it had when it was looked at."""

    place: Place
    store: ObjectStore
    keys: Sequence[str]


def look(place: Place, store: ObjectStore) -> Bucket:
    """Return the bucket as it is now."""
    return Bucket(place=place, store=store, keys=tuple(store.keys()))


def image_orphans(bucket: Bucket, rows: Rows) -> Iterator[Orphan]:
    """Yield pictures of no job, and of jobs whose pictures were removed."""
    kept = {key for job in rows.jobs.values() if not job.images_removed for key in job.image_keys}
    for key in bucket.keys:
        if key not in kept and key not in rows.left:
            yield _orphan(bucket, key, "no job has this picture")


def output_orphans(bucket: Bucket, rows: Rows) -> Iterator[Orphan]:
    """Yield results of no job, names of no plain upload, and results that say too much."""
    names = {job.output_key for job in rows.jobs.values() if job.output_key is not None}
    for key in bucket.keys:
        if key.startswith(RESULTS_PREFIX):
            yield from _document_orphans(bucket, key, rows)
        elif key not in names and key not in rows.left:
            yield _orphan(bucket, key, "no plain upload has this name")


def state_orphans(bucket: Bucket, rows: Rows) -> Iterator[Orphan]:
    """Yield what belongs to nothing in the state bucket, but for the galleries."""
    for key in bucket.keys:
        for prefix, check in _STATE.items():
            if key.startswith(prefix):
                yield from check(bucket, key, rows)
                break
        else:
            yield _orphan(bucket, key, "nobody knows what it is")


def _document_orphans(bucket: Bucket, key: str, rows: Rows) -> Iterator[Orphan]:
    job_id = key.removeprefix(RESULTS_PREFIX).removesuffix(RESULTS_SUFFIX)
    if job_id in rows.left:
        return
    try:
        document = RESULT_CODEC.decode(bucket.store.get(key))
    except ObjectMissing:
        return
    except MalformedMessage:
        yield _orphan(bucket, key, "it cannot be read")
        return
    yield from (_orphan(bucket, key, why) for why in reasons(document, rows.jobs.get(job_id), rows))


def _crop_orphans(bucket: Bucket, key: str, rows: Rows) -> Iterator[Orphan]:
    if key not in rows.crop_keys and key not in rows.left:
        yield _orphan(bucket, key, "no face and no sighting has this picture")


def _expected(_bucket: Bucket, _key: str, _rows: Rows) -> Iterator[Orphan]:
    return iter(())


#: What lies in the state bucket; galleries have a check of their own.
_STATE: Mapping[str, Callable[[Bucket, str, Rows], Iterator[Orphan]]] = {
    RESULTS_PREFIX: _document_orphans,
    CROPS_PREFIX: _crop_orphans,
    GALLERIES_PREFIX: _expected,
    HEARTBEAT_PREFIX: _expected,
    DRAIN_PREFIX: _expected,
    LEASE_KEY: _expected,
    MALFORMED_PREFIX: _expected,
}


def _orphan(bucket: Bucket, key: str, reason: str) -> Orphan:
    return Orphan(place=bucket.place, key=key, reason=reason)
