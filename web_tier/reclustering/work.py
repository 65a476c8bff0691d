"""The task that sorts a collection's strangers anew."""

import uuid
from collections.abc import Callable, Sequence

from pipeline.logs import get_logger
from web_tier.database import Sessions
from web_tier.gallery.changes import lock_collection
from web_tier.models import Task
from web_tier.reclustering.planning import Regrouping, plan
from web_tier.reclustering.reading import (
    count_stranger_faces,
    newest_linking_result,
    read_apart,
    read_faces,
)
from web_tier.reclustering.regrouping import regroup
from web_tier.result_documents import ResultDocuments
from web_tier.strangers.reclustering import recluster
from web_tier.tasks.work import Progress, TaskFailure

log = get_logger()

#: Changes that are made in one transaction, during which the collection stands still.
CHANGES_AT_ONCE = 20


class ReclusteringWork:
    """All of it is one step: what a killed process left is found from the rows as they are then."""

    def __init__(self, *, sessions: Sessions, documents: ResultDocuments, clock: Callable[[], float]) -> None:
        self._sessions = sessions
        self._documents = documents
        self._clock = clock

    def advance(self, task: Task) -> Progress:
        """Sort all faces that can be compared. Raises TaskFailure where no result says how near is near."""
        with self._sessions() as session:
            total = count_stranger_faces(session, task.collection)
        done = self._sort(task.collection) if total else 0
        return Progress(total=total, done=done, failed=total - done, is_finished=True)

    def _sort(self, collection: str) -> int:
        """Return how many faces were compared: those of the model that workers have now."""
        newest = newest_linking_result(self._sessions, self._documents, collection)
        if newest is None or newest.linking is None or newest.model is None:
            raise TaskFailure("No result says how near strangers are to be: recognise a picture first.")
        with self._sessions() as session:
            faces = read_faces(session, collection, newest.model.embeddings)
            apart = read_apart(session, collection)
        owners = recluster(faces, apart, newest.linking, lambda: uuid.uuid4().hex)
        changes = plan({face.face_id: face.person_id for face in faces}, owners)
        for first in range(0, len(changes), CHANGES_AT_ONCE):
            self._carry_out(collection, changes[first : first + CHANGES_AT_ONCE])
        log.info("strangers sorted anew", collection=collection, faces=len(faces), changes=len(changes))
        return len(faces)

    def _carry_out(self, name: str, changes: Sequence[Regrouping]) -> None:
        with self._sessions.begin() as session:
            collection = lock_collection(session, name)
            for change in changes:
                regroup(session, collection, change, self._clock())
