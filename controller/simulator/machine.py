"""One machine: what it is, what it does, and what it says of itself."""

from typing import NamedTuple

from controller.conditions import describe
from controller.fleet import Member
from controller.observation import Condition, Worker
from controller.simulator.draws import Fate
from controller.simulator.physics import Physics
from controller.simulator.reports import last_report
from pipeline.heartbeat import Boot, Heartbeat, WorkerState

_NEVER = float("inf")
#: At most one report in this time, as in production's worker.
_LEAST_SECONDS = 1.0
#: Share of the newest image in a machine's mean service time, as in production's worker.
_NEWEST_SHARE = 0.2


class Report(NamedTuple):
    """What a heartbeat says, its time apart."""

    state: WorkerState
    since: float
    images_done: int
    returned: int
    service_seconds: float
    interrupted: bool


class Machine:
    """A machine with its worker, from the launch to the end. Whoever runs it writes its fields."""

    __slots__ = (
        "_physics", "_report", "_reported_at", "_seen", "alive", "busy", "ended_at", "fate", "hung",
        "images_done", "index", "interrupted", "launched_at", "marked_at", "name", "place", "ready_at",
        "report_due", "returned", "running_at", "service_seconds", "since", "slots", "state", "takes",
        "work_seconds",
    )  # fmt: skip

    def __init__(self, *, index: int, launched_at: float, fate: Fate, physics: Physics) -> None:
        self.index = index
        self.name = f"i-{index:04d}"
        self.launched_at = launched_at
        self.fate = fate
        self.slots = physics.slots
        self.running_at: float | None = None
        self.ready_at: float | None = None
        self.marked_at: float | None = None  #: when its drain mark was written
        self.ended_at: float | None = None  #: when it was terminated; it may finish something yet
        self.busy = 0  #: slots at work
        self.takes = False  #: whether it receives
        self.alive = False  #: whether its worker runs and can be told anything
        self.place = -1  #: among those that wait for an image; -1 where it does not
        self.images_done = 0
        self.returned = 0  #: tries that failed
        self.service_seconds = 0.0  #: recent mean
        self.work_seconds = 0.0  #: of all slots together
        self.interrupted = False  #: whether the cloud said that it will take it
        self.hung = False  #: whether it fell silent for ever
        self.state = WorkerState.STARTING
        self.since = launched_at
        self.report_due = _NEVER
        self._reported_at = -_NEVER
        self._report: Report | None = None
        self._seen: Worker | None = None
        self._physics = physics

    def enter(self, now: float, state: WorkerState) -> None:
        """Change the state; that is reported at once, or a second after the last report."""
        if now >= self.report_due:
            self.catch_up(now)
        self.state, self.since = state, now
        same = self._report is not None and self._report.state is state
        pause = self._physics.heartbeat_seconds if same else _LEAST_SECONDS
        self.report_due = max(now, self._reported_at + pause)

    def did(self, seconds: float) -> None:
        """Count an image that came to an end."""
        share = _NEWEST_SHARE if self.images_done else 1.0
        self.service_seconds += share * (seconds - self.service_seconds)
        self.images_done += 1
        self.work_seconds += seconds

    def hush(self, now: float) -> None:
        """Report nothing more."""
        if now >= self.report_due:
            self.catch_up(now)
        self.report_due = _NEVER

    def catch_up(self, now: float) -> None:
        """Make the reports due since the last change: all say the same, so that one stands for them."""
        every = self._physics.heartbeat_seconds
        tried_at, written_at = last_report(self.report_due, now, every, self._physics.reports_lost)
        self.report_due = tried_at + every
        if written_at is None:
            return
        self._reported_at = written_at
        report = Report(
            self.state, self.since, self.images_done, self.returned, self.service_seconds, self.interrupted
        )
        if report != self._report:
            self._report, self._seen = report, None

    def mark(self, now: float) -> None:
        """Note that its drain mark was written."""
        self.marked_at, self._seen = now, None

    def seen(self, now: float) -> Worker:
        """Return the machine as production's observer sees it."""
        if now >= self.report_due:
            self.catch_up(now)
        silent = now - self._reported_at > self._physics.silent_seconds
        if self._seen is None or silent or self._seen.condition is Condition.UNKNOWN:
            self._seen = describe(self._member(), self._heartbeat(), self._reported_at if silent else None)
        return self._seen

    def _member(self) -> Member:
        return Member(worker_id=self.name, started_at=self.launched_at, draining_since=self.marked_at)

    def _heartbeat(self) -> Heartbeat | None:
        report = self._report
        if report is None:
            return None
        return Heartbeat(
            worker_id=self.name,
            state=report.state,
            slots=self.slots,
            images_done=report.images_done,
            requests_returned=report.returned,
            mean_service_seconds=report.service_seconds,
            busy_since=report.since if report.state is WorkerState.BUSY else None,
            idle_since=report.since if report.state is WorkerState.IDLE else None,
            reported_at=self._reported_at,
            boot=None if self.ready_at is None else Boot(ready_at=self.ready_at, phases={}),
            interrupted=report.interrupted,
        )
