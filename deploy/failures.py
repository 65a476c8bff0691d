"""Why a deployment could not be done, as its user is told."""

from collections.abc import Sequence

from pipeline.errors import FacefleetError


class WrongUsage(FacefleetError):
    """The command line asks for something that is not possible; nothing was done."""


class NoStack(FacefleetError):
    """There is no such stack."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no stack {name} in this region; `python -m deploy up` makes it.")


class StackFailed(FacefleetError):
    """A stack did not come to be what it was to become."""

    def __init__(self, status: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n  ".join([f"The stack is now {status}.", *self.reasons]))


class Incomplete(FacefleetError):
    """A stack lacks parts of Facefleet."""

    def __init__(self, name: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"The stack {name} has no {', '.join(missing)}: it is not whole, or not Facefleet's."
        )


class NoImage(FacefleetError):
    """There is no machine image yet."""

    def __init__(self, parameter: str) -> None:
        super().__init__(
            f"There is no machine image: the SSM parameter {parameter} does not exist. "
            "`python -m ami.bake` makes an image and writes it there."
        )


class ImageNotTaken(FacefleetError):
    """AWS did not take an image's id into its SSM parameter."""

    def __init__(self, parameter: str, image: str) -> None:
        super().__init__(
            f"The SSM parameter {parameter} does not name {image}, though AWS was told so: it takes images "
            "alone that exist in this region and that you may see (ec2:DescribeImages)."
        )


class NoNetwork(FacefleetError):
    """There is no default VPC with subnets in two zones; name yours with --set VpcId=… --set SubnetIds=…,…"""


class NoZones(FacefleetError):
    """The default VPC has no two zones with these machines."""

    def __init__(self, machines: Sequence[str]) -> None:
        super().__init__(
            f"The default VPC has no two zones that offer {' and '.join(machines)}. Choose other types, "
            "or name your subnets with --set VpcId=… --set SubnetIds=…,…"
        )


class NotOurs(WrongUsage):
    """A stack is somebody else's."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The stack {name} is not Facefleet's: it lacks Facefleet's parameters. Nothing was done; "
            "name another with --stack."
        )


class TooSlow(FacefleetError):
    """What was waited for did not come about in time; it may yet."""


class Rejected(FacefleetError):
    """CloudFormation refuses a request as it stands."""


class NotNow(FacefleetError):
    """A machine or group is not in a state for what is asked of it; it may be in a moment."""


class Interrupted(FacefleetError):
    """The user stopped waiting; the message says what goes on without them."""
