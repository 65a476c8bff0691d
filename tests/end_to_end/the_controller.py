"""The controller of a running service: what it decided, and how to keep it from looking."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.end_to_end.records import lines
from tests.end_to_end.service import Service
from tests.waiting import wait_until


@contextmanager
def looking_away(service: Service) -> Iterator[None]:
    """Suspend it while the block runs: at its next look it finds all that the block has done."""
    wait_until(lambda: bool(wanted(service)), seconds=60)  # it may have been started this moment
    (controller,) = service.processes("controller")
    controller.suspend()
    try:
        yield
    finally:
        controller.resume()


def wanted(service: Service) -> list[int]:
    """Return how many workers it wanted, decision by decision."""
    found = (line.get("wanted") for line in lines(service, "controller"))
    return [each for each in found if each is not None]
