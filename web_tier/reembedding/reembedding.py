"""What a finished re-embedding means: the face has an embedding of the workers' present model pack."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from pipeline.results import JobResult
from web_tier.consequences import Crop
from web_tier.failures import Unprocessable
from web_tier.gallery.changes import change_people, lock_collection
from web_tier.kept_faces import kept_face
from web_tier.models import Face, Job, Person
from web_tier.reembedding.choosing import central_face
from web_tier.reembedding.ordering import ReembeddingIntent


class Reembedding:
    """The consequence of a `reembed` job that is done."""

    def apply(self, session: Session, job: Job, result: JobResult, now: float) -> Sequence[Crop]:
        """Replace the face's embedding, unless it is of that model already or the face was deleted.

        Raises Unprocessable, `no_face`: the face keeps the embedding that it has.
        """
        index = central_face(result)
        if index is None:
            raise Unprocessable("There is no face in the crop.", code="no_face")
        new = kept_face(job, result, index)
        collection = lock_collection(session, job.collection)
        face = session.get(Face, ReembeddingIntent(**job.intent).face_id, populate_existing=True)
        if face is None or face.model == new.model:
            return ()
        face.model, face.embedding = new.model, new.embedding
        session.flush()
        change_people(session, collection, [session.get_one(Person, face.person_id)])
        return ()
