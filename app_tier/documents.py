"""Writes result documents, one function for each way a job can end. Pure, but for the gallery's search."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app_tier.calibration import Calibration
from app_tier.comparing import pairs
from app_tier.engine.engine import Analysis
from app_tier.identifying import identified
from app_tier.job import Prepared, Unreadable
from pipeline.messages import Kind, RecognitionRequest
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Face, Failure, JobResult, ModelId, Target

_ORDINALS = ("first", "second")


def expired(request: RecognitionRequest) -> JobResult:
    """Return the answer to a job that nobody waits for any more."""
    return JobResult(
        job_id=request.job_id,
        status=JobStatus.EXPIRED,
        error=Failure(code="expired", message="The job's deadline passed before a worker came to it."),
    )


def failed(request: RecognitionRequest, code: str, message: str) -> JobResult:
    """Return the answer to a job that can never be done."""
    return JobResult(
        job_id=request.job_id, status=JobStatus.FAILED, error=Failure(code=code, message=message)
    )


def unreadable(request: RecognitionRequest, model: ModelId, picture: Unreadable) -> JobResult:
    """Return the answer to a picture whose pixels cannot be read: an outcome, the job is done."""
    message = str(picture.reason)
    if request.kind is Kind.COMPARE:
        message = f"The {_ORDINALS[picture.position]} picture cannot be read: {message}"
    return JobResult(
        job_id=request.job_id,
        status=JobStatus.DONE,
        outcome=Outcome.UNREADABLE_IMAGE,
        error=Failure(code=picture.reason.code, message=message),
        model=model,
    )


def answered(
    prepared: Prepared, analyses: Sequence[Analysis], model: ModelId, calibration: Calibration
) -> JobResult:
    """Return the answer to what was asked, from what was seen in each of the job's pictures."""
    if prepared.job.request.kind is Kind.COMPARE:
        first, second = analyses
        return compared(prepared, first, second, model, calibration)
    return recognised(prepared, analyses[0], model, calibration)


def recognised(prepared: Prepared, analysis: Analysis, model: ModelId, calibration: Calibration) -> JobResult:
    """Return the answer to a picture: every face with whose it is."""
    started = time.perf_counter()
    request, gallery = prepared.job.request, prepared.gallery
    faces = identified(analysis, gallery, request.options, calibration)
    return JobResult(
        job_id=request.job_id,
        status=JobStatus.DONE,
        outcome=_outcome(faces),
        image=analysis.image,
        model=model,
        gallery_version=gallery.version,
        faces=faces,
        linking=calibration.linking(gallery.nameless) if request.options.embeddings else None,
        timings={"fetch": prepared.fetch_ms, **analysis.timings, "match": _milliseconds_since(started)},
    )


def compared(
    prepared: Prepared, first: Analysis, second: Analysis, model: ModelId, calibration: Calibration
) -> JobResult:
    """Return the answer to two pictures: that to the first, and how the second compares with it."""
    result = recognised(prepared, first, model, calibration)
    started, options = time.perf_counter(), prepared.job.request.options
    target = Target(
        image=second.image,
        faces=identified(second, prepared.gallery, options, calibration),
        pairs=pairs(first, second, options, calibration),
    )
    match = {"match": _milliseconds_since(started)}
    return replace(
        result,
        outcome=_comparisons_outcome(target),
        target=target,
        timings=_summed(result.timings, second.timings, match),
    )


def _outcome(faces: Sequence[Face]) -> Outcome:
    if not faces:
        return Outcome.NO_FACE
    known = any(face.match.verdict is Verdict.KNOWN for face in faces)
    return Outcome.RECOGNISED if known else Outcome.UNKNOWN


def _comparisons_outcome(target: Target) -> Outcome:
    if not target.pairs:  # one of the pictures, or both, have no face
        return Outcome.NO_FACE
    known = any(pair.verdict is Verdict.KNOWN for pair in target.pairs)
    return Outcome.RECOGNISED if known else Outcome.UNKNOWN


def _summed(*timings: Mapping[str, float]) -> dict[str, float]:
    stages = dict.fromkeys(stage for each in timings for stage in each)
    return {stage: round(sum(each.get(stage, 0.0) for each in timings), 2) for stage in stages}


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
