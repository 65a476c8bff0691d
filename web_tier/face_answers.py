"""What is answered of the faces of people and strangers."""

from typing import Self

from pydantic import BaseModel

from pipeline.results import Box
from web_tier.instants import Instant
from web_tier.models import Face, PersonKind

#: Where each kind is found.
_ADDRESSES = {PersonKind.PERSON: "/api/v1/people", PersonKind.STRANGER: "/api/v1/unknowns"}


class FaceQuality(BaseModel):
    """How well a face can be seen."""

    brightness: float
    sharpness: float
    size: int


class FaceOut(BaseModel):
    """A face of a person or a stranger."""

    id: str
    person_id: str
    box: Box  #: pixels of the upright picture
    confidence: float
    quality: FaceQuality | None
    source: str
    pinned: bool
    crop: str | None
    created_at: Instant

    @classmethod
    def of(cls, face: Face, kind: PersonKind = PersonKind.PERSON) -> Self:
        """Return what is answered of a face of somebody of this kind."""
        crop = f"{_ADDRESSES[kind]}/{face.person_id}/faces/{face.id}/crop" if face.crop_key else None
        return cls.model_validate({**vars(face), "crop": crop})


class FacesOut(BaseModel):
    """All faces of a person, oldest first."""

    items: list[FaceOut]
