"""The order that an enrolled face's crop becomes."""

from dataclasses import asdict, dataclass

from pipeline.messages import Options
from web_tier.models import Face, Purpose, Task
from web_tier.orders import Order
from web_tier.uploads import Upload

#: Several, since the face that is meant need not be the largest; see `central_face`.
_MOST_FACES = 10
#: As small as faces are enrolled.
_MIN_FACE_PX = 12


@dataclass(frozen=True, kw_only=True)
class ReembeddingIntent:
    """Which face a job embeds anew, and the task that it is part of."""

    face_id: str
    task_id: str


def reembedding(upload: Upload, face: Face, task: Task) -> Order:
    """Return the order to embed a face anew from its crop."""
    return Order(
        upload=upload,
        purpose=Purpose.REEMBED,
        collection=face.collection,
        options=Options(max_faces=_MOST_FACES, min_face_px=_MIN_FACE_PX),
        intent=asdict(ReembeddingIntent(face_id=face.id, task_id=task.id)),
        keeps=True,
        person_id=face.person_id,
    )
