"""Plain uploads: a picture in, a name out, as text, for forms and course clients."""

from apiflask import APIBlueprint
from flask import Response, render_template, request

from pipeline.messages import Options
from web_tier.completion import Finished
from web_tier.endings import plain_name
from web_tier.job_answers import answered_result
from web_tier.models import Purpose
from web_tier.orders import DEFAULT_COLLECTION, Order
from web_tier.services import services
from web_tier.uploads import read_upload

plain = APIBlueprint("plain", __name__, tag="Plain uploads")


@plain.get("/")
@plain.doc(hide=True)
def home() -> str:
    """Show a small page from which to try the service."""
    return render_template("home.html")


@plain.post("/")
@plain.doc(summary="Name the person, with the file's stem", responses={200: "`<file stem>:<name>`"})
def name_with_stem() -> Response:
    """Answer `<file stem>:<name>`; the name is `unknown` for a stranger and `no_face` without a face."""
    finished = _recognised("inputFile")
    return _text(f"{finished.job.output_key}:{_name(finished)}")


@plain.post("/upload")
@plain.doc(summary="Name the person", responses={200: "the name"})
def name_alone() -> Response:
    """Answer the name alone."""
    return _text(_name(_recognised("myfile")))


def _recognised(field: str) -> Finished:
    upload = read_upload(request, field, services().settings.image_limits)
    options = Options(preset=services().collection_settings(DEFAULT_COLLECTION).preset)
    return services().recognitions.submit_to_the_end(
        Order(upload=upload, purpose=Purpose.PLAIN, options=options)
    )


def _name(finished: Finished) -> str:
    return plain_name(answered_result(finished), finished.names)


def _text(content: str) -> Response:
    return Response(content, content_type="text/plain; charset=utf-8")
