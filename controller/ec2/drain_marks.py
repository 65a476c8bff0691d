"""The marks that tell machines to drain: one small object each, which its worker looks for."""

from collections.abc import Callable, Iterable

from pipeline.errors import ObjectMissing
from pipeline.keys import DRAIN_PREFIX, drain_key
from pipeline.store import ObjectStore


class DrainMarks:
    """Writes and reads marks. A mark never changes, so that each is fetched once."""

    def __init__(self, store: ObjectStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock  #: seconds since the epoch
        self._known: dict[str, float] = {}

    def among(self, worker_ids: Iterable[str]) -> dict[str, float]:
        """Return who of these is told to drain, and since when. Raises ServiceUnavailable."""
        asked_for = set(worker_ids)
        marked = [key.removeprefix(DRAIN_PREFIX) for key in self._store.keys(DRAIN_PREFIX)]
        self._known = {each: self._since(each) for each in marked if each in asked_for}
        return self._known

    def put(self, worker_id: str) -> None:
        """Tell a worker to drain, unless it was told before. Raises ServiceUnavailable."""
        self._store.put_new(drain_key(worker_id), f"{self._clock():.3f}".encode(), "text/plain")

    def remove(self, worker_id: str) -> None:
        """Take a mark away; none is fine. Raises ServiceUnavailable."""
        self._store.delete(drain_key(worker_id))

    def _since(self, worker_id: str) -> float:
        if worker_id in self._known:
            return self._known[worker_id]
        try:
            return float(self._store.get(drain_key(worker_id)))
        except (ObjectMissing, ValueError):
            return self._clock()  # taken away since it was listed, or written by hand: told just now
