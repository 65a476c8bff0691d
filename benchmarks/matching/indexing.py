"""People enrolled into a gallery, as the worker holds it."""

from collections.abc import Sequence

import numpy as np

from app_tier.gallery.index import MemoryGallery
from pipeline.gallery import Segment, Templates, Units, mean_direction, no_ids, pack_ids

_MODEL = "measured"


def index_of(people: Sequence[Units]) -> MemoryGallery:
    """Return a gallery of people, each with these faces; they are called as `person_id` says."""
    centres = np.stack([mean_direction(faces) for faces in people])
    templates = Templates(
        model=_MODEL,
        ids=pack_ids([person_id(number) for number in range(len(people))]),
        strangers=np.zeros(len(people), dtype=np.bool_),
        faces=np.array([len(faces) for faces in people], dtype=np.uint16),
        centres=centres,
        veto_ids=no_ids(),
        vetoes=np.empty((0, centres.shape[1]), dtype=np.float32),
    )
    return MemoryGallery().after([Segment(first=1, last=1, templates=(templates,))], 1, _MODEL)


def person_id(number: int) -> str:
    """Return the id of the person of this number."""
    return f"{number:032x}"
