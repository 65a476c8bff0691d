"""Writes that S3 makes on a condition, and what its answers say of them.

412: the condition does not hold. 409: another write or deletion of the object was under way, and may have
failed, so that nothing is known yet. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

from collections.abc import Callable

from pipeline.aws import translated_errors
from pipeline.errors import FacefleetError, ServiceUnavailable

#: Before each further try, seconds: the other write is of an object as small as ours.
_PAUSES = (0.1, 0.2, 0.4)


class _NotAsAssumed(FacefleetError):
    """The condition does not hold."""


class _UnderWay(ServiceUnavailable):
    """Another write of the object is under way."""


def written(put: Callable[[], object], pause: Callable[[float], None]) -> bool:
    """Write; return whether the condition held. Raises ServiceUnavailable where that cannot be known."""
    for seconds in _PAUSES:
        try:
            return _tried(put)
        except _UnderWay:
            pause(seconds)
    return _tried(put)


def _tried(put: Callable[[], object]) -> bool:
    try:
        with translated_errors(PreconditionFailed=_NotAsAssumed, ConditionalRequestConflict=_UnderWay):
            put()
    except _NotAsAssumed:
        return False
    return True
