"""What AWS needs a while for: knowing of what is new, and letting go of what is old.

https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
"""

from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import ClientError

from pipeline.aws import error_code, translated_errors
from pipeline.errors import FacefleetError

T = TypeVar("T")

#: "Not yet", said of what was made a moment ago.
UNKNOWN_YET = frozenset({"InvalidInstanceID.NotFound", "InvalidAMIID.NotFound", "InvalidGroup.NotFound"})
#: "Not yet", said of what something else held until a moment ago.
HELD_YET = frozenset({"DependencyViolation", "InvalidSnapshot.InUse"})


def unless_not_yet(call: Callable[[], T]) -> T | None:
    """Return what the call returns; None where AWS says "not yet"."""
    try:
        return call()
    except ClientError as error:
        if error_code(error) in UNKNOWN_YET | HELD_YET:
            return None
        raise


def cleared_away(what: str, clear: Callable[[], object], tell: Callable[[str], None]) -> bool:
    """Clear something away; return whether that went well.

    What goes wrong is told and not raised: it must not hide what came of the build.
    """
    try:
        with translated_errors():
            clear()
    except FacefleetError as error:
        tell(f"{what} could not be removed, please look after it: {error}")
        return False
    return True
