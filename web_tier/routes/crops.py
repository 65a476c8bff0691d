"""Crops: the faces of a picture, each cut out."""

from apiflask import APIBlueprint
from flask import Response, request

from pipeline.outcomes import JobStatus
from pipeline.results import JobResult
from web_tier import jobs
from web_tier.comparison_answers import source_faces
from web_tier.completion import Finished
from web_tier.face_archive import archive
from web_tier.face_pictures import jpeg_of
from web_tier.failures import Conflict, NotFound
from web_tier.form_fields import WaitQuery, read_fields, read_idempotency_key, read_options
from web_tier.job_answers import accepted, answered_result
from web_tier.models import Purpose
from web_tier.orders import Order
from web_tier.routes.pictures import jpeg_answer
from web_tier.services import services
from web_tier.uploads import read_upload

crops = APIBlueprint("crops", __name__, url_prefix="/api/v1")

ZIP = "application/zip"


@crops.post("/crops")
@crops.input(WaitQuery, location="query")
@crops.doc(responses={200: "`application/zip`", 202: "Not done yet; the job is at `Location`"})
def cut_out(query_data: WaitQuery) -> Response:
    """Cut every face out of a picture: a ZIP of them, largest first, with who each is."""
    submission = services().recognitions.submit(_order(), query_data.seconds(services().settings))
    if submission.finished is None:
        return accepted(submission.job)
    return _archived(submission.finished, answered_result(submission.finished))


@crops.get("/jobs/<job_id>/crops")
@crops.doc(responses={200: "`application/zip`"})
def job_crops(job_id: str) -> Response:
    """Return the same of an earlier job that keeps its faces."""
    return _archived(*_kept(job_id))


@crops.get("/jobs/<job_id>/faces/<int:index>/crop")
@crops.doc(responses={200: "`image/jpeg`"})
def face_crop(job_id: str, index: int) -> Response:
    """Return the picture of one face of a job that keeps its faces."""
    finished, result = _kept(job_id)
    if index >= len(result.faces):
        raise NotFound("The job has found no such face.")
    jpeg = jpeg_of(result.faces[index])
    if jpeg is None:
        raise _not_kept(finished.job.id)
    return jpeg_answer(jpeg)


def _order() -> Order:
    upload = read_upload(request, "image", services().settings.image_limits)
    collection = read_fields(request).collection
    return Order(
        upload=upload,
        purpose=Purpose.EXAMINE,
        collection=collection,
        options=read_options(request, services().collection_settings(collection).preset),
        keeps=True,
        idempotency_key=read_idempotency_key(request),
    )


def _kept(job_id: str) -> tuple[Finished, JobResult]:
    """Return a job that is done, with its result. Raises NotFound, and Conflict: `not_kept`."""
    with services().sessions() as session:
        job = jobs.get(session, job_id)
    finished = services().recognitions.look(job)
    if finished is None or finished.result is None or finished.ending.status != JobStatus.DONE:
        raise Conflict("The job has no result.", code="not_kept", job_id=job.id)
    return finished, finished.result


def _archived(finished: Finished, result: JobResult) -> Response:
    found = ((index, jpeg_of(face)) for index, face in enumerate(result.faces))
    jpegs = {index: jpeg for index, jpeg in found if jpeg is not None}
    if result.faces and not jpegs:
        raise _not_kept(finished.job.id)
    data = archive(finished.job.id, result.image, source_faces(finished, result), jpegs)
    return Response(data, content_type=ZIP, headers={"Cache-Control": "no-store"})


def _not_kept(job_id: str) -> Conflict:
    return Conflict("The pictures of this job's faces are not kept.", code="not_kept", job_id=job_id)
