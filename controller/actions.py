"""Carries decisions out: on the fleet, and on what dead workers left."""

from collections.abc import Callable, Iterator
from functools import partial

from controller.decision import Decision
from controller.fleet import Fleet
from controller.heartbeats import forget_worker
from controller.observation import Observation
from pipeline import logs
from pipeline.errors import FacefleetError
from pipeline.store import ObjectStore

log = logs.get_logger()


class Actions:
    """What the controller does to the world."""

    def __init__(self, *, fleet: Fleet, store: ObjectStore, leads: Callable[[], bool] = lambda: True) -> None:
        self._fleet = fleet
        self._store = store
        self._leads = leads

    def carry_out(self, observation: Observation, decision: Decision) -> None:
        """Start, drain and retire as decided, and remove what is left of the departed.

        An action that fails keeps none of the others back; the next tick decides it anew. Together they
        may take longer than a lease lasts, so it is looked at before each.
        """
        for what, act in self._acts(observation, decision):
            if not self._leads():
                log.info("the rest was dropped: this controller does not lead any more", dropped_from=what)
                return
            try:
                act()
            except FacefleetError as error:
                log.warning("an action failed", action=what, error=str(error))

    def _acts(self, observation: Observation, decision: Decision) -> Iterator[tuple[str, Callable[[], None]]]:
        if decision.start:
            yield f"start {decision.start}", partial(self._fleet.start, decision.start)
        for worker_id in decision.drain:
            yield f"drain {worker_id}", partial(self._fleet.drain, worker_id)
        for worker_id in decision.retire:
            yield f"retire {worker_id}", partial(self._fleet.retire, worker_id)
        for worker_id in observation.departed:
            yield f"forget {worker_id}", partial(self._forget, worker_id)

    def _forget(self, worker_id: str) -> None:
        forget_worker(self._store, worker_id)
        log.info("report of a departed worker removed", worker_id=worker_id)


def look_only(observation: Observation, decision: Decision) -> None:
    """Do nothing: the dry run."""
