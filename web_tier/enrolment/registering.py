"""Registers somebody by name and picture alone, in the default collection, as small apps do."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from web_tier.database import Sessions
from web_tier.enrolment.ends import enrolled_result
from web_tier.enrolment.ordering import enrolment
from web_tier.enrolment.wish import EnrolmentWish
from web_tier.gallery.changes import ensure_collection, lock_collection
from web_tier.jobs import UNFINISHED
from web_tier.models import Face, Job, Person, PersonKind
from web_tier.orders import DEFAULT_COLLECTION
from web_tier.people.directory import create
from web_tier.person_fields import NewPerson
from web_tier.recognition import Recognitions
from web_tier.uploads import Upload


class Registrations:
    """Knows people by their names: the same name again is the same person."""

    def __init__(self, *, sessions: Sessions, recognitions: Recognitions, clock: Callable[[], float]) -> None:
        self._sessions = sessions
        self._recognitions = recognitions
        self._clock = clock

    def register(self, name: str, upload: Upload) -> Face:
        """Return the new face of the person of that name, who is made where there is none.

        Raises JobFailure where the picture does not serve. A new person of whom no face came is gone again.
        """
        with self._sessions.begin() as session:
            known = _of_name(session, name, self._clock())
            person = known or create(session, NewPerson(name=name), self._clock())
        try:
            return self._enrolled(person, upload)
        except Exception:
            if known is None:
                self._remove_faceless(person.id)
            raise

    def _enrolled(self, person: Person, upload: Upload) -> Face:
        order = enrolment(upload, person, EnrolmentWish(), idempotency_key=None)
        finished = self._recognitions.submit_to_the_end(order)
        enrolled_result(finished)
        with self._sessions() as session:
            return session.scalars(select(Face).where(Face.job_id == finished.job.id)).one()

    def _remove_faceless(self, person_id: str) -> None:
        with self._sessions.begin() as session:
            lock_collection(session, DEFAULT_COLLECTION)
            person = session.get(Person, person_id, populate_existing=True)
            if person is not None and not person.faces and not _is_awaited(session, person_id):
                session.execute(update(Job).where(Job.person_id == person_id).values(person_id=None))
                session.delete(person)


def _is_awaited(session: Session, person_id: str) -> bool:
    """Whether a picture of theirs is under way: somebody else registers them too."""
    theirs = select(Job.id).where(Job.person_id == person_id, Job.status.in_(UNFINISHED))
    return session.scalar(theirs.limit(1)) is not None


def _of_name(session: Session, name: str, now: float) -> Person | None:
    """Return the first of that name; nobody can make another until the end of the transaction."""
    ensure_collection(session, DEFAULT_COLLECTION, now)
    lock_collection(session, DEFAULT_COLLECTION)
    named = select(Person).where(
        Person.collection == DEFAULT_COLLECTION, Person.name == name, Person.kind == PersonKind.PERSON
    )
    return session.scalar(named.order_by(Person.created_at, Person.id).limit(1))
