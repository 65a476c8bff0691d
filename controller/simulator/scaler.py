"""What a scaling rule is to the simulator: something that looks now and then, and gives orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from controller.observation import Observation


@dataclass(frozen=True)
class Launch:
    """So many machines more. Beyond the group's maximum nothing happens."""

    count: int


@dataclass(frozen=True)
class Drain:
    """Mark a machine: it finishes what it holds and takes nothing more. It lives and is billed on."""

    worker_id: str


@dataclass(frozen=True)
class Retire:
    """Terminate a machine by its name, and put nobody in its place."""

    worker_id: str


@dataclass(frozen=True)
class SetDesired:
    """So many machines in all, up to the maximum. Where that is fewer, AWS picks who goes, busy or not."""

    count: int


Order = Launch | Drain | Retire | SetDesired


class Metric(StrEnum):
    """What CloudWatch knows, one value per minute."""

    VISIBLE = "visible"  #: ApproximateNumberOfMessagesVisible
    IN_SERVICE = "in_service"  #: GroupInServiceInstances


@dataclass(frozen=True)
class Point:
    """One minute of one metric."""

    end: float  #: of the minute, seconds since the start of the run
    value: float


class View(Protocol):
    """What can be known at one moment."""

    @property
    def now(self) -> float:
        """Seconds since the start of the run."""

    @property
    def desired(self) -> int:
        """Machines that the group is to have."""

    @property
    def in_service(self) -> int:
        """Machines that run and were not terminated, the booting and draining ones too."""

    def observation(self) -> Observation:
        """Return what production's observer would report now."""

    def cloudwatch(self, metric: Metric, periods: int) -> Sequence[Point]:
        """Return the newest points that are to be had now, oldest first; gaps are simply not there."""


class Scaler(Protocol):
    """A rule under trial. One object serves one run: it may remember."""

    @property
    def tick_seconds(self) -> float:
        """Pause between two looks."""

    def look(self, view: View) -> Sequence[Order]:
        """Return what to do now."""
