"""Corrections: "this is Y" and "this is not X", said of a face that an earlier job found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from web_tier.failures import Conflict
from web_tier.gallery.changes import change_people
from web_tier.kept_faces import KeptFace, new_face
from web_tier.models import Collection, Face, Job, Person, PersonKind
from web_tier.people.directory import new_stranger
from web_tier.people.faces import faces_of
from web_tier.people.links import forbid
from web_tier.people.locking import expect, locked_together
from web_tier.people.mentions import make_nobodys, make_owner, owners_of
from web_tier.people.parting import is_tracked
from web_tier.people.regrouping import give, settle
from web_tier.people.seen import hand_over_sightings, sightings_by
from web_tier.people.vetoes import veto

SOURCE = "correction"


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """Whose a corrected face is now."""

    owner: Person | None  #: a person or a stranger; None: nobody who is remembered
    new_face: Face | None = None  #: its picture is still to be stored


def this_is(
    session: Session, kept: KeptFace, person_id: str, now: float, *, source: str = SOURCE
) -> Corrected:
    """Make a face the person's or stranger's; whom it was taken for does not get such faces again.

    Raises NotFound, and Conflict for somebody of another collection.
    """
    collection, person = _locked(session, kept, person_id)
    formers = [each for each in owners_of(session, *kept.key) if each.id != person.id]
    mistaken = _mistaken(session, kept, formers, person)
    new = _enrol(session, kept, formers, person, source, now)
    for each in mistaken:
        veto(session, each, kept, now)
    settle(session, collection, list({each.id: each for each in (*formers, *mistaken)}.values()), person)
    return Corrected(owner=person, new_face=new)


def this_is_not(session: Session, kept: KeptFace, person_id: str, now: float) -> Corrected:
    """Take a face from a person, who does not get such faces again; if it is remembered it is a stranger's.

    Raises NotFound, also for strangers, and Conflict for somebody of another collection.
    """
    collection, person = _locked(session, kept, person_id)
    expect(person, PersonKind.PERSON)
    veto(session, person, kept, now)
    owner, new = _owner_beside(session, kept, person, now)
    if owner is None:
        make_nobodys(session, [kept.key])
        change_people(session, collection, [person])
        return Corrected(owner=None)
    hand_over_sightings(session, sightings_by(session, person, [kept.key]), person, owner)
    make_owner(session, [kept.key], owner.id)
    if owner.kind == PersonKind.STRANGER:
        forbid(session, person.id, owner.id)
    settle(session, collection, [person], owner)
    return Corrected(owner=owner, new_face=new)


def _locked(session: Session, kept: KeptFace, person_id: str) -> tuple[Collection, Person]:
    collection, (person,) = locked_together(session, [person_id])
    if person.collection != kept.collection:
        raise Conflict("The job's collection is another than the person's.")
    job = session.get(Job, kept.job_id, populate_existing=True)
    if (
        job is None or job.images_removed
    ):  # since its result was read: whoever removes it locks the collection
        raise Conflict("The job's picture has been removed.", code="not_kept")
    return collection, person


def _mistaken(session: Session, kept: KeptFace, formers: Sequence[Person], person: Person) -> list[Person]:
    """Return the people with a name whom the face was taken for."""
    found = session.get(Person, kept.found.match.person_id or "")
    everybody = {each.id: each for each in (*formers, found) if each is not None and each.id != person.id}
    return [each for each in everybody.values() if each.kind == PersonKind.PERSON]


def _owner_beside(
    session: Session, kept: KeptFace, person: Person, now: float
) -> tuple[Person | None, Face | None]:
    """Return whose the face is if not the person's, and the row that had to be made for that."""
    for other in owners_of(session, *kept.key):
        if other.id != person.id:
            return other, None
    seen = sightings_by(session, person, [kept.key]) or is_tracked(session, person, kept.key)
    if _enrolled(session, kept) is None and not seen:
        return None, None
    stranger = new_stranger(session, kept.collection, now)
    new = _enrol(session, kept, [person], stranger, SOURCE, now)
    for face in faces_of(session, stranger.id):
        face.pinned = False  # nobody said whose it is
    return stranger, new


def _enrol(
    session: Session, kept: KeptFace, formers: Sequence[Person], owner: Person, source: str, now: float
) -> Face | None:
    """Make it a face of the owner, with its sighting; return its row where it is new."""
    face, new = _enrolled(session, kept), None
    if face is None:
        face = new = new_face(kept, owner, source=source, pinned=True, now=now)
        session.add(face)
    give(session, [face], formers, owner)
    return new


def _enrolled(session: Session, kept: KeptFace) -> Face | None:
    return session.scalar(select(Face).where(Face.job_id == kept.job_id, Face.face_index == kept.index))
