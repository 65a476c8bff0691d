"""The mark in the state bucket by which the controller tells one worker to drain."""

from pipeline.errors import ObjectMissing
from pipeline.keys import drain_key
from pipeline.store import ObjectStore


class DrainMark:
    """One worker's mark. Once it was seen, taking it away changes nothing."""

    def __init__(self, store: ObjectStore, worker_id: str) -> None:
        self._store = store
        self._key = drain_key(worker_id)

    def is_there(self) -> bool:
        """Whether somebody put it there. Raises ServiceUnavailable."""
        try:
            self._store.get(self._key)
        except ObjectMissing:
            return False
        return True
