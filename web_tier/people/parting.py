"""Takes faces out of sightings that show another picture: a track was not the same person all along."""

import uuid
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from web_tier.models import Face, Job, Mention, Person, Role, Sighting
from web_tier.people.seen import count_sighting, verdict_of
from web_tier.sightings.tracks import taken_at


def part_from_tracks(session: Session, faces: Sequence[Face], former: Person, owner: Person) -> None:
    """Make faces that are in a track of their former's sightings of their own; mentions still say whose."""
    by_key = {(face.job_id, face.face_index): face for face in faces}
    for key, job, track in _tracks(session, former, by_key.keys()):
        track.pictures -= 1
        track.exported = False
        sighting = _own(by_key[key], job, track, owner)
        session.add(sighting)
        count_sighting(owner, sighting)


def is_tracked(session: Session, person: Person, key: tuple[str, int]) -> bool:
    """Whether a face (job id, index) is in a sighting of the person that shows another picture."""
    return any(_tracks(session, person, [key]))


def _tracks(
    session: Session, person: Person, keys: Collection[tuple[str, int]]
) -> Iterator[tuple[tuple[str, int], Job, Sighting]]:
    """Yield the faces that are in such a track, each with its job and the track."""
    for job_id, index in keys:
        job = session.scalar(select(Job).where(Job.id == job_id, Job.source.is_not(None)))
        track = job and _track(session, person, job, index)
        if job and track:
            yield (job_id, index), job, track


def _track(session: Session, person: Person, job: Job, index: int) -> Sighting | None:
    seen = exists().where(
        Mention.job_id == job.id,
        Mention.face_index == index,
        Mention.person_id == person.id,
        Mention.role == Role.IS,
    )
    at = taken_at(job)
    query = select(Sighting).where(
        Sighting.person_id == person.id,
        Sighting.source == job.source,
        Sighting.first_at <= at,
        Sighting.last_at >= at,
        Sighting.pictures > 1,
        Sighting.job_id != job.id,
        seen,
    )
    return session.scalar(query.order_by(Sighting.last_at.desc()).limit(1))


def _own(face: Face, job: Job, track: Sighting, owner: Person) -> Sighting:
    """Return the sighting of a face alone. Its picture is the face's, which has a key of its own."""
    return Sighting(
        id=uuid.uuid4().hex,
        collection=owner.collection,
        person_id=owner.id,
        source=track.source,
        first_at=taken_at(job),
        last_at=taken_at(job),
        pictures=1,
        job_id=face.job_id,
        face_index=face.face_index,
        box=face.box,
        verdict=verdict_of(owner),
        similarity=None,
        clarity=(face.quality or {}).get("clarity", 0.0),
        crop_key=None,
        exported=False,
    )
