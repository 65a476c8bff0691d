"""Writes result documents, one function for each way a job can end. Pure."""

import time

from app_tier.calibration import Calibration, Scale
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.gallery_index import GalleryIndex
from app_tier.job import Prepared
from app_tier.matching import ALTERNATIVES, judge
from pipeline.errors import InvalidImage
from pipeline.messages import Options, RecognitionRequest
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Face, Failure, ImageSize, JobResult, ModelId


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


def unreadable(request: RecognitionRequest, model: ModelId, reason: InvalidImage) -> JobResult:
    """Return the answer to a picture whose pixels cannot be read: an outcome, the job is done."""
    return JobResult(
        job_id=request.job_id,
        status=JobStatus.DONE,
        outcome=Outcome.UNREADABLE_IMAGE,
        error=Failure(code=reason.code, message=str(reason)),
        model=model,
    )


def recognised(prepared: Prepared, analysis: Analysis, model: ModelId, calibration: Calibration) -> JobResult:
    """Return the answer to a picture: every face with whose it is."""
    started = time.perf_counter()
    request, gallery = prepared.job.request, prepared.gallery
    scale = calibration.among(gallery.people)
    faces = tuple(_face(face, analysis.image, gallery, request.options, scale) for face in analysis.faces)
    match_ms = round((time.perf_counter() - started) * 1000, 2)
    return JobResult(
        job_id=request.job_id,
        status=JobStatus.DONE,
        outcome=_outcome(faces),
        image=analysis.image,
        model=model,
        gallery_version=gallery.version,
        faces=faces,
        timings={"fetch": prepared.fetch_ms, **analysis.timings, "match": match_ms},
    )


def _face(
    face: DetectedFace, image: ImageSize, gallery: GalleryIndex, options: Options, scale: Scale
) -> Face:
    nearest = gallery.nearest(face.embedding, ALTERNATIVES + 1, scale.calibration.handicap)
    return Face(
        box=face.box,
        box_ratios=face.box.as_ratios(image),
        confidence=face.confidence,
        landmarks=face.landmarks,
        quality=face.quality,
        pose=face.pose,
        match=judge(nearest, scale, options.threshold),
        embedding=tuple(face.embedding.tolist()) if options.embeddings else None,
    )


def _outcome(faces: tuple[Face, ...]) -> Outcome:
    if not faces:
        return Outcome.NO_FACE
    known = any(face.match.verdict is Verdict.KNOWN for face in faces)
    return Outcome.RECOGNISED if known else Outcome.UNKNOWN
