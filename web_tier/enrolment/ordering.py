"""The order that a picture to be enrolled becomes."""

from pipeline.messages import Options
from web_tier.enrolment.wish import EnrolmentWish
from web_tier.models import Person, Purpose
from web_tier.orders import Order
from web_tier.uploads import Upload

#: Smaller ones than a recognition finds, so that a client is told "too small" and not "no face".
_MIN_FACE_PX = 12


def enrolment(upload: Upload, person: Person, wish: EnrolmentWish, idempotency_key: str | None) -> Order:
    """Return the order to make a face of the picture a face of the person."""
    return Order(
        upload=upload,
        purpose=Purpose.ENROL,
        collection=person.collection,
        options=Options(min_face_px=_MIN_FACE_PX),
        intent=wish.intent(),
        keeps=True,
        person_id=person.id,
        idempotency_key=idempotency_key,
    )
