"""Writes the worker's heartbeats into the state bucket, for the controller."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app_tier.activity import Activity
from app_tier.setbacks import Setbacks
from pipeline import keys
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat
from pipeline.store import ObjectStore

#: At most one report in this time: a worker that is busy for moments only would report without end.
_LEAST_SECONDS = 1.0


class Reporter:
    """One object per worker. After a clean end it says so; the controller removes it."""

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
        """Report from a thread while the block runs, and that all is over at its end.

        Nothing more is said after a block that failed: "stopped" means that all it held is finished.
        """
        stop = threading.Event()
        thread = threading.Thread(target=self.run, args=(stop,), name="report", daemon=True)
        thread.start()
        try:
            yield
        except BaseException:
            stop.set()  # the thread ends by itself, or with the process
            raise
        stop.set()
        self._activity.stop()  # wakes the thread
        thread.join()
        self._write(self._activity.report())

    def run(self, stop: threading.Event) -> None:
        """Report every change of state, and every `heartbeat_seconds` in any case, until `stop`."""
        while not stop.is_set():
            heartbeat = self._activity.report()
            self._write(heartbeat)
            stop.wait(min(_LEAST_SECONDS, self._heartbeat_seconds))
            self._activity.wait_for_change(heartbeat.state, self._heartbeat_seconds - _LEAST_SECONDS)

    def _write(self, heartbeat: Heartbeat) -> None:
        with self._writing.survived():
            self._store.put(self._key, HEARTBEAT_CODEC.encode(heartbeat), "application/json")
