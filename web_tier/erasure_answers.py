"""What is answered of a deletion."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from web_tier.erasure.removed import Erased


class RemovedOut(BaseModel):
    """How much of each kind was removed."""

    model_config = ConfigDict(from_attributes=True)

    people: int
    faces: int
    embeddings: int
    crops: int
    images: int
    results: int
    redactions: int
    sightings: int
    mentions: int
    deliveries: int
    segments: int
    jobs: int


class ErasedOut(BaseModel):
    """How a deletion went; `pending` is what is still to be removed since a store does not answer."""

    removed: RemovedOut
    pending: int

    @classmethod
    def of(cls, erased: Erased) -> Self:
        """Return what is answered of it."""
        return cls(removed=RemovedOut.model_validate(erased.removed), pending=erased.pending)
