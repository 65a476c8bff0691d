"""Enrols a face of an earlier job, whose result still keeps its embedding."""

from collections.abc import Callable

from sqlalchemy import select

from pipeline.errors import FacefleetError
from pipeline.logs import get_logger
from web_tier.crops import Crops
from web_tier.database import Sessions
from web_tier.face_pictures import crop_at
from web_tier.kept_faces import KeptFace
from web_tier.models import Face
from web_tier.people.correcting import this_is
from web_tier.requests import Gallery

log = get_logger()


class EarlierFaces:
    """Makes faces that were found before faces of people."""

    def __init__(
        self, *, sessions: Sessions, crops: Crops, gallery: Gallery, clock: Callable[[], float]
    ) -> None:
        self._sessions = sessions
        self._crops = crops
        self._gallery = gallery
        self._clock = clock

    def enrol(self, person_id: str, kept: KeptFace, source: str) -> Face:
        """Make the face the person's, whosever it was, as a correction does; return its row.

        Raises NotFound, and Conflict for a job of another collection or whose picture was removed meanwhile.
        """
        with self._sessions.begin() as session:
            corrected = this_is(session, kept, person_id, self._clock(), source=source)
            rows = select(Face).where(Face.job_id == kept.job_id, Face.face_index == kept.index)
            face = session.scalars(rows).one()
        if corrected.new_face and (crop := crop_at(face.crop_key, kept.found)):
            self._crops.put([crop], job_id=kept.job_id)
        self._publish(kept)
        return face

    def _publish(self, kept: KeptFace) -> None:
        try:
            self._gallery.publish(kept.collection)
        except FacefleetError as error:  # the next request publishes it
            log.warning("the gallery was not published", job_id=kept.job_id, reason=str(error))
