"""What comes in during a run: when, how heavy, and whether it can be done at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Workload:
    """Images by their time of arrival. Raises ValueError where the arrays do not fit together."""

    name: str
    arrivals: NDArray[np.float64]  #: seconds since the start of the run, ascending
    duration_seconds: float  #: the last arrival is not later; all is done by an hour after it
    service_factors: NDArray[np.float64] | None = None  #: per image, times the usual service time; None is 1
    poison: NDArray[np.bool_] | None = None  #: per image, whether every try fails; None is no such image
    #: Spans (from, until) in seconds in which every try that ends fails, because something else is down.
    outages: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        times = self.arrivals
        if len(times) and (times[0] < 0 or times[-1] > self.duration_seconds or np.any(np.diff(times) < 0)):
            raise ValueError("arrivals must ascend from 0 to the duration")
        for each in (self.service_factors, self.poison):
            if each is not None and len(each) != len(times):
                raise ValueError("there must be one value per arrival")

    @property
    def images(self) -> int:
        """How many images come in."""
        return len(self.arrivals)
