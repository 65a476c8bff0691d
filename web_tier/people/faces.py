"""The faces of people and strangers."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web_tier.failures import NotFound
from web_tier.models import Face


def faces_of(session: Session, person_id: str) -> list[Face]:
    """Return a person's faces, oldest first."""
    query = select(Face).where(Face.person_id == person_id).order_by(Face.created_at, Face.id)
    return list(session.scalars(query))


def face_of(session: Session, person_id: str, face_id: str) -> Face:
    """Return one face of a person. Raises NotFound."""
    return some_faces(session, person_id, [face_id])[0]


def some_faces(session: Session, person_id: str, face_ids: Iterable[str]) -> list[Face]:
    """Return these faces of a person, each once. Raises NotFound where one is not theirs."""
    own = {face.id: face for face in faces_of(session, person_id)}
    try:
        return [own[face_id] for face_id in dict.fromkeys(face_ids)]
    except KeyError as error:
        raise NotFound("This person has no such face.") from error


def face_counts(session: Session, person_ids: Iterable[str]) -> dict[str, int]:
    """Return how many faces each person has; who has none is left out."""
    query = (
        select(Face.person_id, func.count()).where(Face.person_id.in_(person_ids)).group_by(Face.person_id)
    )
    return {person_id: count for person_id, count in session.execute(query)}
