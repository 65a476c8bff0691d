"""The figures of one run, small enough to be sent from the process that made it."""

from dataclasses import dataclass

import numpy as np

from controller.simulator.run import Run

#: An image that began within so many seconds counts as in time.
TARGET_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Names as the figures are published under. An image that was never answered waited the whole horizon."""

    p50_wait_s: float
    p95_wait_s: float
    p99_wait_s: float
    share_in_target: float
    billed_instance_s: float
    launches: float
    short_launches: float
    reversals: float
    busy_kills: float
    duplicated_work_s: float
    wasted_work_s: float
    seconds_at_zero: float
    ended_at_zero: float
    unanswered: float
    dead_lettered: float


def outcome(run: Run) -> Outcome:
    """Return the figures of a run."""
    waits = np.append(run.waits, np.full(run.unanswered, run.horizon_seconds))
    p50, p95, p99 = np.percentile(waits, [50, 95, 99]) if len(waits) else (0.0, 0.0, 0.0)
    return Outcome(
        p50_wait_s=float(p50),
        p95_wait_s=float(p95),
        p99_wait_s=float(p99),
        share_in_target=float(np.mean(waits <= TARGET_SECONDS)) if len(waits) else 1.0,
        billed_instance_s=run.billed_instance_seconds,
        launches=run.launches,
        short_launches=run.short_launches,
        reversals=run.reversals,
        busy_kills=run.busy_kills,
        duplicated_work_s=run.duplicated_work_seconds,
        wasted_work_s=run.wasted_work_seconds,
        seconds_at_zero=run.seconds_at_zero,
        ended_at_zero=float(run.ended_at_zero),
        unanswered=run.unanswered,
        dead_lettered=run.dead_lettered,
    )
