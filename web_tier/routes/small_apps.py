"""Routes as small apps have them: a name and a picture in, a name out, all in the default collection."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, Field

from pipeline.messages import Options
from pipeline.outcomes import Outcome, Verdict
from pipeline.results import Box
from web_tier.answers import answer
from web_tier.completion import Finished
from web_tier.endings import plain_name
from web_tier.failures import JobFailure
from web_tier.job_answers import answered_result
from web_tier.models import Purpose
from web_tier.orders import DEFAULT_COLLECTION, Order
from web_tier.person_fields import PersonName
from web_tier.services import services
from web_tier.uploads import Upload, checked, decoded, json_members

small_apps = APIBlueprint("small_apps", __name__, url_prefix="/api", tag="Small apps")

DataUrl = Annotated[str, Field(min_length=1, description="A data URL, or base64")]


class Picture(BaseModel):
    """A picture, such as a webcam's."""

    image: DataUrl


class Registration(Picture):
    """Somebody's name and picture."""

    name: PersonName


class RegisteredOut(BaseModel):
    """Who was registered."""

    id: str
    name: str
    face_id: str


class RecognisedFaceOut(BaseModel):
    """Whose a face is; `name` is `unknown` and `person_id` null for a stranger."""

    name: str
    person_id: str | None
    verdict: Verdict
    similarity: float | None
    box: Box


class RecognisedOut(BaseModel):
    """The name of the largest known face, `unknown` or `no_face`; and all faces, largest first."""

    name: str
    faces: list[RecognisedFaceOut]


@small_apps.post("/register")
@small_apps.input(Registration)
@small_apps.output(RegisteredOut, status_code=201)
def register(json_data: Registration) -> RegisteredOut:
    """Give the person of this name one more face; make the person where there is none."""
    face = services().registrations.register(json_data.name, _upload(json_data))
    return RegisteredOut(id=face.person_id, name=json_data.name, face_id=face.id)


@small_apps.post("/recognise")
@small_apps.input(Picture)
@small_apps.output(RecognisedOut)
def recognise(json_data: Picture) -> RecognisedOut:
    """Say whose the faces of a picture are."""
    finished = services().recognitions.submit_to_the_end(_order(_upload(json_data)))
    result = answered_result(finished)
    if result.outcome is Outcome.UNREADABLE_IMAGE:
        raise JobFailure("The picture is damaged.", code="unreadable_image", job_id=finished.job.id)
    return RecognisedOut(name=plain_name(result, finished.names), faces=_faces(finished))


def _upload(picture: Picture) -> Upload:
    upload = checked(decoded(picture.image, "image"), "", services().settings.image_limits)
    # the request waits for its end, and must not hold the picture's text meanwhile
    json_members(request).clear()
    picture.image = ""
    return upload


def _order(upload: Upload) -> Order:
    collection = services().collection_settings(DEFAULT_COLLECTION)
    return Order(
        upload=upload,
        purpose=Purpose.RECOGNISE,
        options=Options(preset=collection.preset),
        keeps=collection.remembers,
    )


def _faces(finished: Finished) -> list[RecognisedFaceOut]:
    faces = answer(finished.job, finished).faces or []
    return [
        RecognisedFaceOut(
            name=face.match.name or Outcome.UNKNOWN,
            person_id=face.match.person_id,
            verdict=face.match.verdict,
            similarity=face.match.similarity,
            box=face.box,
        )
        for face in faces
    ]
