"""Removes the pictures of jobs, and from their results how anybody looks."""

from collections.abc import Callable

from web_tier.database import Sessions
from web_tier.erasure.leaving import Call
from web_tier.erasure.leftovers import Leftovers
from web_tier.erasure.pictures import remove_images
from web_tier.gallery.changes import lock_collection_if_there
from web_tier.models import Job


class ImageRemover:
    """Removes a job's pictures; what fails is done later by `Leftovers.step`."""

    def __init__(self, sessions: Sessions, leftovers: Leftovers, clock: Callable[[], float]) -> None:
        self._sessions = sessions
        self._leftovers = leftovers
        self._clock = clock

    def remove(self, job: Job) -> None:
        """Remove the pictures of a job that has ended, unless that was done."""
        with self._sessions.begin() as session:
            # who enrols a face of its result waits, and then sees whether that is kept
            lock_collection_if_there(session, job.collection)
            row = session.get_one(Job, job.id, populate_existing=True)
            if not row.images_removed:
                remove_images(session, Call(id=job.id, now=self._clock()), [row])
        self._leftovers.remove(job.id)
