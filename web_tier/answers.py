"""Turns a finished job into the JSON that the API answers: the result document with names joined in."""

from typing import Self

from pydantic import BaseModel

from pipeline import results
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Box, Failure, ImageSize, Landmark, ModelId, Pose, Quality
from web_tier.completion import Finished
from web_tier.models import Job, Purpose
from web_tier.optional_members import if_known
from web_tier.whose import Whose, whose_is

Names = dict[str, str]


class NamedCandidate(BaseModel):
    """A person whom a face resembles."""

    person_id: str
    name: str | None
    similarity: float
    distance: float


class NamedMatch(BaseModel):
    """Whom a face belongs to by now; the rest is what was found.

    `person_id` and `name` are null while nobody has named them. `unknown_id` is the stranger whose face it
    is, of whom nothing is known but what was seen.
    """

    verdict: Verdict
    person_id: str | None
    name: str | None
    unknown_id: str | None
    similarity: float | None
    distance: float | None
    false_match_rate: float | None
    margin: float | None
    alternatives: list[NamedCandidate]

    @classmethod
    def of(cls, match: results.Match, whose: Whose, names: Names) -> Self:
        """Return the match with names; a person deleted meanwhile has none."""
        return cls(
            verdict=whose.verdict,
            person_id=whose.person_id,
            name=names.get(whose.person_id or ""),
            unknown_id=whose.unknown_id,
            similarity=match.similarity,
            distance=match.distance,
            false_match_rate=match.false_match_rate,
            margin=match.margin,
            alternatives=[
                NamedCandidate(
                    person_id=each.person_id,
                    name=names.get(each.person_id),
                    similarity=each.similarity,
                    distance=each.distance,
                )
                for each in _alternatives(match, whose)
            ],
        )


def _alternatives(match: results.Match, whose: Whose) -> tuple[results.Candidate, ...]:
    """Return whom the face resembles beside its owner, nearest first."""
    doubtful = match.verdict is Verdict.UNSURE and whose.verdict is Verdict.UNKNOWN
    if not doubtful or match.person_id is None or match.distance is None or match.similarity is None:
        return match.alternatives
    # it is a stranger's, who is nearer than this person
    passed_over = results.Candidate(
        person_id=match.person_id, distance=match.distance, similarity=match.similarity
    )
    return passed_over, *match.alternatives


class NamedFace(BaseModel):
    """One face of the picture; `box` in pixels of the upright picture."""

    index: int  #: names the face within its job
    box: Box
    box_ratios: Box
    confidence: float
    landmarks: tuple[Landmark, ...]
    quality: Quality
    pose: Pose | None = if_known()
    match: NamedMatch
    embedding: tuple[float, ...] | None = if_known()

    @classmethod
    def of(cls, index: int, face: results.Face, finished: Finished) -> Self:
        """Return a face of a finished job with names."""
        whose = whose_is(index, face.match, finished.owners, finished.names)
        # the service keeps embeddings for itself too; they are answered to who asked for them
        asked = finished.job.options.get("embeddings") and finished.job.purpose != Purpose.ENROL
        return cls(
            index=index,
            box=face.box,
            box_ratios=face.box_ratios,
            confidence=face.confidence,
            landmarks=face.landmarks,
            quality=face.quality,
            pose=face.pose,
            match=NamedMatch.of(face.match, whose, finished.names),
            embedding=face.embedding if asked else None,
        )


class JobAnswer(BaseModel):
    """A job; while it is unfinished there are `job_id` and `status` alone."""

    job_id: str
    status: JobStatus
    outcome: Outcome | None = if_known()
    error: Failure | None = if_known()
    image: ImageSize | None = if_known()
    model: ModelId | None = if_known()
    gallery_version: int | None = if_known()
    faces: list[NamedFace] | None = if_known()
    timings: dict[str, float] | None = if_known()


def answer(job: Job, finished: Finished | None) -> JobAnswer:
    """Return what is answered of a job."""
    if finished is None:
        return JobAnswer(job_id=job.id, status=JobStatus(job.status))
    ending, result = finished.ending, finished.result
    if ending.status != JobStatus.DONE or result is None:
        return JobAnswer(job_id=job.id, status=ending.status, error=ending.failure)
    return _done(finished, result)


def _done(finished: Finished, result: results.JobResult) -> JobAnswer:
    return JobAnswer(
        job_id=finished.job.id,
        status=JobStatus.DONE,
        outcome=result.outcome,
        error=result.error,
        image=result.image,
        model=result.model,
        gallery_version=result.gallery_version,
        faces=[NamedFace.of(index, face, finished) for index, face in enumerate(result.faces)],
        timings=result.timings,
    )
