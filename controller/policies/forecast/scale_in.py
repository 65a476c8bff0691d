"""Who is drained: named workers that have nothing to do, when keeping them costs something.

A launch is billed for a minute at least, so nobody goes before the end of that minute, but early enough to be
gone by then. Who was idle for longest goes first, and before them who is not even ready yet: it has done
nothing, and its drain mark keeps it from beginning.

Who is more than the maximum goes at once, the busy too, which lose nothing by a drain: a lowered maximum is a
bound to what is paid.
"""

from collections.abc import Sequence

from controller.observation import Condition, Worker
from controller.policies.forecast.replacing import superfluous
from controller.policies.forecast.situation import Situation


def victims(situation: Situation) -> tuple[str, ...]:
    """Return the ids of the workers to drain now, never more than there are too many."""
    leaving = _leaving(situation)
    if leaving and len(leaving) == situation.capacity.count and _last_one_stays(situation):
        leaving.pop()
    return tuple(each.worker_id for each in leaving)


def _leaving(situation: Situation) -> list[Worker]:
    if situation.excess:
        return _excess(situation)
    if not situation.knows_arrivals:
        return []
    return _replaced(situation) if situation.rollout.old else _unneeded(situation)


def _excess(situation: Situation) -> list[Worker]:
    """Return who goes because so many are not allowed, those of an old version first."""
    order = [*_longest_first(situation.capacity.starting), *_idle(situation), *_busy(situation)]
    old = situation.rollout.old
    return sorted(order, key=lambda each: each.worker_id not in old)[: situation.excess]


def _replaced(situation: Situation) -> list[Worker]:
    """Return who goes for a new version's sake; until all of them are gone the surplus is theirs."""
    rollout, ready = situation.rollout, situation.capacity.ready
    makes_room = situation.is_full and situation.trouble is None
    many = superfluous(rollout, situation.replacements, ready=len(ready), makes_room=makes_room)
    old = [each for each in (*_idle(situation), *_busy(situation)) if each.worker_id in rollout.old]
    return old[:many]


def _unneeded(situation: Situation) -> list[Worker]:
    """Return who goes for want of work. Nobody who is ready goes for the sake of somebody who is not."""
    capacity = situation.capacity
    late = [each for each in _longest_first(capacity.starting) if _may_go(each, situation)]
    rested = [each for each in _idle(situation) if _may_go(each, situation)]
    spare = max(0, len(capacity.ready) - situation.most)
    surplus = max(0, capacity.count - situation.most)
    return [*late, *rested[:spare]][:surplus]


def _idle(situation: Situation) -> list[Worker]:
    return _longest_first([each for each in situation.capacity.ready if each.condition is Condition.IDLE])


def _busy(situation: Situation) -> list[Worker]:
    return _longest_first([each for each in situation.capacity.ready if each.condition is Condition.BUSY])


def _may_go(worker: Worker, situation: Situation) -> bool:
    rules = situation.rules
    paid_until = worker.launched_at + rules.unbilled_boot + rules.billing_minimum
    rested = max(0.0, situation.now - worker.since)  # its clock may be ahead
    return rested >= rules.idle and situation.now >= paid_until - rules.goodbye


def _last_one_stays(situation: Situation) -> bool:
    """Whether somebody is kept for what may come next."""
    return situation.now - situation.last_message_at < situation.rules.last_idle


def _longest_first(workers: Sequence[Worker]) -> list[Worker]:
    return sorted(workers, key=lambda each: (each.since, each.worker_id))
