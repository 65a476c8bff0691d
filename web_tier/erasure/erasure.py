"""Deletes people, faces and collections everywhere: rows, then what lies in the buckets, then the gallery."""

import uuid
from collections.abc import Callable, Collection, Sequence
from functools import partial

from sqlalchemy.orm import Session

from pipeline.errors import ServiceUnavailable
from pipeline.logs import get_logger
from web_tier import collections, people
from web_tier.database import Sessions, empty_log
from web_tier.erasure.collections import take_out_collection
from web_tier.erasure.leaving import Call
from web_tier.erasure.leftovers import Leftovers
from web_tier.erasure.removed import Erased, Removed
from web_tier.erasure.rows import some
from web_tier.erasure.taking_out import forget_strangers, take_out_face, take_out_people
from web_tier.erasure.unseen import homes_of, unseen_strangers
from web_tier.gallery.changes import lock_collection
from web_tier.models import PersonKind
from web_tier.people.locking import locked
from web_tier.requests import Gallery

log = get_logger()

#: Takes something out of the database; returns the gallery to be published then, and how much it was.
TakeOut = Callable[[Session, Call], tuple[str | None, Removed]]


class Erasure:
    """Each call deletes rows in one transaction, which also writes down what of it lies in the buckets.

    What is written down is removed before the call returns. After a crash or an outage it is removed by
    `Leftovers.step`. So at no point is anything forgotten, and whatever a worker or another web process puts
    into a bucket meanwhile finds that its rows are gone.
    """

    def __init__(
        self, *, sessions: Sessions, leftovers: Leftovers, gallery: Gallery, clock: Callable[[], float]
    ) -> None:
        self._sessions = sessions
        self._leftovers = leftovers
        self._gallery = gallery
        self._clock = clock

    def erase_person(self, person_id: str, kind: PersonKind) -> Erased:
        """Erase somebody of this kind. Raises NotFound."""

        def take_out(session: Session, call: Call) -> tuple[str, Removed]:
            collection, person = locked(session, person_id, kind)
            return collection.name, take_out_people(session, call, collection, [person])

        return self._erase(take_out)

    def erase_face(self, person_id: str, face_id: str) -> Erased:
        """Erase a face of a person with the picture it came from. Raises NotFound."""

        def take_out(session: Session, call: Call) -> tuple[str, Removed]:
            collection, person = locked(session, person_id, PersonKind.PERSON)
            face = people.face_of(session, person_id, face_id)
            return collection.name, take_out_face(session, call, collection, person, face)

        return self._erase(take_out)

    def forget_strangers(self, person_ids: Collection[str]) -> None:
        """Erase strangers; those who were named, seen or erased meanwhile stay as they are.

        Of results their faces are taken out; the pictures stay.
        """
        with self._sessions() as session:
            homes = homes_of(session, person_ids)
        for collection, ids in homes.items():
            for some_ids in some(ids):
                self._erase(partial(_take_out_unseen, collection, some_ids))

    def erase_collection(self, name: str) -> Erased:
        """Erase a collection with everything in it. Raises NotFound."""

        def take_out(session: Session, call: Call) -> tuple[None, Removed]:
            collections.get(session, name)
            return None, take_out_collection(session, call, lock_collection(session, name))

        return self._erase(take_out)

    def _erase(self, take_out: TakeOut) -> Erased:
        call = Call(id=uuid.uuid4().hex, now=self._clock())
        with self._sessions.begin() as session:
            gallery, removed = take_out(session, call)
        pending = self._leftovers.remove(call.id) + self._unpublished(gallery)
        if not empty_log(self._sessions):
            log.warning("what was deleted is still in SQLite's log, until nobody reads")
        log.info("erased", collection=gallery, people=removed.people, pending=pending)
        return Erased(removed=removed, pending=pending)

    def _unpublished(self, gallery: str | None) -> int:
        """Have the gallery written anew; return 1 where it is not yet, as the bucket does not answer."""
        try:
            if gallery is not None:
                self._gallery.publish(gallery)
        except ServiceUnavailable as error:  # the next request or the background publishes it
            log.warning("gallery not published yet", collection=gallery, reason=str(error))
            return 1
        return 0


def _take_out_unseen(
    name: str, person_ids: Sequence[str], session: Session, call: Call
) -> tuple[str, Removed]:
    collection = lock_collection(session, name)
    return name, forget_strangers(session, call, collection, unseen_strangers(session, person_ids))
