"""How often and when somebody was seen, kept with them as their sightings change hands."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.outcomes import Verdict
from web_tier.erasure.leaving import leave_export_of
from web_tier.models import Person, PersonKind, Sighting


def add_seen(person: Person, other: Person) -> None:
    """Count what was seen of `other` as seen of the person too."""
    person.sightings += other.sightings
    person.first_seen_at = _least(person.first_seen_at, other.first_seen_at)
    person.last_seen_at = _greatest(person.last_seen_at, other.last_seen_at)
    person.clarity = max(person.clarity, other.clarity)


def hand_over_sightings(
    session: Session, sightings: Sequence[Sighting], former: Person, owner: Person
) -> None:
    """Make sightings of one person another's, and put right how often and when each was seen."""
    for sighting in sightings:
        leave_export_of(session, sighting)
        sighting.person_id = owner.id
        # what was found was said of somebody else
        sighting.verdict, sighting.similarity = verdict_of(owner), None
        sighting.exported = False
        count_sighting(owner, sighting)
    if sightings:
        session.flush()
        former.sightings -= len(sightings)
        _look_again(session, former)


def count_sighting(owner: Person, sighting: Sighting) -> None:
    """Count a sighting that became somebody's."""
    owner.sightings += 1
    owner.first_seen_at = _least(owner.first_seen_at, sighting.first_at)
    owner.last_seen_at = _greatest(owner.last_seen_at, sighting.last_at)
    owner.clarity = max(owner.clarity, sighting.clarity)


def verdict_of(owner: Person) -> Verdict:
    """Return what is said of a face that became somebody's."""
    return Verdict.KNOWN if owner.kind == PersonKind.PERSON else Verdict.UNKNOWN


def sightings_by(session: Session, person: Person, faces: Iterable[tuple[str, int]]) -> list[Sighting]:
    """Return the person's sightings that these faces (job id, index) are the clearest pictures of."""
    wanted = set(faces)
    query = select(Sighting).where(
        Sighting.person_id == person.id, Sighting.job_id.in_({job_id for job_id, _ in wanted})
    )
    return [each for each in session.scalars(query) if (each.job_id, each.face_index) in wanted]


def _look_again(session: Session, person: Person) -> None:
    """Read from the sightings that are left when somebody was seen. The purged were the oldest of all."""
    span = select(
        func.count(), func.min(Sighting.first_at), func.max(Sighting.last_at), func.max(Sighting.clarity)
    ).where(Sighting.person_id == person.id)
    left, first, last, clarity = session.execute(span).one()
    if person.sightings <= left:  # none was purged
        person.first_seen_at = first
    if left or not person.sightings:
        person.last_seen_at, person.clarity = last, clarity or 0.0


def _least(*times: float | None) -> float | None:
    return min((time for time in times if time is not None), default=None)


def _greatest(*times: float | None) -> float | None:
    return max((time for time in times if time is not None), default=None)
