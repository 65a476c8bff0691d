"""What is answered of people."""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import BaseModel

from web_tier.face_answers import FaceOut
from web_tier.instants import Instant
from web_tier.models import Face, Person, PersonKind


class ConsentOut(BaseModel):
    """What a person has agreed to."""

    purpose: str
    given_at: Instant
    expires_at: Instant | None

    @classmethod
    def of(cls, person: Person) -> Self | None:
        """Return a person's consent, None where none is known."""
        if person.consent_purpose is None:
            return None
        given = {"given_at": person.consent_given_at, "expires_at": person.consent_expires_at}
        return cls.model_validate({"purpose": person.consent_purpose, **given})


class SeenOut(BaseModel):
    """When somebody was seen, and how often: sightings, not pictures."""

    first_at: Instant | None
    last_at: Instant | None
    sightings: int

    @classmethod
    def of(cls, person: Person) -> Self:
        """Return when a person was seen."""
        return cls.model_validate(_seen(person))


class PersonOut(BaseModel):
    """Somebody with a name."""

    id: str
    name: str
    external_id: str | None
    details: dict[str, Any]
    collection: str
    consent: ConsentOut | None
    suspended: bool
    seen: SeenOut
    face_count: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, person: Person, face_count: int) -> Self:
        """Return what is answered of a person."""
        parts = {"consent": ConsentOut.of(person), "seen": SeenOut.of(person), "face_count": face_count}
        return cls.model_validate({**vars(person), **parts})


class PersonWithFacesOut(PersonOut):
    """A person and all their faces, oldest first."""

    faces: list[FaceOut]

    @classmethod
    def with_faces(cls, person: Person, faces: Sequence[Face]) -> Self:
        """Return what is answered of a person with these faces."""
        parts = PersonOut.of(person, len(faces)).model_dump()
        return cls.model_validate({**parts, "faces": [FaceOut.of(face) for face in faces]})


class PeopleOut(BaseModel):
    """A page of people."""

    items: list[PersonOut]
    next: str | None


class SplitOut(BaseModel):
    """Who came of a split: a person under /people, or a stranger under /unknowns."""

    id: str
    kind: PersonKind
    name: str | None
    collection: str
    faces: list[FaceOut]

    @classmethod
    def of(cls, person: Person, faces: Sequence[Face]) -> Self:
        """Return what is answered of somebody with these faces."""
        kind = PersonKind(person.kind)
        parts = {"name": person.name or None, "faces": [FaceOut.of(face, kind) for face in faces]}
        return cls.model_validate({**vars(person), **parts})


def _seen(person: Person) -> dict[str, Any]:
    return {
        "first_at": person.first_seen_at,
        "last_at": person.last_seen_at,
        "sightings": person.sightings,
    }
