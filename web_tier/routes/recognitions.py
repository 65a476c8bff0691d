"""Recognitions: a picture in, every face with its person out."""

from apiflask import APIBlueprint
from flask import Response, request

from web_tier.answers import JobAnswer, answer
from web_tier.form_fields import WaitQuery, read_fields, read_idempotency_key, read_options
from web_tier.job_answers import accepted, answered_result, json_answer
from web_tier.models import Purpose
from web_tier.orders import Order
from web_tier.services import services
from web_tier.uploads import read_upload

recognitions = APIBlueprint("recognitions", __name__, url_prefix="/api/v1/recognitions")


@recognitions.post("")
@recognitions.input(WaitQuery, location="query")
@recognitions.output(JobAnswer)
@recognitions.doc(responses={202: "Not done yet; the job is at `Location`"})
def recognise(query_data: WaitQuery) -> Response:
    """Find every face of a picture and say whose it is."""
    submission = services().recognitions.submit(_order(), query_data.seconds(services().settings))
    if submission.finished is None:
        return accepted(submission.job)
    answered_result(submission.finished)
    return json_answer(answer(submission.job, submission.finished))


def _order() -> Order:
    upload = read_upload(request, "image", services().settings.image_limits)
    fields = read_fields(request)
    collection = services().collection_settings(fields.collection)
    return Order(
        upload=upload,
        purpose=Purpose.RECOGNISE,
        collection=fields.collection,
        options=read_options(request, collection.preset),
        keeps=collection.remembers and fields.remember,
        source=fields.source,
        captured_at=fields.captured_seconds(services().clock()),
        idempotency_key=read_idempotency_key(request),
    )
