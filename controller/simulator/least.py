"""What the images of a seed cost at least, on the very machines that rules meet with it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.simulator.bound import Terms, least_billed_seconds
from controller.simulator.draws import Fates, service_seconds
from controller.simulator.physics import Physics
from controller.simulator.workload import Workload

Floats = NDArray[np.float64]

_QUIET_SECONDS = (
    120.0  #: without an arrival for so long, a burst is over; keeping a machine costs two launches
)


@dataclass(frozen=True, kw_only=True)
class Least:
    """Billed machine-seconds for the images and machines of one seed."""

    #: On average nobody undercuts this at that p95 wait, see `controller.simulator.bound`.
    clairvoyant: float
    #: However long images wait: one machine for each burst, which boots for it, works without a pause and is
    #: gone with the last image. Below this, on average, is only who knows when the next burst comes, keeps a
    #: machine for it, or leaves a burst's images to the next one's machine. None where no bursts come.
    burst_by_burst: float | None


def least(workload: Workload, physics: Physics, seed: int, wait: float, *, time_limit: float = 5.0) -> Least:
    """Return both, for all images but poison. `time_limit` is the solver's, seconds."""
    work = service_seconds(workload, physics, seed)
    sound = np.ones(workload.images, dtype=bool) if workload.poison is None else ~workload.poison
    arrivals, work = workload.arrivals[sound], work[sound]
    terms = Terms(
        slots=physics.slots,
        billing_minimum=physics.billing_minimum,
        boots=_boots(physics, seed, _machines(work, physics)),
        tail=min(physics.grace_seconds, float(work.max(initial=0.0))),
    )
    width = float(np.clip(workload.duration_seconds / 200, 10.0, 30.0))
    return Least(
        clairvoyant=least_billed_seconds(
            arrivals, work, wait, terms, bin_seconds=width, time_limit=time_limit
        ),
        burst_by_burst=_burst_by_burst(arrivals, work, terms),
    )


def _burst_by_burst(arrivals: Floats, work: Floats, terms: Terms) -> float | None:
    breaks = np.flatnonzero(np.diff(arrivals) > _QUIET_SECONDS) + 1
    if any(times[-1] - times[0] > _QUIET_SECONDS for times in np.split(arrivals, breaks) if len(times)):
        return None  # what lasts longer than the quiet that ends it is a flow
    bursts = np.split(work, breaks)
    boots = terms.boots[np.isfinite(terms.boots)]
    seconds = [boot + burst.sum() / terms.slots for boot, burst in zip(boots, bursts, strict=False)]
    return float(np.maximum(seconds, terms.billing_minimum).sum())


def _machines(work: Floats, physics: Physics) -> int:
    """Return so many launches that they alone cost more than the bound will: of more it need not know."""
    return 64 + int(2 * work.sum() / physics.slots / max(physics.billing_minimum, 1.0))


def _boots(physics: Physics, seed: int, count: int) -> Floats:
    """Return how long machines boot, in the order of their launch; inf for those that are never ready."""
    fates = Fates(physics, seed)
    ready = [fates[index].readiness >= physics.never_ready for index in range(count)]
    return np.where(ready, [fates[index].boot for index in range(count)], np.inf)
