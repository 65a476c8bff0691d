"""Decides once, for whoever runs the controller by hand or from a timer."""

from collections.abc import Callable

from controller.decision import Decision
from pipeline import logs

log = logs.get_logger()

#: Looks at the lease while its holder may be dead.
_LOOKS = 10


def decide_once(
    tick: Callable[[], Decision | None], *, patience_seconds: float, wait: Callable[[float], object]
) -> bool:
    """Tick until there is a decision; return whether there was one.

    A controller that crashed left a lease that nobody renews. It is over when it was seen unchanged for
    `patience_seconds`, so that much is waited for, and a little more.
    """
    if tick() is not None:
        return True
    log.info("waiting for the lease, which another controller has", at_most_seconds=patience_seconds)
    return any(_after(wait, patience_seconds / _LOOKS, tick) for _ in range(_LOOKS + 1))


def _after(wait: Callable[[float], object], seconds: float, tick: Callable[[], Decision | None]) -> bool:
    wait(seconds)
    return tick() is not None
