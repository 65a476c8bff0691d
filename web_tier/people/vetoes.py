"""Faces that somebody said are not a person's."""

import uuid

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from web_tier.kept_faces import KeptFace
from web_tier.models import Face, Person, Veto


def veto(session: Session, person: Person, kept: KeptFace, now: float) -> None:
    """Write down that this face is not the person's; once, however often it is said."""
    same = select(Veto.id).where(
        Veto.job_id == kept.job_id, Veto.face_index == kept.index, Veto.person_id == person.id
    )
    if session.scalar(same) is None:
        session.add(
            Veto(
                id=uuid.uuid4().hex,
                person_id=person.id,
                job_id=kept.job_id,
                face_index=kept.index,
                model=kept.model,
                embedding=kept.embedding,
                created_at=now,
            )
        )
        session.flush()


def withdraw_vetoes(session: Session, person: Person) -> None:
    """Forget what was said against faces that are the person's after all."""
    own = exists().where(
        Face.person_id == person.id, Face.job_id == Veto.job_id, Face.face_index == Veto.face_index
    )
    session.execute(delete(Veto).where(Veto.person_id == person.id, own))


def inherit_vetoes(session: Session, heir_id: str, former_id: str) -> None:
    """Make what was said against one person's faces said of another, once for each face."""
    twin = aliased(Veto)
    said = exists().where(
        twin.person_id == heir_id, twin.job_id == Veto.job_id, twin.face_index == Veto.face_index
    )
    of_former = Veto.person_id == former_id
    for statement in (
        delete(Veto).where(of_former, said),
        update(Veto).where(of_former).values(person_id=heir_id),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
