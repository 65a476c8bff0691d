"""Searches: is somebody in this picture? Who it is, is said by their id or by a picture of theirs."""

from apiflask import APIBlueprint
from flask import Response, request

from web_tier import people
from web_tier.form_fields import WaitQuery, read_idempotency_key, read_options
from web_tier.job_answers import accepted, answered_result, json_answer
from web_tier.models import Purpose
from web_tier.orders import Order
from web_tier.people.heirs import present_id
from web_tier.search_answers import SearchAnswer, answer_for_person, answer_for_probe
from web_tier.search_fields import PROBE, SearchFields, read_search
from web_tier.services import services
from web_tier.uploads import read_upload

searches = APIBlueprint("searches", __name__, url_prefix="/api/v1/searches")


@searches.post("")
@searches.input(WaitQuery, location="query")
@searches.output(SearchAnswer)
@searches.doc(responses={202: "Not done yet; the job, with all faces, is at `Location`"})
def search(query_data: WaitQuery) -> Response:
    """Find somebody among the faces of a picture, and say who the others are."""
    fields = read_search(request)
    order = _for_probe(fields) if fields.person_id is None else _for_person(fields.person_id)
    submission = services().recognitions.submit(order, query_data.seconds(services().settings))
    if submission.finished is None:
        return accepted(submission.job)
    result = answered_result(submission.finished)
    if fields.person_id is None:
        return json_answer(answer_for_probe(submission.finished, result))
    with services().sessions() as session:
        person_id = present_id(session, submission.job.person_id or "")  # merged while the client waited
    return json_answer(answer_for_person(submission.finished, result, person_id))


def _for_person(person_id: str) -> Order:
    with services().sessions() as session:
        person = people.get(session, person_id)
    preset = services().collection_settings(person.collection).preset
    return Order(
        upload=read_upload(request, "image", services().settings.image_limits),
        purpose=Purpose.EXAMINE,
        collection=person.collection,
        options=read_options(request, preset),
        person_id=person.id,
        idempotency_key=read_idempotency_key(request),
    )


def _for_probe(fields: SearchFields) -> Order:
    limits = services().settings.image_limits
    return Order(
        upload=read_upload(request, PROBE, limits),
        second=read_upload(request, "image", limits),
        purpose=Purpose.COMPARE,
        collection=fields.collection,
        options=read_options(request, services().collection_settings(fields.collection).preset),
        idempotency_key=read_idempotency_key(request),
    )
