"""What a worker is doing, counted as it happens; the source of its heartbeats."""

import threading
from collections.abc import Callable, Mapping

from pipeline.heartbeat import Boot, Heartbeat, WorkerState

#: Share of the newest picture in the mean service time: it follows a change within some ten pictures.
_NEWEST_SHARE = 0.2
#: An idle worker asks for requests every 2 s: one that got no answer for so long is no use to anybody.
_CUT_OFF_SECONDS = 15.0


class Activity:
    """The worker's state and counts. Shared between threads."""

    def __init__(self, *, worker_id: str, slots: int, clock: Callable[[], float]) -> None:
        self._worker_id = worker_id
        self._slots = slots
        self._clock = clock
        self._state = WorkerState.STARTING
        self._state_since = clock()
        self._received_at = clock()
        self._draining = False
        self._boot: Boot | None = None
        self._interrupted = False
        self._images_done = 0
        self._requests_returned = 0
        self._mean_service_seconds = 0.0
        self._changed = threading.Condition()

    def ready(self, phases: Mapping[str, float]) -> None:
        """Note that the worker can work, and how many seconds each phase of its boot took."""
        self._boot = Boot(ready_at=self._clock(), phases=phases)

    def holds(self, requests: int) -> None:
        """Note how many requests are held."""
        busy = WorkerState.BUSY if requests else WorkerState.IDLE
        self._enter(WorkerState.DRAINING if self._draining else busy)

    def received(self) -> None:
        """Note that requests can be received, though there may be none."""
        self._received_at = self._clock()

    def drain(self) -> None:
        """Note that nothing more is received."""
        self._draining = True
        self._enter(WorkerState.DRAINING)

    def interrupt(self) -> None:
        """Note that the machine is about to be taken away."""
        self._interrupted = True
        self.drain()

    def stop(self) -> None:
        """Note the end."""
        self._enter(WorkerState.STOPPED)

    def image_done(self, seconds: float) -> None:
        """Note an image that an engine has finished with, and the engine's time for it."""
        with self._changed:
            share = _NEWEST_SHARE if self._images_done else 1.0
            self._mean_service_seconds += share * (seconds - self._mean_service_seconds)
            self._images_done += 1

    def request_returned(self) -> None:
        """Note a try that failed."""
        with self._changed:
            self._requests_returned += 1

    def report(self) -> Heartbeat:
        """Return what is true now."""
        with self._changed:
            state, since = self._seen()
            return Heartbeat(
                worker_id=self._worker_id,
                state=state,
                slots=self._slots,
                images_done=self._images_done,
                requests_returned=self._requests_returned,
                mean_service_seconds=round(self._mean_service_seconds, 4),
                busy_since=since if state is WorkerState.BUSY else None,
                idle_since=since if state is WorkerState.IDLE else None,
                cut_off_since=since if state is WorkerState.CUT_OFF else None,
                reported_at=self._clock(),
                boot=self._boot,
                interrupted=self._interrupted,
            )

    def wait_for_change(self, reported: WorkerState, seconds: float) -> None:
        """Wait until the state is not `reported` any more, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._seen()[0] is not reported, timeout=seconds)

    def _seen(self) -> tuple[WorkerState, float]:
        """Return the state to report and since when it is so."""
        asked_at = max(self._state_since, self._received_at)
        if self._state is WorkerState.IDLE and self._clock() - asked_at > _CUT_OFF_SECONDS:
            return WorkerState.CUT_OFF, asked_at
        return self._state, self._state_since

    def _enter(self, state: WorkerState) -> None:
        with self._changed:
            if state is not self._state:
                self._state, self._state_since = state, self._clock()
                self._changed.notify_all()
