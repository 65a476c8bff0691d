"""A face of an earlier job whose result document still has its embedding and its picture."""

import uuid
from dataclasses import asdict, dataclass, field

import numpy as np

from pipeline import results
from pipeline.keys import crop_key
from pipeline.results import JobResult
from web_tier.failures import Conflict, NotFound
from web_tier.models import Face, Job, Person


@dataclass(frozen=True, kw_only=True)
class KeptFace:
    """One face of a result, and what is needed to make it a face of somebody."""

    job_id: str
    index: int  #: among the result's faces
    collection: str
    model: str  #: names the embeddings
    found: results.Face = field(repr=False)
    embedding: bytes = field(repr=False)  #: little-endian float32

    @property
    def key(self) -> tuple[str, int]:
        """What names the face everywhere: its job and its index."""
        return self.job_id, self.index


def kept_face(job: Job, result: JobResult | None, index: int) -> KeptFace:
    """Return a face of a job's result.

    Raises NotFound where there is no such face, and Conflict `not_kept` where its embedding was never kept or
    has been removed.
    """
    if result is None or not 0 <= index < len(result.faces):
        raise NotFound("The job has found no such face.")
    found = result.faces[index]
    if not job.keeps or found.embedding is None or result.model is None:
        raise Conflict("This job's faces are not kept.", code="not_kept")
    return KeptFace(
        job_id=job.id,
        index=index,
        collection=job.collection,
        model=result.model.embeddings,
        found=found,
        embedding=np.asarray(found.embedding, dtype="<f4").tobytes(),
    )


def new_face(kept: KeptFace, person: Person, *, source: str, pinned: bool, now: float) -> Face:
    """Return the row that makes it a face of the person, not yet added; `crop_at` is its picture."""
    face_id = uuid.uuid4().hex
    return Face(
        id=face_id,
        person_id=person.id,
        collection=kept.collection,
        job_id=kept.job_id,
        face_index=kept.index,
        model=kept.model,
        embedding=kept.embedding,
        box=asdict(kept.found.box),
        confidence=kept.found.confidence,
        quality=asdict(kept.found.quality),
        source=source,
        pinned=pinned,
        crop_key=crop_key(kept.collection, face_id) if kept.found.crop else None,
        created_at=now,
    )
