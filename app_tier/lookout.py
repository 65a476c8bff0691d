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
    drain: Callable[[], None]  #: called when it is there; again changes nothing


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


def look_now(reasons: Sequence[Reason]) -> None:
    """Ask for each reason once, such as before the first request: what came during the boot is known then."""
    for reason in reasons:
        with Setbacks(f"looking for a {reason.name}").survived():
            _found(reason)


def look_out(reason: Reason, stop: threading.Event) -> None:
    """Ask until the reason is there or `stop` is set, through any outage."""
    asking = Setbacks(f"looking for a {reason.name}")
    while not stop.wait(max(reason.every_seconds, asking.pause_seconds)):
        with asking.survived():
            if _found(reason):
                return


def _found(reason: Reason) -> bool:
    if not reason.is_there():
        return False
    log.info("told to drain", reason=reason.name)
    reason.drain()
    return True
