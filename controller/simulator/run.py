"""What came of one run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The run's course, one value per sample."""

    seconds: NDArray[np.float64]  #: since the start of the run
    queue: NDArray[np.int64]  #: images waiting
    in_flight: NDArray[np.int64]  #: images held by machines, the dead ones' too
    ready: NDArray[np.int64]  #: machines that take work
    machines: NDArray[np.int64]  #: all machines, from the asking to the end


@dataclass(frozen=True, kw_only=True)
class Run:
    """Figures of one rule on one workload with one seed."""

    waits: NDArray[np.float64]  #: per answered image: arrival → start of the try that answered it, seconds
    latencies: NDArray[np.float64]  #: per answered image: arrival → answer, seconds
    dead_lettered: int  #: images given up after too many receives
    lost: int  #: images neither answered nor dead-lettered nor still in the queue: always 0
    unanswered: int  #: images still in the queue when the time was over
    billed_instance_seconds: float
    launches: int
    short_launches: int  #: machines that did less than a minute's work in all
    reversals: int  #: changes of direction, from growing to shrinking or back
    busy_kills: int  #: machines that held an image when the rule had them ended
    duplicated_work_seconds: float  #: slots' time on tries that gave no answer, those of poison aside
    wasted_work_seconds: float  #: slots' time on tries that failed: poison and outages
    seconds_at_zero: float  #: without any machine, out of `horizon_seconds`
    horizon_seconds: float  #: the workload's duration and an hour: the same for every rule
    ended_at_zero: bool  #: everything done and no machine left within the horizon
    ended_at: float  #: when that was, or the horizon
    timeline: Timeline
