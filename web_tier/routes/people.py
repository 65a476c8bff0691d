"""Answers for people and their faces under /api/v1/people.

Bodies and queries of the API are pydantic models: apiflask checks them (`input`, `output`) and puts them into
the OpenAPI document."""

from typing import Any, Self

from apiflask import APIBlueprint, EmptySchema
from pydantic import BaseModel, ConfigDict

from pipeline.errors import ServiceUnavailable
from pipeline.logs import get_logger
from pipeline.results import Box
from web_tier import people as directory
from web_tier.instants import Instant
from web_tier.models import Person
from web_tier.person_fields import NewPerson, PeopleQuery, PersonChanges
from web_tier.services import services

people = APIBlueprint("people", __name__, url_prefix="/api/v1/people")
log = get_logger()


class FaceOut(BaseModel):
    """An enrolled face."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    box: Box  #: pixels of the upright picture
    confidence: float
    created_at: Instant


class FacesOut(BaseModel):
    """All faces of a person, oldest first."""

    items: list[FaceOut]


class PersonOut(BaseModel):
    """Somebody with a name."""

    id: str
    name: str
    external_id: str | None
    details: dict[str, Any]
    collection: str
    face_count: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, person: Person, face_count: int) -> Self:
        """Return what is answered of a person."""
        return cls.model_validate({**vars(person), "face_count": face_count})


class PersonWithFacesOut(PersonOut):
    """A person and all their faces, oldest first."""

    faces: list[FaceOut]


class PeopleOut(BaseModel):
    """A page of people."""

    items: list[PersonOut]
    next: str | None


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
        return PersonWithFacesOut.of(person, len(person.faces))


@people.patch("/<person_id>")
@people.input(PersonChanges)
@people.output(PersonOut)
def change_person(person_id: str, json_data: PersonChanges) -> PersonOut:
    """Change a person's name, external id or details; what is left out stays."""
    with services().sessions.begin() as session:
        person = directory.update(session, person_id, json_data, services().clock())
        counts = directory.face_counts(session, [person_id])
    return PersonOut.of(person, counts.get(person_id, 0))


@people.delete("/<person_id>")
@people.output(EmptySchema, status_code=204)
def delete_person(person_id: str) -> str:
    """Delete a person, their faces and the faces' embeddings."""
    with services().sessions.begin() as session:
        collection = directory.delete(session, person_id)
    _publish(collection)
    return ""


@people.get("/<person_id>/faces")
@people.output(FacesOut)
def list_faces(person_id: str) -> FacesOut:
    """List a person's faces, oldest first."""
    with services().sessions() as session:
        return FacesOut.model_validate({"items": directory.get(session, person_id).faces})


@people.delete("/<person_id>/faces/<face_id>")
@people.output(EmptySchema, status_code=204)
def delete_face(person_id: str, face_id: str) -> str:
    """Delete one face of a person, and its embedding."""
    with services().sessions.begin() as session:
        collection = directory.delete_face(session, person_id, face_id)
    _publish(collection)
    return ""


def _publish(collection: str) -> None:
    """Write the segments anew at once; where the bucket does not answer they go with the next request."""
    try:
        services().gallery.publish(collection)
    except ServiceUnavailable as error:
        log.warning("gallery not published yet", collection=collection, reason=str(error))
