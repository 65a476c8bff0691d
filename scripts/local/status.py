"""What is shown while the service runs: parts, queue, workers, throughput."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from controller.conditions import describe
from controller.fleet import Member
from controller.heartbeats import read_heartbeats
from pipeline.errors import FacefleetError
from pipeline.heartbeat import Heartbeat
from pipeline.queue import Depth
from pipeline.store import ObjectStore
from scripts.local.keeper import Keeper
from scripts.local.throughput import Throughput

#: A worker silent for so long is shown as unknown, seconds; the controller's own default.
_SILENT_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class PartStatus:
    """One part."""

    name: str
    ready: bool
    restarts: int


@dataclass(frozen=True, kw_only=True)
class Status:
    """One moment. None is what could not be read."""

    parts: tuple[PartStatus, ...]
    depth: Depth | None
    workers: tuple[tuple[str, int], ...] | None  #: how many are in each condition
    images_done: int  #: since this run began
    images_per_second: float


class StatusReader:
    """Takes a reading of everything."""

    def __init__(
        self,
        *,
        keepers: Sequence[Keeper],
        depth: Callable[[], Depth],
        members: Callable[[], list[Member]],
        store: ObjectStore,
        clock: Callable[[], float],
    ) -> None:
        self._keepers = keepers
        self._depth = depth
        self._members = members
        self._store = store
        self._clock = clock
        self._throughput = Throughput()

    def read(self) -> Status:
        """Return what is so now."""
        depth, workers = self._queue_depth(), self._worker_counts()
        return Status(
            parts=tuple(
                PartStatus(name=each.part.name, ready=each.ready, restarts=each.restarts)
                for each in self._keepers
            ),
            depth=depth,
            workers=workers,
            images_done=self._throughput.images_done,
            images_per_second=self._throughput.images_per_second,
        )

    def _queue_depth(self) -> Depth | None:
        try:
            return self._depth()
        except FacefleetError:
            return None

    def _worker_counts(self) -> tuple[tuple[str, int], ...] | None:
        members = self._members()
        try:
            heartbeats = read_heartbeats(self._store)
        except FacefleetError:
            return None
        return self._count(members, heartbeats)

    def _count(self, members: list[Member], heartbeats: dict[str, Heartbeat]) -> tuple[tuple[str, int], ...]:
        now = self._clock()
        mine = {
            each.worker_id: heartbeats[each.worker_id] for each in members if each.worker_id in heartbeats
        }
        self._throughput.note(now, {worker_id: each.images_done for worker_id, each in mine.items()})
        silent = {name: each.reported_at for name, each in mine.items() if _is_silent(each, now)}
        conditions = [
            describe(each, mine.get(each.worker_id), silent.get(each.worker_id)).condition for each in members
        ]
        return tuple(sorted((str(name), count) for name, count in Counter(conditions).items()))


def _is_silent(report: Heartbeat, now: float) -> bool:
    return now - report.reported_at > _SILENT_SECONDS  # workers of this machine go by the same clock
