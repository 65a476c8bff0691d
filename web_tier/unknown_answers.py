"""What is answered of strangers."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from web_tier.face_answers import FaceOut
from web_tier.instants import Instant
from web_tier.models import Face, Person, PersonKind


class UnknownOut(BaseModel):
    """Somebody who has no name yet."""

    id: str
    collection: str
    sightings: int
    first_at: Instant | None
    last_at: Instant | None
    clarity: float
    face_count: int
    crop: str

    @classmethod
    def of(cls, stranger: Person, face_count: int) -> Self:
        """Return what is answered of a stranger."""
        return cls.model_validate(
            {
                **vars(stranger),
                "first_at": stranger.first_seen_at,
                "last_at": stranger.last_seen_at,
                "face_count": face_count,
                "crop": f"/api/v1/unknowns/{stranger.id}/crop",
            }
        )


class UnknownWithFacesOut(UnknownOut):
    """A stranger and the faces that they are recognised by, oldest first."""

    faces: list[FaceOut]

    @classmethod
    def with_faces(cls, stranger: Person, faces: Sequence[Face]) -> Self:
        """Return what is answered of a stranger with these faces."""
        parts = UnknownOut.of(stranger, len(faces)).model_dump()
        theirs = [FaceOut.of(face, PersonKind.STRANGER) for face in faces]
        return cls.model_validate({**parts, "faces": theirs})


class UnknownsOut(BaseModel):
    """A page of strangers."""

    items: list[UnknownOut]
    next: str | None
