"""Consent: when it expires the person leaves the gallery, and comes back with a new one."""

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, select

from pipeline.logs import get_logger
from web_tier.database import Sessions
from web_tier.gallery.changes import change_people, lock_collection
from web_tier.models import Person
from web_tier.person_fields import Consent

log = get_logger()

BATCH = 500  # people suspended by one transaction


def set_consent(person: Person, consent: Consent | None, now: float) -> None:
    """Write down a consent, or that none is known, and whether the person may be recognised with it."""
    person.consent_purpose = consent.purpose if consent else None
    person.consent_given_at = consent.given_at_or(now) if consent else None
    person.consent_expires_at = consent.expires_at_seconds if consent else None
    person.suspended = is_expired(person.consent_expires_at, now)


def is_expired(expires_at: float | None, now: float) -> bool:
    """Whether a consent that ends then has ended."""
    return expires_at is not None and expires_at <= now


class Consents:
    """Suspends people whose consent has expired."""

    def __init__(self, *, sessions: Sessions, clock: Callable[[], float]) -> None:
        self._sessions = sessions
        self._clock = clock

    def step(self) -> None:
        """Suspend those whose consent has expired since the last step."""
        now = self._clock()
        while expired := self._some_expired(now):
            for collection, person_ids in expired.items():
                self._suspend(collection, person_ids, now)

    def _some_expired(self, now: float) -> dict[str, list[str]]:
        """Return the ids of some of those who are to be suspended, by collection."""
        query = select(Person.collection, Person.id).where(_has_expired(now)).limit(BATCH)
        groups = defaultdict(list)
        with self._sessions() as session:
            for collection, person_id in session.execute(query):
                groups[collection].append(person_id)
        return groups

    def _suspend(self, name: str, person_ids: list[str], now: float) -> None:
        with self._sessions.begin() as session:
            collection = lock_collection(session, name)
            # but for those whose consent somebody has renewed meanwhile
            people = session.scalars(select(Person).where(_has_expired(now), Person.id.in_(person_ids))).all()
            for person in people:
                person.suspended = True
            change_people(session, collection, people)
        log.info("consents have expired", collection=name, people=[person.id for person in people])


def _has_expired(now: float) -> ColumnElement[bool]:
    return and_(Person.consent_expires_at <= now, Person.suspended.is_(False))
