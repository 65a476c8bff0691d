"""Takes the readings of one tick: the queue's depth, and every worker's condition."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from controller.clocks import dated_by
from controller.conditions import describe
from controller.fleet import Roster
from controller.heartbeats import read_heartbeats
from controller.observation import Observation
from controller.silence import Silence
from pipeline.errors import FacefleetError
from pipeline.heartbeat import Heartbeat, WorkerState
from pipeline.queue import Depth
from pipeline.store import ObjectStore

T = TypeVar("T")

#: While there is nobody, reports are looked for this often, to remove those of the departed, seconds.
_TIDY_SECONDS = 60.0


class Observer:
    """Reads what there is to read; what fails is missing in the observation, with the reason.

    Heartbeats are read where the fleet has members, and else once a minute.
    """

    def __init__(
        self,
        *,
        depth: Callable[[], Depth],
        roster: Callable[[], Roster],
        store: ObjectStore,
        silence: Silence,
        silent_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self._depth = depth
        self._roster = roster
        self._store = store
        self._silence = silence
        self._silent_seconds = silent_seconds
        self._clock = clock
        self._tidied_at: float | None = None

    def observe(self) -> Observation:
        """Return what is known now."""
        missing: list[str] = []
        depth = _read("the queue's depth", self._depth, missing)
        # members first: whoever reports and ends in between is then a member still, and draining
        roster = _read("the fleet", self._roster, missing)
        reports = _read("the heartbeats", lambda: self._reports(roster), missing)
        if roster is None or reports is None:
            self._silence.interrupted()
            return Observation(now=self._clock(), depth=depth, workers=None, missing=tuple(missing))
        return self._put_together(depth, roster, reports, tuple(missing))

    def _put_together(
        self, depth: Depth | None, roster: Roster, reports: Mapping[str, Heartbeat], missing: tuple[str, ...]
    ) -> Observation:
        now = self._clock()
        repeated = self._silence.after(reports)
        silent = {name: now - seconds for name, seconds in repeated.items() if seconds > self._silent_seconds}
        dated = {name: dated_by(report, now - repeated[name]) for name, report in reports.items()}
        return Observation(
            now=now,
            depth=depth,
            workers=tuple(
                describe(each, dated.get(each.worker_id), silent.get(each.worker_id))
                for each in roster.members
            ),
            version=roster.version,
            failures=roster.failures,
            missing=missing,
            departed=_departed(roster, reports, silent),
        )

    def _reports(self, roster: Roster | None) -> dict[str, Heartbeat]:
        now = self._clock()
        somebody = roster is None or roster.members
        if not somebody and self._tidied_at is not None and now - self._tidied_at < _TIDY_SECONDS:
            return {}
        reports = read_heartbeats(self._store)
        self._tidied_at = now
        return reports


def _departed(roster: Roster, reports: Mapping[str, Heartbeat], silent: Collection[str]) -> tuple[str, ...]:
    """Return who is no member, and stopped or is silent. One that was started by hand still reports."""
    gone = reports.keys() - {member.worker_id for member in roster.members}
    return tuple(sorted(each for each in gone if _has_stopped(reports[each]) or each in silent))


def _has_stopped(report: Heartbeat) -> bool:
    return report.state is WorkerState.STOPPED


def _read(what: str, reading: Callable[[], T], missing: list[str]) -> T | None:
    try:
        return reading()
    except FacefleetError as error:
        missing.append(f"{what} cannot be read: {error}")
        return None
