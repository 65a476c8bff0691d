"""Whom a job's result document speaks of, kept in rows: deletion finds every document by them.

They also say whose each face is by now: merging and corrections change it, and the document stays as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from pipeline.results import Face, JobResult
from web_tier.models import Mention, Person, Role

#: Made once, like all statements of a job's end: putting one together costs more than executing it.
_MENTIONS = cast(Table, Mention.__table__)
_INSERT = insert(_MENTIONS)
_CHANGE = (
    update(_MENTIONS)
    .where(
        _MENTIONS.c.job_id == bindparam("of_job"),
        _MENTIONS.c.face_index == bindparam("of_face"),
        _MENTIONS.c.person_id == bindparam("of_person"),
    )
    .values(role=bindparam("now"))
)
_READ = (
    select(Mention.face_index, Mention.role, Person.id, Person.name)
    .join(Person, Person.id == Mention.person_id)
    .where(Mention.job_id == bindparam("job_id"))
)


@dataclass(frozen=True, kw_only=True)
class Mentioned:
    """The people of a result document who are still there."""

    #: Whose a face is, by its index; None where it is nobody's any more. Left out is who is near nobody.
    owners: dict[int, str | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  #: by id; strangers have none


def faces_of(result: JobResult) -> tuple[Face, ...]:
    """Return all faces of a document by their indices: the first picture's, then the second's."""
    return result.faces + (result.target.faces if result.target else ())


def people_near(face: Face) -> set[str]:
    """Return everybody whom a document names of a face."""
    named = {candidate.person_id for candidate in (*face.match.alternatives, *face.strangers)}
    return named | {face.match.person_id} if face.match.person_id else named


def people_of(result: JobResult | None) -> set[str]:
    """Return everybody whom a document speaks of."""
    return set().union(*map(people_near, faces_of(result))) if result else set()


def write(session: Session, job_id: str, result: JobResult) -> None:
    """Note whom the document speaks of; all of them must be there."""
    rows = list(_rows(job_id, result))
    if rows:
        session.execute(_INSERT, rows)


def _rows(job_id: str, result: JobResult) -> Iterable[dict[str, Any]]:
    for index, face in enumerate(faces_of(result)):
        for person_id in people_near(face):
            role = Role.IS if person_id == face.match.person_id else Role.NEAR
            yield {"job_id": job_id, "face_index": index, "person_id": person_id, "role": role}


def set_owner(session: Session, job_id: str, index: int, face: Face, person_id: str) -> None:
    """Note that a face, of which the document is written down, is somebody else's than it says."""
    key = {"of_job": job_id, "of_face": index}
    if face.match.person_id is not None:
        session.execute(_CHANGE, {**key, "of_person": face.match.person_id, "now": Role.NEAR})
    if person_id in people_near(face):
        session.execute(_CHANGE, {**key, "of_person": person_id, "now": Role.IS})
    else:
        row = {"job_id": job_id, "face_index": index, "person_id": person_id, "role": Role.IS}
        session.execute(_INSERT, row)


def read(session: Session, job_id: str) -> Mentioned:
    """Return whose the faces of a document are now, and everybody's name."""
    rows = session.execute(_READ, {"job_id": job_id}).all()
    owners: dict[int, str | None] = {index: None for index, *_ in rows}
    owners |= {index: person_id for index, role, person_id, _ in rows if role == Role.IS}
    return Mentioned(owners=owners, names={person_id: name for _, _, person_id, name in rows if name})
