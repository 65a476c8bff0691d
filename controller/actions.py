"""Carries decisions out: on the fleet, and on the reports that dead workers left."""

from controller.fleet import Fleet
from controller.heartbeats import forget_heartbeat
from controller.observation import Observation
from controller.policy import Decision
from pipeline import logs
from pipeline.store import ObjectStore

log = logs.get_logger()


class Actions:
    """What the controller does to the world."""

    def __init__(self, *, fleet: Fleet, store: ObjectStore) -> None:
        self._fleet = fleet
        self._store = store

    def carry_out(self, observation: Observation, decision: Decision) -> None:
        """Start and drain as decided, and remove what the departed last said."""
        if decision.start:
            self._fleet.start(decision.start)
        for worker_id in decision.drain:
            self._fleet.drain(worker_id)
        for worker_id in observation.departed:
            forget_heartbeat(self._store, worker_id)
            log.info("report of a departed worker removed", worker_id=worker_id)


def look_only(observation: Observation, decision: Decision) -> None:
    """Do nothing: the dry run."""
