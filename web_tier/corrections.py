"""Corrects what jobs found: reads the kept face, changes the database, stores the picture."""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy.orm import Session

from pipeline.logs import get_logger
from web_tier import jobs
from web_tier.completion import Finished
from web_tier.crops import Crops
from web_tier.database import Sessions
from web_tier.face_pictures import crop_at
from web_tier.failures import Conflict
from web_tier.kept_faces import KeptFace, kept_face
from web_tier.models import Job
from web_tier.people.correcting import Corrected, this_is, this_is_not

log = get_logger()

Correction = Callable[[Session, KeptFace, str, float], Corrected]


class Results(Protocol):
    """How jobs ended."""

    def look(self, job: Job) -> Finished | None:
        """End the job if its result is there; None while it is not."""


class Corrections:
    """What the routes call."""

    def __init__(
        self, *, sessions: Sessions, results: Results, crops: Crops, clock: Callable[[], float]
    ) -> None:
        self._sessions = sessions
        self._results = results
        self._crops = crops
        self._clock = clock

    def this_is(self, job_id: str, index: int, person_id: str) -> Corrected:
        """Make a job's face somebody's.

        Raises NotFound, and Conflict: the job has not ended, or, `not_kept`, it is too late.
        """
        return self._correct(this_is, job_id, index, person_id)

    def this_is_not(self, job_id: str, index: int, person_id: str) -> Corrected:
        """Take a job's face from a person. Raises as `this_is`."""
        return self._correct(this_is_not, job_id, index, person_id)

    def _correct(self, correction: Correction, job_id: str, index: int, person_id: str) -> Corrected:
        kept = self._kept(job_id, index)
        with self._sessions.begin() as session:
            corrected = correction(session, kept, person_id, self._clock())
        if corrected.new_face and (crop := crop_at(corrected.new_face.crop_key, kept.found)):
            self._crops.put([crop], job_id=job_id)
        log.info("a face was corrected", job_id=job_id, person_id=person_id)
        return corrected

    def _kept(self, job_id: str, index: int) -> KeptFace:
        with self._sessions() as session:
            job = jobs.get(session, job_id)
        finished = self._results.look(job)  # whoever ends a job notes whose its faces are, and must be first
        if finished is None:
            raise Conflict("The job has not ended yet.", job_id=job_id)
        return kept_face(job, finished.result, index)
