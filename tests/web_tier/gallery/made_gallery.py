"""People with faces, and changes of them, for the tests of the gallery."""

import itertools
from collections.abc import Sequence

import numpy as np
from sqlalchemy import select, update

from web_tier.database import Sessions
from web_tier.gallery.changes import change_people, ensure_collection, lock_collection, remove_people
from web_tier.models import Face, GallerySegment, Person, PersonKind, Veto

COLLECTION = "default"
MODEL = "test-embeddings"
Vector = Sequence[float]
_NUMBERS = itertools.count(1)


def add_person(
    sessions: Sessions,
    *faces: Vector,
    kind: PersonKind = PersonKind.PERSON,
    collection: str = COLLECTION,
    model: str = MODEL,
) -> str:
    """Add a person with these faces; return their id."""
    person_id = new_id()
    with sessions.begin() as session:
        ensure_collection(session, collection, now=1.0)
        session.add(new_person(person_id, kind, collection))
    if faces:
        add_faces(sessions, person_id, *faces, model=model)
    return person_id


def add_stranger(sessions: Sessions, *faces: Vector) -> str:
    """Add a stranger with these faces; return their id."""
    return add_person(sessions, *faces, kind=PersonKind.STRANGER)


def add_faces(sessions: Sessions, person_id: str, *faces: Vector, model: str = MODEL) -> list[str]:
    """Give somebody more faces, by one change of the gallery; return the faces' ids."""
    with sessions.begin() as session:
        person = session.get_one(Person, person_id)
        collection = lock_collection(session, person.collection)
        rows = [new_face(person, embedding, model) for embedding in faces]
        session.add_all(rows)
        change_people(session, collection, [person])
        return [row.id for row in rows]


def add_veto(sessions: Sessions, person_id: str, embedding: Vector, model: str = MODEL) -> None:
    """Say that a face is not this person's."""
    with sessions.begin() as session:
        person = session.get_one(Person, person_id)
        collection = lock_collection(session, person.collection)
        session.add(
            Veto(
                id=new_id(),
                person_id=person_id,
                job_id=new_id(),
                face_index=0,
                model=model,
                embedding=as_bytes(embedding),
                created_at=1.0,
            )
        )
        change_people(session, collection, [person])


def delete_face(sessions: Sessions, face_id: str) -> None:
    """Delete a face."""
    with sessions.begin() as session:
        face = session.get_one(Face, face_id)
        collection = lock_collection(session, face.collection)
        person = face.person
        session.delete(face)
        change_people(session, collection, [person], forgets=True)


def delete_person(sessions: Sessions, person_id: str) -> None:
    """Delete somebody."""
    with sessions.begin() as session:
        person = session.get_one(Person, person_id)
        remove_people(session, lock_collection(session, person.collection), [person])
        session.delete(person)


def change(sessions: Sessions, person_id: str, *, urgent: bool = False, **columns: object) -> None:
    """Set columns of somebody's row that the gallery is to know of."""
    with sessions.begin() as session:
        person = session.get_one(Person, person_id)
        collection = lock_collection(session, person.collection)
        for name, value in columns.items():
            setattr(person, name, value)
        change_people(session, collection, [person], urgent=urgent)


def new_person(person_id: str, kind: PersonKind = PersonKind.PERSON, collection: str = COLLECTION) -> Person:
    """Return a person's row."""
    return Person(
        id=person_id,
        collection=collection,
        kind=kind,
        name="" if kind == PersonKind.STRANGER else "Ada",
        created_at=1.0,
        updated_at=1.0,
    )


def new_face(person: Person, embedding: Vector, model: str = MODEL) -> Face:
    """Return a face's row."""
    return Face(
        id=new_id(),
        person_id=person.id,
        collection=person.collection,
        job_id=new_id(),
        model=model,
        embedding=as_bytes(embedding),
        box={},
        confidence=1.0,
        created_at=1.0,
    )


def new_id() -> str:
    """Return an id that is greater than all before."""
    return f"{next(_NUMBERS):032x}"


def merge(sessions: Sessions, into: str, other: str) -> None:
    """Hand the faces of one over to another, and delete the one; nothing has to be forgotten."""
    with sessions.begin() as session:
        people = [session.get_one(Person, each) for each in (into, other)]
        collection = lock_collection(session, people[0].collection)
        session.execute(update(Face).where(Face.person_id == other).values(person_id=into))
        change_people(session, collection, people)
        session.expire_all()
        session.delete(people[1])


def faces_of(sessions: Sessions, person_id: str) -> list[str]:
    """Return the ids of somebody's faces."""
    with sessions() as session:
        return list(session.scalars(select(Face.id).where(Face.person_id == person_id)))


def rows_of(sessions: Sessions, collection: str = COLLECTION) -> list[GallerySegment]:
    """Return the rows of the gallery's segments, in order."""
    with sessions() as session:
        rows = session.query(GallerySegment).filter_by(collection=collection)
        return rows.order_by(GallerySegment.first).all()


def stale_rows(sessions: Sessions, collection: str = COLLECTION) -> dict[tuple[int, int], int]:
    """Return which segments are marked, and how."""
    return {(row.first, row.last): row.stale for row in rows_of(sessions, collection) if row.stale}


def as_bytes(embedding: Vector) -> bytes:
    """Return an embedding as a row has it."""
    return np.asarray(embedding, dtype="<f4").tobytes()
