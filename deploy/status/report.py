"""A deployed fleet at one moment. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from deploy.places import Places
from pipeline.queue import Depth


@dataclass(frozen=True, kw_only=True)
class WorkerReport:
    """One worker: its machine, and what it last said."""

    instance_id: str
    version: str  #: of the launch template
    is_old: bool  #: whether there is a newer one
    state: str | None  #: None where it has said nothing yet
    slots: int = 0
    images_done: int = 0
    mean_service_seconds: float = 0.0
    silent_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """All of it."""

    stack: str
    status: str
    service: str  #: where it answers
    places: Places
    image: str | None  #: what machines launched now have
    queue: Depth
    dead_letters: Depth
    workers: tuple[WorkerReport, ...]
    launches_not: Mapping[str, str]  #: groups that are kept from launching machines, and why, as AWS says it
    controller: str | None  #: who holds the lease; None where nobody does

    @property
    def old_workers(self) -> int:
        """Return how many workers run an older template."""
        return sum(worker.is_old for worker in self.workers)

    def document(self) -> dict[str, Any]:
        """Return it for programs."""
        return {**asdict(self), "old_workers": self.old_workers}
