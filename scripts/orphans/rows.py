"""What the tables say there is. Read after the buckets: rows come before their objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.keys import segment_key
from pipeline.outcomes import JobStatus
from web_tier.models import Collection, Face, GallerySegment, Job, Leftover, Person, Sighting, Staleness


@dataclass(frozen=True, kw_only=True)
class JobFacts:
    """What matters here of a job's row."""

    is_final: bool
    erased: bool
    images_removed: bool
    blank_faces: frozenset[int]  #: by their indices, of whom its document may not say how they look
    may_embed: bool  #: whether its document may hold embeddings
    image_keys: frozenset[str]
    output_key: str | None


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The tables' side of everything that lies elsewhere."""

    jobs: Mapping[str, JobFacts]
    people: Mapping[str, str]  #: with their collections; strangers too
    crop_keys: frozenset[str]
    collections: frozenset[str]
    segments: Mapping[str, bool]  #: keys of gallery segments, with whether they wait to be written anew
    left: frozenset[str]  #: keys that a deletion is about to remove


def read_rows(session: Session) -> Rows:
    """Return the facts, as the session sees them."""
    crops = {key for table in (Face, Sighting) for key in session.scalars(select(table.crop_key))}
    return Rows(
        jobs={job.id: _facts(job) for job in session.scalars(select(Job))},
        people={person: home for person, home in session.execute(select(Person.id, Person.collection))},
        crop_keys=frozenset(key for key in crops if key),
        collections=frozenset(session.scalars(select(Collection.name))),
        segments={
            segment_key(row.collection, row.first, row.last): row.stale != Staleness.FRESH
            for row in session.scalars(select(GallerySegment))
        },
        left=frozenset(session.scalars(select(Leftover.key))),
    )


def _facts(job: Job) -> JobFacts:
    options: Mapping[str, Any] = job.options or {}
    second = {job.second_image["key"]} if job.second_image else set()
    return JobFacts(
        is_final=JobStatus(job.status).is_final,
        erased=job.erased,
        images_removed=job.images_removed,
        blank_faces=frozenset(job.blank_faces),
        may_embed=job.keeps or bool(options.get("embeddings")),
        image_keys=frozenset({job.image_key, *second}),
        output_key=job.output_key,
    )
