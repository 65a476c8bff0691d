"""A worker on a machine of its own: boots, takes a message at a time, reports, drains."""

from contextlib import suppress
from dataclasses import dataclass

from pipeline.errors import ObjectMissing, ServiceUnavailable
from pipeline.heartbeat import HEARTBEAT_CODEC, Boot, Heartbeat, WorkerState
from pipeline.keys import drain_key, heartbeat_key
from pipeline.stores.memory import MemoryStore
from tests.strict.queue import StrictQueue

#: Much longer than real ones take, so that machines are busy when something happens to them.
_SERVICE_SECONDS = 8.0
_DRAIN_LOOK_SECONDS = 2.0
_HEARTBEAT_SECONDS = 5.0


@dataclass(kw_only=True)
class StrictWorker:
    """Lives by the second. What it does while it lives is what the real one promises."""

    worker_id: str
    ready_at: float | None  #: None: it never becomes ready
    queue: StrictQueue
    store: MemoryStore
    alive: bool = True
    interrupted: bool = False
    holds: int | None = None
    finishes_at: float = 0.0
    idle_since: float = 0.0
    looks_at: float = 0.0  #: when it looks for its drain mark next
    told: bool = False
    done: int = 0
    said: WorkerState | None = None  #: what it last tried to report, at once after each change
    says_again_at: float = 0.0
    clock_error: float = 0.0  #: how far its clock is ahead, seconds

    def pass_time(self, now: float) -> None:
        """Do what there is to do in this second, and report."""
        if not self.alive or self.ready_at is None or now < self.ready_at:
            return
        self.idle_since = self.idle_since or now
        self._look_for_the_mark(now)
        self._work(now)
        self._report_if_due(now)
        self.alive = not self._is_over

    @property
    def _leaves(self) -> bool:
        return self.told or self.interrupted

    @property
    def _is_over(self) -> bool:
        return self._leaves and self.holds is None

    def _look_for_the_mark(self, now: float) -> None:
        if now >= self.looks_at:
            self.told = self.told or drained_since(self.store, self.worker_id) is not None
            self.looks_at = now + _DRAIN_LOOK_SECONDS

    def _work(self, now: float) -> None:
        if self.holds is not None and now >= self.finishes_at:
            self.queue.answer(self.holds)
            self.holds, self.idle_since, self.done = None, now, self.done + 1
        if self.holds is None and not self._leaves:
            self.holds = self.queue.receive()
            self.finishes_at = now + _SERVICE_SECONDS

    def _report_if_due(self, now: float) -> None:
        state = self._state()
        if state is not self.said or now >= self.says_again_at:
            self.said, self.says_again_at = state, now + _HEARTBEAT_SECONDS
            with suppress(ServiceUnavailable):
                self._report(state, now)

    def _report(self, state: WorkerState, now: float) -> None:
        assert self.ready_at is not None
        error = self.clock_error
        heartbeat = Heartbeat(
            worker_id=self.worker_id,
            state=state,
            slots=1,
            images_done=self.done,
            mean_service_seconds=_SERVICE_SECONDS if self.done else 0.0,
            idle_since=self.idle_since + error if state is WorkerState.IDLE else None,
            busy_since=now + error if state is WorkerState.BUSY else None,
            reported_at=now + error,
            boot=Boot(ready_at=self.ready_at + error, phases={}),
            interrupted=self.interrupted,
        )
        self.store.put(heartbeat_key(self.worker_id), HEARTBEAT_CODEC.encode(heartbeat))

    def _state(self) -> WorkerState:
        if self._leaves:
            return WorkerState.STOPPED if self._is_over else WorkerState.DRAINING
        return WorkerState.IDLE if self.holds is None else WorkerState.BUSY


def drained_since(store: MemoryStore, worker_id: str) -> float | None:
    """Return when a worker was told to drain, seconds since the epoch."""
    try:
        return float(store.get(drain_key(worker_id)))
    except ObjectMissing:
        return None
