"""Splits a person in two, and moves faces from one to another."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from web_tier.failures import RequestFailure
from web_tier.gallery.changes import change_people
from web_tier.models import Collection, Face, Person, PersonKind, Sighting
from web_tier.people.directory import new_stranger
from web_tier.people.faces import faces_of, some_faces
from web_tier.people.links import forbid
from web_tier.people.locking import expect, locked, locked_together
from web_tier.people.mentions import make_owner
from web_tier.people.merging import merge_people
from web_tier.people.parting import part_from_tracks
from web_tier.people.seen import hand_over_sightings, sightings_by
from web_tier.people.vetoes import withdraw_vetoes


def split(
    session: Session, person_id: str, face_ids: Sequence[str], *, kind: PersonKind, name: str, now: float
) -> Person:
    """Make some of a person's faces, with their sightings, somebody of their own; without a name a stranger.

    Nothing but a client's word makes them one again. Raises NotFound, and RequestFailure where no face would
    stay.
    """
    collection, person = locked(session, person_id, kind)
    faces = some_faces(session, person_id, face_ids)
    if len(faces) == len(faces_of(session, person_id)):
        raise RequestFailure("faces: at least one face must stay.")
    other = new_stranger(session, collection.name, now)
    if name:
        other.kind, other.name = PersonKind.PERSON, name
    give(session, faces, [person], other)
    forbid(session, person.id, other.id)
    person.updated_at = now
    change_people(session, collection, [person, other])
    return other


def move(
    session: Session, person_id: str, face_id: str, to_id: str, *, kind: PersonKind, now: float
) -> tuple[Face, Person]:
    """Make a face, with its sightings, another's of the same collection; return both.

    Raises NotFound, RequestFailure where they have it already, and Conflict for another collection.
    """
    if person_id == to_id:
        raise RequestFailure("person_id: the face is this person's already.")
    collection, (person, to) = locked_together(session, [person_id, to_id])
    expect(person, kind)
    (face,) = some_faces(session, person_id, [face_id])
    give(session, [face], [person], to)
    person.updated_at = to.updated_at = now
    settle(session, collection, [person], to)
    return face, to


def give(session: Session, faces: Sequence[Face], formers: Sequence[Person], owner: Person) -> None:
    """Hand faces over for good, with the sightings of their formers that they are the pictures of.

    Of a sighting that shows another picture they become one of their own.
    """
    for face in faces:
        face.person_id, face.pinned = owner.id, True
    session.flush()
    for person in (*formers, owner):
        session.expire(person, ["faces"])
    pictures = {(face.job_id, face.face_index) for face in faces}
    for former in formers:
        hand_over_sightings(session, sightings_by(session, former, pictures), former, owner)
        part_from_tracks(session, faces, former, owner)
    make_owner(session, pictures, owner.id)
    withdraw_vetoes(session, owner)


def settle(session: Session, collection: Collection, formers: Sequence[Person], owner: Person) -> None:
    """Tell the gallery whose faces changed, as somebody said.

    A stranger of whom nothing is left was the owner all the time; another is never merged with a stranger who
    got one of their faces.
    """
    emptied = [each for each in formers if each.kind == PersonKind.STRANGER and _is_empty(session, each)]
    staying = [each for each in formers if each not in emptied]
    for each in staying:
        if each.kind == owner.kind == PersonKind.STRANGER:
            forbid(session, each.id, owner.id)
    change_people(session, collection, [owner, *staying])
    if emptied:
        merge_people(session, collection, owner, emptied)


def _is_empty(session: Session, person: Person) -> bool:
    rows = (select(table.id).where(table.person_id == person.id).limit(1) for table in (Face, Sighting))
    return not any(session.scalar(row) for row in rows)
