"""Turns a finished job into the JSON that the API answers: the result document with names joined in."""

from typing import Any, Self

from pydantic import BaseModel, Field

from pipeline import results
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Box, Failure, ImageSize, Landmark, ModelId, Pose, Quality
from web_tier.completion import Finished
from web_tier.models import Job, Purpose

Names = dict[str, str]


def _if_known() -> Any:
    """Return a field that is left out where it is None."""
    return Field(default=None, exclude_if=lambda value: value is None)


class NamedCandidate(BaseModel):
    """A person whom a face resembles."""

    person_id: str
    name: str | None
    similarity: float
    distance: float


class NamedMatch(BaseModel):
    """Whom a face belongs to; `person_id` and `name` are null for a stranger."""

    verdict: Verdict
    person_id: str | None
    name: str | None
    similarity: float | None
    distance: float | None
    false_match_rate: float | None
    alternatives: list[NamedCandidate]

    @classmethod
    def of(cls, match: results.Match, names: Names) -> Self:
        """Return the match with names; a person deleted meanwhile has none."""
        return cls(
            verdict=match.verdict,
            person_id=match.person_id,
            name=names.get(match.person_id or ""),
            similarity=match.similarity,
            distance=match.distance,
            false_match_rate=match.false_match_rate,
            alternatives=[
                NamedCandidate(
                    person_id=each.person_id,
                    name=names.get(each.person_id),
                    similarity=each.similarity,
                    distance=each.distance,
                )
                for each in match.alternatives
            ],
        )


class NamedFace(BaseModel):
    """One face of the picture; `box` in pixels of the upright picture."""

    box: Box
    box_ratios: Box
    confidence: float
    landmarks: tuple[Landmark, ...]
    quality: Quality
    pose: Pose | None = _if_known()
    match: NamedMatch
    embedding: tuple[float, ...] | None = _if_known()

    @classmethod
    def of(cls, face: results.Face, names: Names, *, embedding: tuple[float, ...] | None) -> Self:
        """Return the face with names."""
        return cls(
            box=face.box,
            box_ratios=face.box_ratios,
            confidence=face.confidence,
            landmarks=face.landmarks,
            quality=face.quality,
            pose=face.pose,
            match=NamedMatch.of(face.match, names),
            embedding=embedding,
        )


class JobAnswer(BaseModel):
    """A job; while it is unfinished there are `job_id` and `status` alone."""

    job_id: str
    status: JobStatus
    outcome: Outcome | None = _if_known()
    error: Failure | None = _if_known()
    image: ImageSize | None = _if_known()
    model: ModelId | None = _if_known()
    gallery_version: int | None = _if_known()
    faces: list[NamedFace] | None = _if_known()
    timings: dict[str, float] | None = _if_known()


def answer(job: Job, finished: Finished | None) -> JobAnswer:
    """Return what is answered of a job."""
    if finished is None:
        return JobAnswer(job_id=job.id, status=JobStatus(job.status))
    ending, result = finished.ending, finished.result
    if ending.status != JobStatus.DONE or result is None:
        return JobAnswer(job_id=job.id, status=ending.status, error=ending.failure)
    return _done(job, result, finished.names)


def _done(job: Job, result: results.JobResult, names: Names) -> JobAnswer:
    # an enrolment needs the embeddings; its client did not ask for them
    wanted = job.purpose != Purpose.ENROL
    faces = [NamedFace.of(face, names, embedding=face.embedding if wanted else None) for face in result.faces]
    return JobAnswer(
        job_id=job.id,
        status=JobStatus.DONE,
        outcome=result.outcome,
        error=result.error,
        image=result.image,
        model=result.model,
        gallery_version=result.gallery_version,
        faces=faces,
        timings=result.timings,
    )
