"""Turns a finished comparison into the JSON that the API answers: do two pictures show one person?"""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel

from pipeline import results
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import ImageSize, JobResult, ModelId, Target
from web_tier.answers import JobAnswer, NamedFace, answer
from web_tier.completion import Finished
from web_tier.models import Job


class Likeness(StrEnum):
    """Whether two faces are one person's."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


LIKENESSES = {
    Verdict.KNOWN: Likeness.SAME,
    Verdict.UNSURE: Likeness.UNSURE,
    Verdict.UNKNOWN: Likeness.DIFFERENT,
}


class ComparedPicture(BaseModel):
    """One of the two pictures, with its faces, largest first."""

    image: ImageSize
    faces: list[NamedFace]


class PairOut(BaseModel):
    """A face of the source and one of the target, by their indices, compared with each other alone."""

    source: int
    target: int
    verdict: Likeness
    similarity: float
    distance: float
    false_match_rate: float

    @classmethod
    def of(cls, pair: results.Pair) -> Self:
        """Return what is answered of a pair."""
        return cls.model_validate({**vars(pair), "verdict": LIKENESSES[pair.verdict]})


class ComparisonAnswer(BaseModel):
    """A comparison that is done. What it says as a whole is what it says of the nearest pair.

    Where one of the pictures shows no face there is no pair, and the verdict is null.
    """

    job_id: str
    status: JobStatus
    outcome: Outcome | None
    verdict: Likeness | None
    similarity: float | None
    distance: float | None
    false_match_rate: float | None
    source: ComparedPicture
    target: ComparedPicture
    pairs: list[PairOut]  #: nearest first
    model: ModelId | None
    gallery_version: int
    timings: dict[str, float]

    @classmethod
    def of(cls, finished: Finished, result: JobResult, image: ImageSize, target: Target) -> Self:
        """Return the answer to two pictures that could be read."""
        nearest = PairOut.of(target.pairs[0]) if target.pairs else None
        return cls(
            job_id=result.job_id,
            status=finished.ending.status,
            outcome=result.outcome,
            verdict=nearest.verdict if nearest else None,
            similarity=nearest.similarity if nearest else None,
            distance=nearest.distance if nearest else None,
            false_match_rate=nearest.false_match_rate if nearest else None,
            source=ComparedPicture(image=image, faces=source_faces(finished, result)),
            target=ComparedPicture(image=target.image, faces=target_faces(finished, result, target)),
            pairs=[PairOut.of(pair) for pair in target.pairs],
            model=result.model,
            gallery_version=result.gallery_version,
            timings=result.timings,
        )


def document(job: Job, finished: Finished | None) -> JobAnswer | ComparisonAnswer:
    """Return what is answered of a job, of one picture or of two."""
    result = finished.result if finished else None
    if finished is None or result is None or result.image is None or result.target is None:
        return answer(job, finished)
    return ComparisonAnswer.of(finished, result, result.image, result.target)


def source_faces(finished: Finished, result: JobResult) -> list[NamedFace]:
    """Return the first picture's faces."""
    return [NamedFace.of(index, face, finished) for index, face in enumerate(result.faces)]


def target_faces(finished: Finished, result: JobResult, target: Target) -> list[NamedFace]:
    """Return the second picture's faces, counted from 0, though a job's faces are counted through both."""
    named = [
        NamedFace.of(index, face, finished) for index, face in enumerate(target.faces, len(result.faces))
    ]
    return [face.model_copy(update={"index": index}) for index, face in enumerate(named)]
