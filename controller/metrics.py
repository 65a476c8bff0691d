"""The controller's figures for Prometheus: what was decided, and on what it rested."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from controller.decision import Decision
from controller.observation import Condition, Observation

_PREFIX = "facefleet_controller"


class Metrics:
    """Counts decisions. `leads` says whether this controller is the one that decides."""

    def __init__(self, leads: Callable[[], bool]) -> None:
        self.registry = CollectorRegistry()
        self._wanted = self._gauge("wanted_workers", "Workers there should be")
        self._workers = self._gauge("workers", "Workers there are", "condition")
        self._figure = self._gauge("figure", "What the last decision rests on", "name")
        self._asked = self._counter("workers_asked", "Workers started, drained and retired", "to")
        self._decisions = self._counter("decisions", "Decisions: some hold, for want of a reading", "kind")
        leading = self._gauge("leads", "1 for the controller that decides, 0 for its understudies")
        leading.set_function(leads)

    @contextmanager
    def served(self, port: int) -> Iterator[None]:
        """Answer Prometheus on localhost while the block runs; on port 0 nobody."""
        if not port:
            yield
            return
        server, thread = start_http_server(port, addr="127.0.0.1", registry=self.registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def note(self, observation: Observation, decision: Decision) -> None:
        """Count a decision."""
        self._decisions.labels(_kind(decision)).inc()
        self._asked.labels("start").inc(decision.start)
        self._asked.labels("drain").inc(len(decision.drain))
        self._asked.labels("retire").inc(len(decision.retire))
        if decision.wanted is not None:
            self._wanted.set(decision.wanted)
        self._count_workers(observation)
        self._figure.clear()
        for name, value in decision.figures.items():
            self._figure.labels(name).set(value)

    def _count_workers(self, observation: Observation) -> None:
        if observation.workers is None:
            return
        for condition in Condition:
            count = sum(worker.condition is condition for worker in observation.workers)
            self._workers.labels(condition).set(count)

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"{_PREFIX}_{name}", what, labels, registry=self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"{_PREFIX}_{name}", what, labels, registry=self.registry)


def _kind(decision: Decision) -> str:
    if decision.wanted is None:
        return "hold"
    return "act" if decision.acts else "stay"
