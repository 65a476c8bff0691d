"""What a finished enrolment means: a face of its picture becomes a face of its person."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.results import JobResult
from web_tier.consequences import Crop
from web_tier.enrolment.wish import EnrolmentWish
from web_tier.enrolment.wished import wished_face
from web_tier.face_pictures import crop_at
from web_tier.gallery.changes import change_people
from web_tier.kept_faces import new_face
from web_tier.models import Face, Job, PersonKind
from web_tier.people.heirs import present_id
from web_tier.people.locking import locked
from web_tier.people.mentions import make_owner


class Enrolling:
    """The consequence of an `enrol` job that is done."""

    def apply(self, session: Session, job: Job, result: JobResult, now: float) -> Sequence[Crop]:
        """Enrol the face that the job's order means; doing it again for the same job changes nothing.

        Raises NotFound where the person is gone, and as `wished_face` does.
        """
        # merged while the picture was under way: whoever ends the job holds the lock under which that is done
        person_id = present_id(session, job.person_id or "")
        collection, person = locked(session, person_id, PersonKind.PERSON)
        if session.scalar(select(Face.id).where(Face.job_id == job.id).limit(1)):
            return ()
        wish = EnrolmentWish(**job.intent)
        kept = wished_face(job, result, wish)
        face = new_face(kept, person, source=wish.source, pinned=True, now=now)
        session.add(face)
        make_owner(session, [kept.key], person.id)
        change_people(session, collection, [person])
        crop = crop_at(face.crop_key, kept.found)
        return () if crop is None else (crop,)
