"""Counts what the web tier does, for Prometheus; each application has a registry of its own."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

#: Seconds from the acceptance to the end of a job: from a warm worker up to the deadline.
_LATENCY_BUCKETS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300)


class Metrics:
    """The figures behind `/metrics`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter("http_requests", "Answers by route and status", "route", "status")
        self._accepted = self._counter("jobs_accepted", "Jobs accepted by purpose", "purpose")
        self._finished = self._counter("jobs_finished", "Jobs ended by this process, by status", "status")
        self._analysed = self._counter(
            "pictures_analysed", "Pictures by what analysed them", "pack", "runtime"
        )
        self._resends = self._counter("requests_resent", "Requests that were sent again")
        self._dead = self._counter("dead_letters", "Requests taken from the dead-letter queue")
        self._latency = Histogram(
            "facefleet_job_seconds",
            "From the acceptance to the end of a job",
            buckets=_LATENCY_BUCKETS,
            registry=self._registry,
        )
        self._depth = Gauge(
            "facefleet_queue_depth", "Requests in the queue", ("state",), registry=self._registry
        )
        self._waiting = Gauge(
            "facefleet_waiting_requests", "HTTP requests that wait for a result", registry=self._registry
        )

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"facefleet_{name}", meaning, labels, registry=self._registry)

    def answered(self, route: str, status: int) -> None:
        """Count an HTTP answer; `route` is the rule and not the path, so that there are few."""
        self._requests.labels(route, str(status)).inc()

    def job_accepted(self, purpose: str) -> None:
        """Count a new job."""
        self._accepted.labels(purpose).inc()

    def job_finished(self, status: str, seconds: float) -> None:
        """Count a job's end, `seconds` after its acceptance."""
        self._finished.labels(status).inc()
        self._latency.observe(seconds)

    def picture_analysed(self, pack: str, runtime: str) -> None:
        """Count a picture by the model pack that a worker used and by what ran it."""
        self._analysed.labels(pack, runtime).inc()

    def request_resent(self) -> None:
        """Count a request that was sent again."""
        self._resends.inc()

    def dead_letter(self) -> None:
        """Count a message of the dead-letter queue."""
        self._dead.inc()

    def queue_depth(self, visible: int, in_flight: int) -> None:
        """Note how many requests there are."""
        self._depth.labels("visible").set(visible)
        self._depth.labels("in_flight").set(in_flight)

    def watch_waiting(self, count: Callable[[], int]) -> None:
        """Ask `count` for the number of waiting requests at every scrape."""
        self._waiting.set_function(count)

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)
