"""What a controller that knows the future must pay at least: a lower bound on billed machine-seconds.

Given when images arrive and how long each takes, and how long each machine boots, `least_billed_seconds`
returns a number that no way of launching and ending machines undercuts as long as at most 5 % of the images
wait longer than `wait`. It is the optimum of a mixed-integer program in which every real run is a feasible
point of no higher cost; a program that is not solved in time still gives a bound, its dual one.

Time is cut into bins of `bin_seconds`. A machine's life reaches from `running` (billing begins) to its end,
or to the end of its minimum charge where that is later. Of every bin the program knows

  lives     machines whose life touches the bin (a whole number)
  entered   those of them whose life begins in it
  left      those of the bin before whose life no longer touches it
  paid      machine-seconds of life, and of those
  serving   machine-seconds in which images could be worked on
  done      slot-seconds of work finished by the bin's end
  excused   work of images that are late, of those who should have been begun by the bin's end

and asks only for what is true of every run:

* A life that neither begins nor ends in a bin covers it: so much is paid at least, at most all lives' time.
* A life is at least the minimum charge long, so it touches all bins from its first on for so long; and all
  together pay the minimum each.
* A machine serves only after its boot. Machines boot as they are numbered, whoever launches them: n launches
  cost at least the first n boots, each counted up to the minimum charge (one ended before it was ready, or
  never ready, pays that much and serves nothing). The lower convex hull of these sums keeps it linear. (Who
  ends machines before they run, unbilled, meets others' boots; as nobody knows a boot beforehand, that makes
  no difference on average.)
* Work is done by serving slots, after it has arrived. A machine that is ended may finish what it holds,
  unbilled: for each that leaves, `tail` more (it may lie in two bins and is counted in both).
* An image in time began by `arrival + wait`, so at any later moment t at least min(work, t - arrival - wait)
  of it is done, unless it is one of the few that may be late. How many: those beyond the 95th percentile as
  numpy interpolates it. Late images of a bin have at most its largest image's work each.

Everything else (losses, duplicates, the fleet's maximum, how images fall to slots) is left out, which can
only lower the optimum. Machines may be launched before the first image: the bound knows that it comes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.simulator.bound_demand import demand
from controller.simulator.bound_program import solve

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a machine can do and costs."""

    slots: int  #: images that it works on at once
    billing_minimum: float  #: seconds that each launch is billed at least
    boots: Floats  #: seconds from running to ready of the first, second, … machine; inf: never
    tail: float  #: unbilled seconds after its end in which it may finish what it holds

    @property
    def billed_boots(self) -> Floats:
        """What each boot costs at least: one that does not end is ended, for the minimum."""
        return np.minimum(self.boots, self.billing_minimum)


def least_billed_seconds(
    arrivals: Floats,
    work: Floats,
    wait: float,
    terms: Terms,
    *,
    bin_seconds: float = 10.0,
    time_limit: float = 20.0,
) -> float:
    """Return a lower bound on billed machine-seconds with a p95 wait of at most `wait` seconds.

    `arrivals` are seconds, ascending; `work` are slot-seconds, one for each image. `time_limit` is the
    solver's, seconds; less of it gives a lower bound, not a wrong one. Raises ValueError where `terms` tells
    of fewer boots than the bound's price would pay for.
    """
    if len(arrivals) == 0:
        return 0.0
    least = solve(demand(arrivals, work, wait, bin_seconds), terms, time_limit)
    if terms.billing_minimum * len(terms.boots) < least:
        raise ValueError(f"{len(terms.boots)} boots are too few for a bound of {least:.0f} s")
    return least
