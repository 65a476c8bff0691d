"""Looks out for reasons to drain a worker that no signal tells."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app_tier.setbacks import Setbacks
from pipeline.logs import get_logger

log = get_logger()


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Something that may come to be so, after which the worker takes nothing more."""

    name: str  #: such as `drain mark`
    is_there: Callable[[], bool]  #: asks; may raise
    every_seconds: float
    drain: Callable[[], None]  #: called once, when it is there


@contextmanager
def looking_out(reasons: Sequence[Reason]) -> Iterator[None]:
    """Look for each reason from a thread of its own while the block runs."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=look_out, args=(each, stop), name=each.name, daemon=True) for each in reasons
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def look_out(reason: Reason, stop: threading.Event) -> None:
    """Ask until the reason is there or `stop` is set, through any outage."""
    asking = Setbacks(f"looking for a {reason.name}")
    while not stop.wait(max(reason.every_seconds, asking.pause_seconds)):
        with asking.survived():
            if reason.is_there():
                log.info("told to drain", reason=reason.name)
                reason.drain()
                return
