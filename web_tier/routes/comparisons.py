"""Comparisons: two pictures in, whether their faces are the same people out."""

from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response, request

from web_tier.comparison_answers import ComparisonAnswer, document
from web_tier.comparison_fields import read_comparison
from web_tier.form_fields import WaitQuery, read_idempotency_key, read_options
from web_tier.job_answers import accepted, answered_result, json_answer
from web_tier.models import Purpose
from web_tier.orders import Order
from web_tier.services import services
from web_tier.uploads import read_upload

comparisons = APIBlueprint("comparisons", __name__, url_prefix="/api/v1/comparisons")


@comparisons.post("")
@comparisons.input(WaitQuery, location="query")
@comparisons.output(ComparisonAnswer)
@comparisons.doc(responses={202: "Not done yet; the job is at `Location`"})
def compare(query_data: WaitQuery) -> Response:
    """Say whether the faces of two pictures are the same people, and whose each is."""
    submission = services().recognitions.submit(_order(), query_data.seconds(services().settings))
    if submission.finished is None:
        return accepted(submission.job)
    answered_result(submission.finished)
    return json_answer(document(submission.job, submission.finished))


def _order() -> Order:
    limits = services().settings.image_limits
    source, target = read_upload(request, "source", limits), read_upload(request, "target", limits)
    fields = read_comparison(request)
    options = read_options(request, services().collection_settings(fields.collection).preset)
    return Order(
        upload=source,
        second=target,
        purpose=Purpose.COMPARE,
        collection=fields.collection,
        options=replace(options, max_faces=fields.most_faces(options)),
        idempotency_key=read_idempotency_key(request),
    )
