"""Who the result documents' faces belong to now, whatever was found at first.

A document goes on speaking of whom the worker found, so that they stay mentioned, as somebody near: deleting
them must find it.
"""

from collections.abc import Collection

from sqlalchemy import delete, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from web_tier.models import Face, Job, Mention, Person, Role


def owners_of(session: Session, job_id: str, index: int) -> list[Person]:
    """Return whose a face is."""
    theirs = select(Mention.person_id).where(
        Mention.job_id == job_id, Mention.face_index == index, Mention.role == Role.IS
    )
    enrolled = select(Face.person_id).where(Face.job_id == job_id, Face.face_index == index)
    both = select(Person).where(or_(Person.id.in_(theirs), Person.id.in_(enrolled))).order_by(Person.id)
    return list(session.scalars(both, execution_options={"populate_existing": True}))


def make_nobodys(session: Session, faces: Collection[tuple[str, int]]) -> None:
    """Take faces (job id, index) from whom they were."""
    theirs = tuple_(Mention.job_id, Mention.face_index).in_(faces)
    session.execute(update(Mention).where(theirs, Mention.role == Role.IS).values(role=Role.NEAR))


def make_owner(session: Session, faces: Collection[tuple[str, int]], person_id: str) -> None:
    """Make faces (job id, index) the person's alone."""
    make_nobodys(session, faces)
    documents = set(session.scalars(select(Job.id).where(Job.id.in_({job_id for job_id, _ in faces}))))
    for job_id, index in faces:
        if job_id in documents:
            session.merge(Mention(job_id=job_id, face_index=index, person_id=person_id, role=Role.IS))
    session.flush()


def inherit_mentions(session: Session, heir_id: str, former_id: str) -> None:
    """Make what documents say of one person said of another, once for each face."""
    twin = aliased(Mention)
    same_face = exists().where(twin.job_id == Mention.job_id, twin.face_index == Mention.face_index)
    was_former = same_face.where(twin.person_id == former_id, twin.role == Role.IS)
    of_heir, of_former = Mention.person_id == heir_id, Mention.person_id == former_id
    for statement in (
        update(Mention).where(of_heir, was_former).values(role=Role.IS),
        delete(Mention).where(of_former, same_face.where(twin.person_id == heir_id)),
        update(Mention).where(of_former).values(person_id=heir_id),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
