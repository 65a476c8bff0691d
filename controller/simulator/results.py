"""What came of a contest, and what it says of our policy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from controller.simulator.entrants import BASELINES, OURS
from controller.simulator.least import Least
from controller.simulator.outcome import Outcome
from controller.simulator.statistics import Interval, Values, beats, interval, ratio_of_means

_BOUNDS = tuple(field.name for field in fields(Least))
_FIGURES = tuple(field.name for field in fields(Outcome))


@dataclass(frozen=True, kw_only=True)
class Results:
    """All outcomes, and where they were asked for the clairvoyant bounds at our own p95 waits."""

    outcomes: Mapping[tuple[str, str], Sequence[Outcome]]  #: workload and rule → one for each seed
    bounds: Mapping[str, Sequence[Least]]  #: workload → one for each seed

    @property
    def workloads(self) -> tuple[str, ...]:
        """The workloads in the order they were asked for."""
        return tuple(dict.fromkeys(workload for workload, _ in self.outcomes))

    @property
    def scalers(self) -> tuple[str, ...]:
        """The rules in the order they were asked for."""
        return tuple(dict.fromkeys(scaler for _, scaler in self.outcomes))

    def values(self, workload: str, scaler: str, figure: str) -> Values:
        """Return one figure of all seeds."""
        return np.array([getattr(each, figure) for each in self.outcomes[workload, scaler]])

    def interval(self, workload: str, scaler: str, figure: str) -> Interval:
        """Return a figure's mean over the seeds, and its confidence interval."""
        return interval(self.values(workload, scaler, figure))

    def violations(self) -> list[tuple[str, str]]:
        """Return which baseline beats ours on which workload, in both wait and cost."""
        return [
            (workload, scaler) for workload, scaler in self.outcomes if self._beats_ours(workload, scaler)
        ]

    def bounds_of(self, workload: str) -> tuple[str, ...]:
        """Return which bounds were found for a workload, by the names of Least's fields."""
        found = self.bounds.get(workload, ())
        return tuple(each for each in _BOUNDS if found and None not in [getattr(one, each) for one in found])

    def least(self, workload: str, bound: str) -> Values:
        """Return one bound of all seeds; `bound` is one of `bounds_of`."""
        return np.array([getattr(each, bound) for each in self.bounds[workload]])

    def cost_over(self, workload: str, bound: str) -> Interval:
        """Return our cost over that bound's, at the same p95 waits."""
        ours = self.values(workload, OURS, "billed_instance_s")
        return ratio_of_means(ours, self.least(workload, bound))

    def _beats_ours(self, workload: str, scaler: str) -> bool:
        if scaler not in BASELINES or (workload, OURS) not in self.outcomes:
            return False
        wait, cost, our_wait, our_cost = (
            self.values(workload, name, figure)
            for name in (scaler, OURS)
            for figure in ("p95_wait_s", "billed_instance_s")
        )
        return beats(wait, cost, our_wait, our_cost)


def figures(results: Results, usd_per_1000_images: float) -> dict[str, float]:
    """Return the contest's headline figures; those that were not measured are left out."""
    found = {"usd_per_1000_images": usd_per_1000_images}
    if OURS in results.scalers:
        ours = [each for (_, name), runs in results.outcomes.items() if name == OURS for each in runs]
        found["busy_kills"] = sum(each.busy_kills for each in ours)
        found["pareto_violations"] = len(results.violations())
    for figure, workload in (("burst", "bursts"), ("diurnal", "diurnal")):
        if workload in results.bounds:
            found[f"cost_vs_clairvoyant_{figure}"] = results.cost_over(workload, "clairvoyant").mean
    return found


def details(results: Results, usd_per_hour: float) -> dict[str, Any]:
    """Return every figure of every rule on every workload: means, and their intervals under `ci95`."""
    found: dict[str, Any] = {}
    for workload, scaler in results.outcomes:
        spans = {figure: results.interval(workload, scaler, figure) for figure in _FIGURES}
        means = {figure: span.mean for figure, span in spans.items()}
        found.setdefault(workload, {})[scaler] = {
            **means,
            "usd": means["billed_instance_s"] / 3600 * usd_per_hour,
            "seeds": len(results.outcomes[workload, scaler]),
            "ci95": {figure: [span.low, span.high] for figure, span in spans.items()},
        }
    for workload in results.bounds:
        found[workload]["least_at_our_p95"] = {
            bound: {
                "billed_instance_s": asdict(interval(results.least(workload, bound))),
                "our_cost_over_it": asdict(results.cost_over(workload, bound)),
            }
            for bound in results.bounds_of(workload)
        }
    return {**found, "pareto_violations": [list(each) for each in results.violations()]}
