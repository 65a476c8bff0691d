"""Writes the worker's heartbeats into the state bucket, for the controller."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app_tier.activity import Activity
from app_tier.setbacks import Setbacks
from pipeline import keys
from pipeline.errors import FacefleetError
from pipeline.heartbeat import HEARTBEAT_CODEC
from pipeline.logs import get_logger
from pipeline.store import ObjectStore

log = get_logger()

#: At most one report in this time: a worker that is busy for moments only would report without end.
_LEAST_SECONDS = 1.0


class Reporter:
    """One object per worker: there while the worker lives, gone after a clean exit."""

    def __init__(
        self, *, activity: Activity, store: ObjectStore, worker_id: str, heartbeat_seconds: float
    ) -> None:
        self._activity = activity
        self._store = store
        self._key = keys.heartbeat_key(worker_id)
        self._heartbeat_seconds = heartbeat_seconds
        self._writing = Setbacks("writing heartbeats")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Report from a thread while the block runs, and take the report away at its end."""
        stop = threading.Event()
        thread = threading.Thread(target=self.run, args=(stop,), name="report", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            self._activity.stop()  # wakes the thread
            thread.join()
            self._withdraw()

    def run(self, stop: threading.Event) -> None:
        """Report every change of state, and every `heartbeat_seconds` in any case, until `stop`."""
        while not stop.is_set():
            heartbeat = self._activity.report()
            with self._writing.survived():
                self._store.put(self._key, HEARTBEAT_CODEC.encode(heartbeat), "application/json")
            stop.wait(min(_LEAST_SECONDS, self._heartbeat_seconds))
            self._activity.wait_for_change(heartbeat.state, self._heartbeat_seconds - _LEAST_SECONDS)

    def _withdraw(self) -> None:
        try:
            self._store.delete(self._key)
        except FacefleetError as error:
            log.info("the heartbeat was not removed", error=repr(error))
