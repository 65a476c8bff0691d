"""Images in bins of time, as `controller.simulator.bound` asks for them."""

import numpy as np
from numpy.typing import NDArray

from controller.simulator.bound_program import Bins

Floats = NDArray[np.float64]

#: How long before the first image machines may be launched, and how long after the last deadline bins go on.
_MARGIN_SECONDS = 120.0


def excusable(images: int) -> int:
    """Return how many images may wait longer than the p95 wait, as numpy interpolates percentiles."""
    return images - 1 - int(np.floor(0.95 * (images - 1)))


def demand(arrivals: Floats, work: Floats, wait: float, bin_seconds: float) -> Bins:
    """Return what arrives, what is due and what may be late; see `least_billed_seconds`."""
    start = arrivals[0] - _MARGIN_SECONDS
    deadlines = arrivals + wait
    count = int(np.ceil((deadlines[-1] + _MARGIN_SECONDS - start) / bin_seconds))
    ends = start + bin_seconds * np.arange(1, count + 1)
    group = np.minimum(((deadlines - start) // bin_seconds).astype(int), count - 1)
    excusable_work, largest = np.zeros(count), np.zeros(count)
    np.add.at(excusable_work, group, work)
    np.maximum.at(largest, group, work)
    return Bins(
        seconds=bin_seconds,
        arrived=_work_by(ends, arrivals, work),
        due=_ramp(ends, deadlines) - _ramp(ends, np.sort(deadlines + work)),
        excusable_work=excusable_work,
        largest_work=largest,
        excusable_images=excusable(len(arrivals)),
    )


def _work_by(ends: Floats, times: Floats, work: Floats) -> Floats:
    """Return the work of whatever has its time before each end."""
    sums: Floats = np.concatenate([[0.0], np.cumsum(work)])
    return sums[np.searchsorted(times, ends)]


def _ramp(ends: Floats, times: Floats) -> Floats:
    """Return the sum of max(0, end - time) over all times, of each end."""
    before = np.searchsorted(times, ends)
    sums: Floats = np.concatenate([[0.0], np.cumsum(times)])
    ramps: Floats = before * ends - sums[before]
    return ramps
