"""People and their faces under /api/v1/people.

Bodies and queries of the API are pydantic models: apiflask checks them (`input`, `output`) and puts them into
the OpenAPI document."""

from apiflask import APIBlueprint
from flask import Response

from web_tier import people as directory
from web_tier.erasure_answers import ErasedOut
from web_tier.face_answers import FaceOut, FacesOut
from web_tier.models import PersonKind
from web_tier.person_answers import PeopleOut, PersonOut, PersonWithFacesOut
from web_tier.person_fields import NewPerson, PeopleQuery, PersonChanges
from web_tier.routes.pictures import jpeg_answer
from web_tier.services import services

people = APIBlueprint("people", __name__, url_prefix="/api/v1/people")


@people.post("")
@people.input(NewPerson)
@people.output(PersonOut, status_code=201)
def create_person(json_data: NewPerson) -> PersonOut:
    """Add a person."""
    with services().sessions.begin() as session:
        person = directory.create(session, json_data, services().clock())
    return PersonOut.of(person, face_count=0)


@people.get("")
@people.input(PeopleQuery, location="query")
@people.output(PeopleOut)
def list_people(query_data: PeopleQuery) -> PeopleOut:
    """List people, first come first."""
    with services().sessions() as session:
        page = directory.page(session, query_data)
        counts = directory.face_counts(session, [person.id for person in page.items])
    items = [PersonOut.of(person, counts.get(person.id, 0)) for person in page.items]
    return PeopleOut(items=items, next=page.next)


@people.get("/<person_id>")
@people.output(PersonWithFacesOut)
def get_person(person_id: str) -> PersonWithFacesOut:
    """Return a person with their faces."""
    with services().sessions() as session:
        person = directory.get(session, person_id)
        return PersonWithFacesOut.with_faces(person, directory.faces_of(session, person.id))


@people.patch("/<person_id>")
@people.input(PersonChanges)
@people.output(PersonOut)
def change_person(person_id: str, json_data: PersonChanges) -> PersonOut:
    """Change a person's name, external id, details or consent; what is left out stays."""
    with services().sessions.begin() as session:
        person = directory.update(session, person_id, json_data, services().clock())
        counts = directory.face_counts(session, [person_id])
    return PersonOut.of(person, counts.get(person_id, 0))


@people.delete("/<person_id>")
@people.output(ErasedOut)
def delete_person(person_id: str) -> ErasedOut:
    """Delete a person everywhere, with every picture and result that shows them."""
    return ErasedOut.of(services().erasure.erase_person(person_id, PersonKind.PERSON))


@people.get("/<person_id>/faces")
@people.output(FacesOut)
def list_faces(person_id: str) -> FacesOut:
    """List a person's faces, oldest first."""
    with services().sessions() as session:
        person = directory.get(session, person_id)
        faces = directory.faces_of(session, person.id)
    return FacesOut(items=[FaceOut.of(face) for face in faces])


@people.delete("/<person_id>/faces/<face_id>")
@people.output(ErasedOut)
def delete_face(person_id: str, face_id: str) -> ErasedOut:
    """Delete one face of a person everywhere, with the picture that it came from."""
    return ErasedOut.of(services().erasure.erase_face(person_id, face_id))


@people.get("/<person_id>/faces/<face_id>/crop")
@people.doc(responses={200: "`image/jpeg`"})
def face_crop(person_id: str, face_id: str) -> Response:
    """Return the picture of a face."""
    with services().sessions() as session:
        person = directory.get(session, person_id)
        face = directory.face_of(session, person.id, face_id)
    return jpeg_answer(services().crops.read(face.crop_key))
