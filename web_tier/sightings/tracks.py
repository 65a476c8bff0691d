"""Makes sightings of faces: a camera that sees somebody for a while makes one, however many its pictures."""

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pipeline.keys import crop_key
from pipeline.outcomes import Verdict
from pipeline.results import Face
from web_tier.models import Job, Person, Sighting

_TRACK = (
    select(Sighting)
    .where(
        Sighting.person_id == bindparam("person_id"),
        Sighting.source == bindparam("source"),
        Sighting.last_at >= bindparam("since"),
        Sighting.first_at <= bindparam("until"),
    )
    .order_by(Sighting.last_at.desc())
    .limit(1)
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One face of a finished picture, with whose it is."""

    job: Job
    index: int
    face: Face
    person: Person
    verdict: Verdict
    similarity: float | None
    clarity: float

    @property
    def at(self) -> float:
        """When the picture was taken, seconds since the epoch."""
        return taken_at(self.job)


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """The sighting that a face went into."""

    seen: Seen
    sighting: Sighting
    is_new: bool
    shows_face: bool  #: whether the face is the clearest of its pictures, hence its crop the sighting's


def taken_at(job: Job) -> float:
    """Return when a job's picture was taken, as far as anybody said; seconds since the epoch."""
    return job.accepted_at if job.captured_at is None else job.captured_at


class Tracks:
    """Notes sightings. The collection must be locked: results arrive out of order, and several at once."""

    def __init__(self, *, gap_seconds: float, exported: bool) -> None:
        """Pictures of one person and source up to `gap_seconds` apart are one sighting.

        `exported` is whether new sightings have nowhere to go to.
        """
        self._gap_seconds = gap_seconds
        self._exported = exported

    def note(self, session: Session, seen: Seen) -> Tracked:
        """Let the face's track grow, or begin one; count it with the person."""
        track = self._track(session, seen)
        tracked = self._begun(session, seen) if track is None else self._grown(track, seen)
        _count(seen, begun=int(track is None))
        return tracked

    def _track(self, session: Session, seen: Seen) -> Sighting | None:
        if seen.job.source is None:
            return None  # pictures from nowhere in particular have nothing to do with each other
        nearby = {"since": seen.at - self._gap_seconds, "until": seen.at + self._gap_seconds}
        whose = {"person_id": seen.person.id, "source": seen.job.source}
        return session.scalar(_TRACK, {**whose, **nearby})

    def _begun(self, session: Session, seen: Seen) -> Tracked:
        sighting = Sighting(
            id=uuid.uuid4().hex,
            collection=seen.person.collection,
            person_id=seen.person.id,
            source=seen.job.source,
            first_at=seen.at,
            last_at=seen.at,
            pictures=1,
            exported=self._exported,
        )
        _show(sighting, seen)
        session.add(sighting)
        return Tracked(seen=seen, sighting=sighting, is_new=True, shows_face=True)

    def _grown(self, track: Sighting, seen: Seen) -> Tracked:
        track.pictures += 1
        track.first_at, track.last_at = min(track.first_at, seen.at), max(track.last_at, seen.at)
        track.exported = self._exported
        clearer = seen.clarity > track.clarity
        if clearer:
            _show(track, seen)
        return Tracked(seen=seen, sighting=track, is_new=False, shows_face=clearer)


def _show(sighting: Sighting, seen: Seen) -> None:
    sighting.job_id, sighting.face_index = seen.job.id, seen.index
    sighting.box = asdict(seen.face.box)
    sighting.verdict, sighting.similarity, sighting.clarity = seen.verdict, seen.similarity, seen.clarity
    if seen.face.crop is not None:
        sighting.crop_key = crop_key(sighting.collection, sighting.id)


def _count(seen: Seen, begun: int) -> None:
    person, at = seen.person, seen.at
    person.sightings += begun
    person.first_seen_at = at if person.first_seen_at is None else min(at, person.first_seen_at)
    person.last_seen_at = at if person.last_seen_at is None else max(at, person.last_seen_at)
    person.clarity = max(person.clarity, seen.clarity)
