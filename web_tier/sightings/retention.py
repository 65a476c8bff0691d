"""Deletes sightings that are too old for their collection, and strangers of whom nothing is left then."""

import uuid
from collections.abc import Callable, Collection
from typing import Protocol

from sqlalchemy import Select, delete, exists, func, select, update

from pipeline.logs import get_logger
from web_tier import models
from web_tier.database import Sessions
from web_tier.erasure.leaving import Call, Left
from web_tier.gallery.changes import lock_collection_if_there
from web_tier.models import LeftoverKind, Person, PersonKind, Sighting
from web_tier.sightings.sink import SightingSink

log = get_logger()

BATCH = 500
DAY_SECONDS = 86_400


class Remover(Protocol):
    """What removes from the buckets what was written down with the removal of its rows."""

    def remove(self, call_id: str) -> int:
        """Remove what a call left; what fails is tried again later."""


class Eraser(Protocol):
    """What removes strangers with all that is known of them."""

    def forget_strangers(self, person_ids: Collection[str]) -> object:
        """Remove these, unless they have been seen or named meanwhile."""


class SightingRetention:
    """One `step` deletes what is too old, in batches; several processes may do so at once."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        leftovers: Remover,
        sink: SightingSink,
        eraser: Eraser,
        clock: Callable[[], float],
    ) -> None:
        self._sessions = sessions
        self._leftovers = leftovers
        self._sink = sink
        self._eraser = eraser
        self._clock = clock

    def step(self) -> None:
        """Purge every collection that does not keep its sightings for good. Raises ServiceUnavailable."""
        for collection, days in self._limited():
            self._keep_since(collection, self._clock() - days * DAY_SECONDS)

    def _keep_since(self, collection: str, since: float) -> None:
        if self._has_expired(collection, since):
            self._sink.forget_before(collection, since)  # first: where it fails, the rows are found again
            self._export_growing_again(collection, since)
            purged = sum(iter(lambda: self._purge(collection, since), 0))
            log.info("sightings purged", collection=collection, sightings=purged)
        # also where nothing was old: the step before may have come no further than here
        self._eraser.forget_strangers(self._unseen_strangers(collection, since))

    def _limited(self) -> list[tuple[str, float]]:
        table = models.Collection
        query = select(table.name, table.sightings_kept_days).where(table.sightings_kept_days.is_not(None))
        with self._sessions() as session:
            return [(name, days) for name, days in session.execute(query) if days is not None]

    def _has_expired(self, collection: str, before: float) -> bool:
        with self._sessions() as session:
            return session.scalar(_ended(collection, before).limit(1)) is not None

    def _purge(self, collection: str, before: float) -> int:
        """Delete some, and then their pictures; return how many they were."""
        call = Call(id=uuid.uuid4().hex, now=self._clock())
        with self._sessions.begin() as session:
            lock_collection_if_there(session, collection)  # nobody lets one of them grow meanwhile
            found = session.scalars(_ended(collection, before).limit(BATCH)).all()
            crops = (each.crop_key for each in found if each.crop_key is not None)
            call.leaves(session, [Left(kind=LeftoverKind.CROP, key=key) for key in crops])
            session.execute(delete(Sighting).where(Sighting.id.in_([each.id for each in found])))
        self._leftovers.remove(call.id)
        return len(found)

    def _export_growing_again(self, collection: str, since: float) -> None:
        """The sink has a sighting where it began: it has forgotten those that went on since then, too."""
        grows = (Sighting.collection == collection, Sighting.first_at < since, Sighting.last_at >= since)
        with self._sessions.begin() as session:
            lock_collection_if_there(session, collection)
            session.execute(update(Sighting).where(*grows).values(exported=False))

    def _unseen_strangers(self, collection: str, before: float) -> list[str]:
        """Return of whom nothing is left; they may have been made by hand and never seen."""
        query = select(Person.id).where(
            Person.collection == collection,
            Person.kind == PersonKind.STRANGER,
            func.coalesce(Person.last_seen_at, Person.updated_at) < before,
            ~exists().where(Sighting.person_id == Person.id),
        )
        with self._sessions() as session:
            return list(session.scalars(query.order_by(Person.id)))


def _ended(collection: str, before: float) -> Select[Sighting]:
    return (
        select(Sighting)
        # the index has when they began; none ends before
        .where(Sighting.collection == collection, Sighting.first_at < before, Sighting.last_at < before)
        .order_by(Sighting.first_at, Sighting.id)
    )
