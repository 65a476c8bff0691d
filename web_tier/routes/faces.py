"""Enrolment: a picture in, a face of a person out, by way of the same pipeline as every picture."""

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel
from sqlalchemy import select

from pipeline.messages import Options
from pipeline.results import Box
from web_tier import people
from web_tier.completion import Finished
from web_tier.form_fields import WaitQuery, read_idempotency_key
from web_tier.job_answers import accepted, answered_result, json_answer
from web_tier.models import Face, Purpose
from web_tier.orders import Order
from web_tier.routes.people import FaceOut
from web_tier.services import services
from web_tier.uploads import read_upload

faces = APIBlueprint("faces", __name__, url_prefix="/api/v1/people")


class EnrolledOut(BaseModel):
    """The face that was enrolled, and where the picture's other faces are."""

    faces: list[FaceOut]
    others: list[Box]


@faces.post("/<person_id>/faces")
@faces.input(WaitQuery, location="query")
@faces.output(EnrolledOut, status_code=201)
@faces.doc(responses={202: "Not done yet; the job is at `Location`"})
def enrol(person_id: str, query_data: WaitQuery) -> Response:
    """Make the largest face of a picture a face of the person."""
    submission = services().recognitions.submit(_order(person_id), query_data.seconds(services().settings))
    if submission.finished is None:
        return accepted(submission.job)
    return json_answer(_enrolled(submission.finished), status=201)


def _order(person_id: str) -> Order:
    with services().sessions() as session:
        collection = people.get(session, person_id).collection
    return Order(
        upload=read_upload(request, "image", services().settings.image_limits),
        purpose=Purpose.ENROL,
        collection=collection,
        options=Options(embeddings=True),
        person_id=person_id,
        idempotency_key=read_idempotency_key(request),
    )


def _enrolled(finished: Finished) -> EnrolledOut:
    found = answered_result(finished).faces
    with services().sessions() as session:
        enrolled = session.scalars(select(Face).where(Face.job_id == finished.job.id)).all()
    faces_out = [FaceOut.model_validate(face) for face in enrolled]
    taken = [face.box for face in faces_out]
    return EnrolledOut(faces=faces_out, others=[face.box for face in found if face.box not in taken])
