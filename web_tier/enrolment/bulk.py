"""Enrols many people at once: all pictures go through the pipeline together, and each has its own end."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import InvalidImage
from pipeline.images import ImageLimits
from web_tier.completion import Finished
from web_tier.database import Sessions
from web_tier.enrolment.bulk_fields import BulkFields, BulkPerson
from web_tier.enrolment.members import found_or_added
from web_tier.enrolment.ordering import enrolment
from web_tier.enrolment.wish import EnrolmentWish
from web_tier.failures import Overloaded, RequestFailure
from web_tier.models import Job, Person
from web_tier.recognition import Recognitions
from web_tier.uploads import checked, decoded

#: Why somebody was not added, or a picture not accepted.
Refusal = RequestFailure | InvalidImage


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of a bulk enrolment, with the job of each of their pictures, or why it was not accepted."""

    name: str
    person: Person | None = None
    refusal: Refusal | None = None  #: why there is no person
    pictures: Sequence[Job | Refusal] = ()


@dataclass(frozen=True, kw_only=True)
class BulkOutcome:
    """Everybody in the order of the request, and the jobs that have ended, by their ids."""

    members: Sequence[Member]
    finished: Mapping[str, Finished]


class BulkEnrolments:
    """What fails of a bulk enrolment undoes nothing of the rest."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        recognitions: Recognitions,
        limits: ImageLimits,
        clock: Callable[[], float],
    ) -> None:
        self._sessions = sessions
        self._recognitions = recognitions
        self._limits = limits
        self._clock = clock

    def enrol(self, bulk: BulkFields, key: str | None, wait_seconds: float) -> BulkOutcome:
        """Add everybody and all their pictures, and wait up to `wait_seconds` for all jobs together.

        With the same `key` again nobody is added twice, and no picture.
        """
        members = [self._member(asked, bulk, _derived(key, place)) for place, asked in enumerate(bulk.people)]
        jobs = [each for member in members for each in member.pictures if isinstance(each, Job)]
        return BulkOutcome(members=members, finished=self._awaited(jobs, wait_seconds))

    def _member(self, asked: BulkPerson, bulk: BulkFields, key: str | None) -> Member:
        try:
            with self._sessions.begin() as session:
                person = found_or_added(session, asked.of(bulk.collection), key, self._clock())
        except RequestFailure as refusal:
            return Member(name=asked.name, refusal=refusal)
        wish = EnrolmentWish(force=bulk.force)
        pictures = [
            self._accepted(person, wish, text, _derived(key, place))
            for place, text in enumerate(asked.images)
        ]
        return Member(name=person.name, person=person, pictures=pictures)

    def _accepted(self, person: Person, wish: EnrolmentWish, text: str, key: str | None) -> Job | Refusal:
        try:
            upload = checked(decoded(text, "images"), "", self._limits)
            return self._recognitions.submit(enrolment(upload, person, wish, key), wait_seconds=0).job
        except (RequestFailure, InvalidImage) as refusal:
            return refusal

    def _awaited(self, jobs: Sequence[Job], wait_seconds: float) -> dict[str, Finished]:
        try:
            ends = self._recognitions.wait_for_all(jobs, wait_seconds)
        except Overloaded:  # nobody can wait just now; what was accepted goes on all the same
            return {}
        return {end.job.id: end.finished for end in ends if end.finished is not None}


def _derived(key: str | None, place: int) -> str | None:
    """Return the key of a part of what `key` stands for: 64 hexadecimal digits."""
    return None if key is None else hashlib.sha256(f"{key}/{place}".encode()).hexdigest()
