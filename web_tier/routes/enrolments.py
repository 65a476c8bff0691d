"""Bulk enrolment: many people with their pictures by one request, with an end for each picture."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel
from sqlalchemy import select

from web_tier.completion import Finished
from web_tier.enrolment.bulk import BulkOutcome, Member, Refusal
from web_tier.enrolment.bulk_fields import BulkFields
from web_tier.enrolment.ends import enrolled_result
from web_tier.failures import JobFailure, RequestFailure
from web_tier.form_fields import WaitQuery, read_idempotency_key
from web_tier.job_answers import json_answer
from web_tier.models import Face, Job
from web_tier.optional_members import if_known
from web_tier.services import services

enrolments = APIBlueprint("enrolments", __name__, url_prefix="/api/v1/enrolments")


class PictureStatus(StrEnum):
    """What became of a picture."""

    ENROLLED = "enrolled"
    FAILED = "failed"
    UNFINISHED = "unfinished"  #: Its job goes on.


class PictureOut(BaseModel):
    """One picture; `error` has the members of an error answer, `faces` to choose from among them."""

    status: PictureStatus
    job_id: str | None = if_known()
    face_id: str | None = if_known()
    error: dict[str, Any] | None = if_known()


class MemberOut(BaseModel):
    """A person, and what became of each picture, in order; without `person_id` the error says why."""

    person_id: str | None
    name: str
    error: dict[str, Any] | None = if_known()
    faces: list[PictureOut]


class BulkOut(BaseModel):
    """Everybody, in the order of the request."""

    items: list[MemberOut]


@enrolments.post("")
@enrolments.input(WaitQuery, location="query")
@enrolments.input(BulkFields)
@enrolments.output(BulkOut)
def enrol_many(query_data: WaitQuery, json_data: BulkFields) -> Response:
    """Add people, or find them by their external ids, and enrol a face of each of their pictures."""
    seconds = query_data.seconds(services().settings)
    outcome = services().bulk_enrolments.enrol(json_data, read_idempotency_key(request), seconds)
    faces = _faces_by_job(outcome)
    return json_answer(BulkOut(items=[_member(each, outcome.finished, faces) for each in outcome.members]))


def _faces_by_job(outcome: BulkOutcome) -> dict[str, str]:
    query = select(Face.job_id, Face.id).where(Face.job_id.in_(list(outcome.finished)))
    with services().sessions() as session:
        return {job_id: face_id for job_id, face_id in session.execute(query)}


def _member(member: Member, finished: Mapping[str, Finished], faces: Mapping[str, str]) -> MemberOut:
    return MemberOut(
        person_id=member.person.id if member.person else None,
        name=member.name,
        error=None if member.refusal is None else _error(member.refusal),
        faces=[
            _accepted(picture, finished.get(picture.id), faces)
            if isinstance(picture, Job)
            else PictureOut(status=PictureStatus.FAILED, error=_error(picture))
            for picture in member.pictures
        ],
    )


def _accepted(job: Job, finished: Finished | None, faces: Mapping[str, str]) -> PictureOut:
    if finished is None:
        return PictureOut(status=PictureStatus.UNFINISHED, job_id=job.id)
    try:
        enrolled_result(finished)
    except JobFailure as failure:
        return PictureOut(status=PictureStatus.FAILED, job_id=job.id, error=_error(failure))
    return PictureOut(status=PictureStatus.ENROLLED, job_id=job.id, face_id=faces.get(job.id))


def _error(refusal: Refusal) -> dict[str, Any]:
    if isinstance(refusal, RequestFailure):
        return refusal.members()
    return {"code": refusal.code, "message": str(refusal)}
