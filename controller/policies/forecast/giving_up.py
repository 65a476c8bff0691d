"""Who is given up: who should have come up long ago, who was not heard of for too long, who has finished.

Nobody is ended who was not asked to go before: who works after all, unheard of, loses nothing by that.
"""

from collections.abc import Sequence

from controller.observation import LAUNCHING, Condition, Worker
from controller.policies.forecast.boots import Boots
from controller.policies.forecast.reporting import Reporting
from controller.policies.forecast.rules import Rules
from controller.policies.stalls import Stalls


def never_ready(workers: Sequence[Worker], boots: Boots, now: float, patience: float) -> tuple[str, ...]:
    """Return who boots for longer than `patience` seconds."""
    return tuple(
        each.worker_id
        for each in workers
        if each.condition in LAUNCHING and now - boots.began(each, now) > patience
    )


def finished(workers: Sequence[Worker], now: float, stalls: Stalls, rules: Rules) -> tuple[str, ...]:
    """Return who was drained and holds nothing any more, or has got nothing done for too long."""
    return tuple(each.worker_id for each in workers if _is_finished(each, now, stalls, rules))


def silent(workers: Sequence[Worker], now: float, reporting: Reporting, rules: Rules) -> tuple[str, ...]:
    """Return who was not heard of for so long that its requests went to others.

    The time in which reports got lost does not count.
    """
    return tuple(
        each.worker_id
        for each in workers
        if each.condition is Condition.UNKNOWN and now - max(each.since, reporting.worked_at) > rules.silence
    )


def _is_finished(worker: Worker, now: float, stalls: Stalls, rules: Rules) -> bool:
    if worker.condition is Condition.DRAINED:
        return True
    if worker.condition is not Condition.DRAINING:
        return False
    if worker.ready_at is None:  # it sees its mark before its first request: it holds nothing
        return now - worker.since > rules.goodbye
    return stalls.seconds(worker.worker_id) > rules.drain_budget
