"""The mixed-integer program behind `controller.simulator.bound`, whose docstring says what it means."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, OptimizeResult, milp
from scipy.sparse import csr_array

from controller.simulator.bound_rows import Floats, Rows, all_but_last, latest, shift, total
from controller.simulator.hull import lines_below

_BLOCKS = ("lives", "entered", "left", "paid", "serving", "done", "excused")
_GAP = 0.005  #: between the bound and the best solution found, relative: then it is near enough


class Terms(Protocol):
    """What a machine can do and costs, see `controller.simulator.bound.Terms`."""

    @property
    def slots(self) -> int: ...
    @property
    def billing_minimum(self) -> float: ...
    @property
    def billed_boots(self) -> Floats: ...
    @property
    def tail(self) -> float: ...


@dataclass(frozen=True, kw_only=True)
class Bins:
    """The demand in bins of time. All arrays have one entry for each bin; work is in slot-seconds."""

    seconds: float
    arrived: Floats  #: work that has arrived by the bin's end
    due: Floats  #: work that must be done by then if no image is late
    excusable_work: Floats  #: work of the images whose latest start lies in the bin
    largest_work: Floats  #: of the largest of these
    excusable_images: int  #: how many may be late, of all


def solve(bins: Bins, terms: Terms, time_limit: float) -> float:
    """Return the best proven lower bound on all that is paid, machine-seconds."""
    count = len(bins.arrived)
    rows = Rows(_BLOCKS, count)
    _lives(rows, bins, terms)
    _service(rows, bins, terms)
    _totals(rows, bins, terms)
    relaxed = _solve(bins, rows, whole=np.zeros(count, dtype=int), time_limit=np.inf)
    if relaxed.fun is None:
        raise RuntimeError(f"no bound was found: {relaxed.message}")
    strict = _solve(bins, rows, whole=np.ones(count, dtype=int), time_limit=time_limit)
    return float(max(relaxed.fun, strict.mip_dual_bound or 0.0))


def _solve(bins: Bins, rows: Rows, *, whole: NDArray[np.int_], time_limit: float) -> OptimizeResult:
    """Minimise what is paid; `whole` is 1 where lives are to be a whole number."""
    count = len(bins.arrived)
    return milp(
        _per_variable(count, paid=np.ones(count)),
        integrality=_per_variable(count, lives=whole).astype(int),
        bounds=_bounds(bins),
        constraints=rows.constraint(),
        options={"time_limit": time_limit, "mip_rel_gap": _GAP},
    )


def _lives(rows: Rows, bins: Bins, terms: Terms) -> None:
    """Relate lives, who enters and leaves, and what is paid."""
    count, width = len(bins.arrived), bins.seconds
    one = shift(count, 0)
    rows.add(0, 0, lives=one - shift(count, 1), entered=-one, left=one)
    rows.add(0, np.inf, lives=one, entered=-latest(count, int(terms.billing_minimum // width)))
    bounded = all_but_last(one)  # the last bin goes on for as long as anybody likes
    rows.add(0, np.inf, lives=width * bounded, paid=-bounded)
    left_next = all_but_last(shift(count, -1))
    rows.add(
        0,
        np.inf,
        paid=bounded,
        lives=-width * bounded,
        entered=width * bounded,
        left=width * left_next,
    )


def _service(rows: Rows, bins: Bins, terms: Terms) -> None:
    """Relate serving to lives, and work to serving."""
    count, width = len(bins.arrived), bins.seconds
    one, new = shift(count, 0), shift(count, 0) - shift(count, 1)
    bounded = all_but_last(one)
    booting = all_but_last(latest(count, int(terms.billed_boots.min() // width)))
    rows.add(0, np.inf, paid=one, serving=-one)
    rows.add(0, np.inf, lives=width * bounded, entered=-width * booting, serving=-bounded)
    rows.add(0, np.inf, done=new)
    finishing = terms.slots * terms.tail * (one + shift(count, -1))
    rows.add(0, np.inf, serving=terms.slots * one, left=finishing, done=-new)
    rows.add(0, bins.excusable_work, excused=new)
    rows.add(bins.due, np.inf, done=one, excused=one)


def _totals(rows: Rows, bins: Bins, terms: Terms) -> None:
    """Ask for the minimum of every launch, for the boots, and for few late images."""
    count = len(bins.arrived)
    every = total(count)
    rows.add(0, np.inf, paid=every, entered=-terms.billing_minimum * every)
    for slope, height in lines_below(terms.billed_boots):
        rows.add(height, np.inf, paid=every, serving=-every, entered=-slope * every)
    largest = bins.largest_work
    images_per_work = np.divide(1.0, largest, out=np.zeros(count), where=largest > 0)
    newly_late = csr_array(images_per_work[None, :] @ (shift(count, 0) - shift(count, 1)).toarray())
    rows.add(0, bins.excusable_images, excused=newly_late)


def _bounds(bins: Bins) -> Bounds:
    """Bound variables by themselves: what has not arrived is not done, what is done at last is all."""
    count = len(bins.arrived)
    unbounded = np.full(count, np.inf)
    last = np.zeros(count)
    last[-1] = bins.arrived[-1]
    most = {name: unbounded for name in _BLOCKS}
    return Bounds(_per_variable(count, done=last), _per_variable(count, **{**most, "done": bins.arrived}))


def _per_variable(count: int, **blocks: NDArray[Any]) -> Floats:
    """Return one value for each variable, 0 in blocks that are not named."""
    return np.concatenate([blocks.get(name, np.zeros(count)) for name in _BLOCKS])
