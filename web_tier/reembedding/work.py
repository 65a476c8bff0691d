"""The task that embeds all faces of a collection anew: some jobs at a time, beside everybody else's."""

from collections.abc import Callable, Sequence

from sqlalchemy import update

from pipeline.errors import InvalidImage, ObjectMissing
from pipeline.images import ImageLimits
from pipeline.logs import get_logger
from pipeline.store import ObjectStore
from web_tier.database import Sessions
from web_tier.failures import Unavailable
from web_tier.models import Face, Task
from web_tier.reclustering.reading import count_stranger_faces
from web_tier.recognition import Recognitions
from web_tier.reembedding.ordering import reembedding
from web_tier.reembedding.standing import Standing, count_without_crop, next_faces, standing_of
from web_tier.tasks.table import TaskKind, start
from web_tier.tasks.work import Progress, TaskFailure
from web_tier.uploads import checked

log = get_logger()

#: Unfinished jobs of one task: enough to keep some workers busy, few enough that clients hardly wait.
MOST_UNDER_WAY = 64
STORED_WITHIN_SECONDS = 60.0


class ReembeddingWork:
    """Faces whose crop is missing, or shows no face, keep the embedding that they have."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        state: ObjectStore,
        recognitions: Recognitions,
        limits: ImageLimits,
        clock: Callable[[], float],
    ) -> None:
        self._sessions = sessions
        self._state = state
        self._recognitions = recognitions
        self._limits = limits
        self._clock = clock

    def advance(self, task: Task) -> Progress:
        """Send as many crops as there is room for. Raises TaskFailure where no worker comes to them."""
        with self._sessions() as session:
            standing = standing_of(session, task)
            room = max(0, MOST_UNDER_WAY - standing.under_way)
            faces = next_faces(session, task, standing.last_face_id, room)
        if standing.expired:
            raise TaskFailure("The workers did not come to it in time; start it again when they run.")
        if not faces and not standing.under_way:
            return self._ended(task, standing)
        self._submit_all(task, faces)
        return Progress(total=task.total, done=standing.done, failed=standing.failed)

    def _submit_all(self, task: Task, faces: Sequence[Face]) -> None:
        for face in faces:
            if not self._submit(task, face):
                return  # the next step goes on with this face

    def _submit(self, task: Task, face: Face) -> bool:
        """Send a face's crop, if it has one; False where it must wait."""
        key = face.crop_key or ""
        try:
            upload = checked(self._state.get(key), "", self._limits)
        except (ObjectMissing, InvalidImage) as error:
            return self._is_given_up(face, key, str(error))
        try:
            self._recognitions.submit(reembedding(upload, face, task), wait_seconds=0)
        except Unavailable:  # more work than is taken at once, or an outage
            return False
        return True

    def _is_given_up(self, face: Face, key: str, reason: str) -> bool:
        """Have the row say that there is no crop, unless it may still come: it is stored after its row."""
        if self._clock() - face.created_at < STORED_WITHIN_SECONDS:
            return False
        log.warning("a crop cannot be read", face_id=face.id, reason=reason)
        self._state.delete(key)
        row = update(Face).where(Face.id == face.id, Face.crop_key == key)
        with self._sessions.begin() as session:
            session.execute(row.values(crop_key=None))
        return True

    def _ended(self, task: Task, standing: Standing) -> Progress:
        """Return the end of the task; strangers are sorted anew by their new embeddings."""
        with self._sessions.begin() as session:
            failed = standing.failed + count_without_crop(session, task)
            if count_stranger_faces(session, task.collection):
                start(session, TaskKind.RECLUSTER, task.collection, count_stranger_faces, self._clock())
        total = standing.done + failed  # faces may have been deleted meanwhile
        return Progress(total=total, done=standing.done, failed=failed, is_finished=True)
