"""Turns a finished search into the JSON that the API answers: is somebody in a picture, and who else."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from pipeline.outcomes import JobStatus
from pipeline.results import ImageSize, JobResult
from web_tier.answers import NamedFace
from web_tier.comparison_answers import source_faces, target_faces
from web_tier.completion import Finished
from web_tier.failures import JobFailure
from web_tier.searching import Find, find_likeness, find_person


class SearchAnswer(BaseModel):
    """Whether the picture shows the person; `unsure`: perhaps. The numbers are of `face` and the person."""

    job_id: str
    status: JobStatus
    found: bool
    unsure: bool
    similarity: float | None
    distance: float | None
    false_match_rate: float | None
    face: NamedFace | None
    others: list[NamedFace]  #: everybody else, with whose each is
    image: ImageSize | None

    @classmethod
    def of(
        cls, finished: Finished, image: ImageSize | None, faces: Sequence[NamedFace], find: Find | None
    ) -> Self:
        """Return the answer to a picture with these faces."""
        return cls(
            job_id=finished.job.id,
            status=finished.ending.status,
            found=find is not None,
            unsure=find is not None and find.unsure,
            similarity=find.similarity if find else None,
            distance=find.distance if find else None,
            false_match_rate=find.false_match_rate if find else None,
            face=faces[find.index] if find else None,
            others=[face for face in faces if find is None or face.index != find.index],
            image=image,
        )


def answer_for_person(finished: Finished, result: JobResult, person_id: str) -> SearchAnswer:
    """Return whether a picture shows somebody who is enrolled."""
    faces = source_faces(finished, result)
    return SearchAnswer.of(finished, result.image, faces, find_person(faces, person_id))


def answer_for_probe(finished: Finished, result: JobResult) -> SearchAnswer:
    """Return whether the second picture shows whom the first one does. Raises JobFailure: `no_face`."""
    if not result.faces or result.target is None:
        raise JobFailure("There is no face in the probe.", code="no_face", job_id=finished.job.id)
    faces = target_faces(finished, result, result.target)
    return SearchAnswer.of(finished, result.target.image, faces, find_likeness(result.target.pairs))
