"""What a deletion removed."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Removed:
    """How much of each kind, by the rows that spoke of it."""

    people: int = 0  #: and strangers
    faces: int = 0
    embeddings: int = 0  #: of faces, and of corrections that said whose a face is not
    crops: int = 0
    images: int = 0
    results: int = 0  #: documents of pictures that showed them
    redactions: int = 0  #: documents of other pictures, which named them as somebody near
    sightings: int = 0
    mentions: int = 0
    deliveries: int = 0
    segments: int = 0  #: of the gallery, written anew without them
    jobs: int = 0  #: that were under way for them


@dataclass(frozen=True, kw_only=True)
class Erased:
    """How a deletion went."""

    removed: Removed
    #: Objects that are still to be removed, as a store does not answer; it is done as soon as it does.
    pending: int = 0
