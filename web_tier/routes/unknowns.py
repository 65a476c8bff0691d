"""Strangers who were seen, under /api/v1/unknowns: the inbox, and who they are."""

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session

from web_tier import people as directory
from web_tier.erasure_answers import ErasedOut
from web_tier.models import Person, PersonKind
from web_tier.people.naming import name_stranger, say_who
from web_tier.people.unknowns import UnknownsQuery, best_crop, page
from web_tier.person_answers import PersonOut
from web_tier.regrouping_fields import Naming
from web_tier.routes.pictures import jpeg_answer
from web_tier.services import services
from web_tier.unknown_answers import UnknownOut, UnknownsOut, UnknownWithFacesOut

unknowns = APIBlueprint("unknowns", __name__, url_prefix="/api/v1/unknowns")

STRANGER = PersonKind.STRANGER


@unknowns.get("")
@unknowns.input(UnknownsQuery, location="query")
@unknowns.output(UnknownsOut)
def list_unknowns(query_data: UnknownsQuery) -> UnknownsOut:
    """List strangers: who was seen most often, then most clearly, comes first."""
    with services().sessions() as session:
        found = page(session, query_data)
        counts = directory.face_counts(session, [each.id for each in found.items])
    items = [UnknownOut.of(each, counts.get(each.id, 0)) for each in found.items]
    return UnknownsOut(items=items, next=found.next)


@unknowns.get("/<unknown_id>")
@unknowns.output(UnknownWithFacesOut)
def get_unknown(unknown_id: str) -> UnknownWithFacesOut:
    """Return a stranger with their faces."""
    with services().sessions() as session:
        stranger = directory.get_stranger(session, unknown_id)
        return UnknownWithFacesOut.with_faces(stranger, directory.faces_of(session, stranger.id))


@unknowns.get("/<unknown_id>/crop")
@unknowns.doc(responses={200: "`image/jpeg`"})
def unknown_crop(unknown_id: str) -> Response:
    """Return a stranger's clearest picture."""
    with services().sessions() as session:
        stranger = directory.get_stranger(session, unknown_id)
        key = best_crop(session, stranger.id)
    return jpeg_answer(services().crops.read(key))


@unknowns.get("/<unknown_id>/faces/<face_id>/crop")
@unknowns.doc(responses={200: "`image/jpeg`"})
def unknown_face_crop(unknown_id: str, face_id: str) -> Response:
    """Return the picture of one of a stranger's faces."""
    with services().sessions() as session:
        stranger = directory.get_stranger(session, unknown_id)
        face = directory.face_of(session, stranger.id, face_id)
    return jpeg_answer(services().crops.read(face.crop_key))


@unknowns.post("/<unknown_id>/name")
@unknowns.input(Naming)
@unknowns.output(PersonOut)
def name_unknown(unknown_id: str, json_data: Naming) -> PersonOut:
    """Say who a stranger is: all that was seen of them becomes the person's."""
    with services().sessions.begin() as session:
        person = _named(session, unknown_id, json_data)
        counts = directory.face_counts(session, [person.id])
    return PersonOut.of(person, counts.get(person.id, 0))


def _named(session: Session, unknown_id: str, naming: Naming) -> Person:
    now = services().clock()
    if naming.name is not None:
        return name_stranger(session, unknown_id, naming.of_somebody_new(naming.name), now)
    return say_who(session, unknown_id, naming.person_id or "", force=naming.force, now=now)


@unknowns.delete("/<unknown_id>")
@unknowns.output(ErasedOut)
def delete_unknown(unknown_id: str) -> ErasedOut:
    """Delete a stranger everywhere, with every picture and result that shows them."""
    return ErasedOut.of(services().erasure.erase_person(unknown_id, STRANGER))
