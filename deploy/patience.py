"""How whoever waits for AWS looks again and again."""

from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import ServiceUnavailable

T = TypeVar("T")
Pause = Callable[[float], object]

LOOK_SECONDS = 3.0
#: So many looks in a row may fail: half a minute, and what botocore waits between its own tries.
_BORNE_FAILURES = 10


def borne(look: Callable[[], T], pause: Pause) -> T:
    """Return what a look shows; some that fail are borne, since AWS throttles and networks break off.

    Raises ServiceUnavailable where looking fails on and on.
    """
    for _ in range(_BORNE_FAILURES):
        try:
            return look()
        except ServiceUnavailable:
            pause(LOOK_SECONDS)
    return look()
