"""Enrolment: a picture in, a face of a person out, by way of the same pipeline as every picture."""

from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import select

from pipeline.results import Box, JobResult
from web_tier import jobs, people
from web_tier.completion import Finished
from web_tier.enrolment.ends import enrolled_result
from web_tier.enrolment.ordering import enrolment
from web_tier.enrolment.wish import EarlierWish, EnrolmentWish
from web_tier.enrolment.wished import wished_face
from web_tier.face_answers import FaceOut
from web_tier.failures import Conflict
from web_tier.form_fields import WaitQuery, read_idempotency_key, validated
from web_tier.job_answers import accepted, json_answer
from web_tier.models import Face, Person
from web_tier.recognition import Submission
from web_tier.services import services
from web_tier.uploads import form_members, read_upload

faces = APIBlueprint("faces", __name__, url_prefix="/api/v1/people")

_WISH = TypeAdapter(EnrolmentWish)
_EARLIER = TypeAdapter(EarlierWish)


class EnrolledOut(BaseModel):
    """The face that was enrolled, and where the picture's other faces are."""

    faces: list[FaceOut]
    others: list[Box]


@faces.post("/<person_id>/faces")
@faces.input(WaitQuery, location="query")
@faces.output(EnrolledOut, status_code=201)
@faces.doc(responses={202: "Not done yet; the job is at `Location`"})
def enrol(person_id: str, query_data: WaitQuery) -> Response:
    """Make a face of a picture, or of an earlier job, a face of the person."""
    with services().sessions() as session:
        person = people.get(session, person_id)
    if request.is_json and "job_id" in form_members(request):
        return _enrolled_earlier(person)
    submission = _submitted(person, query_data.seconds(services().settings))
    return accepted(submission.job) if submission.finished is None else _enrolled(submission.finished)


def _submitted(person: Person, wait_seconds: float) -> Submission:
    upload = read_upload(request, "image", services().settings.image_limits)
    wish = validated(_WISH, form_members(request))
    order = enrolment(upload, person, wish, read_idempotency_key(request))
    return services().recognitions.submit(order, wait_seconds)


def _enrolled(finished: Finished) -> Response:
    result = enrolled_result(finished)
    with services().sessions() as session:
        rows = session.scalars(select(Face).where(Face.job_id == finished.job.id)).all()
    return _answer(rows, result)


def _enrolled_earlier(person: Person) -> Response:
    wish = validated(_EARLIER, form_members(request))
    with services().sessions() as session:
        job = jobs.get(session, wish.job_id)
    finished = services().recognitions.look(job)
    if finished is None or finished.result is None:
        raise Conflict("The job has no result, or has it no longer.", code="not_kept", job_id=job.id)
    kept = wished_face(job, finished.result, wish)
    face = services().earlier_faces.enrol(person.id, kept, wish.source)
    return _answer([face], finished.result)


def _answer(rows: Sequence[Face], result: JobResult) -> Response:
    taken = {row.face_index for row in rows}
    others = [face.box for index, face in enumerate(result.faces) if index not in taken]
    body = EnrolledOut(faces=[FaceOut.of(row) for row in rows], others=others)
    return json_answer(body, status=201)
