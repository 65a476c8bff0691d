"""What can go wrong while an image is made."""

from pipeline.errors import FacefleetError


class BuildFailed(FacefleetError):
    """The machine could not be provisioned, or did not pass its self-test."""


class SaidNothing(BuildFailed):
    """The machine runs, and not even the first report came."""

    def __init__(self, instance: str, minutes: float) -> None:
        super().__init__(
            f"The builder {instance} was started {minutes:.0f} minutes ago and has not reported once: most "
            "likely its subnet has no way out. It needs a route to an internet gateway or a NAT gateway; "
            "--subnet names another. What it said while it booted is kept for about an hour: "
            f"aws ec2 get-console-output --instance-id {instance}"
        )


class NotPublished(FacefleetError):
    """The image is there, but its parameter does not name it."""

    def __init__(self, image: str, parameter: str) -> None:
        super().__init__(
            f"The image {image} is ready, but the SSM parameter {parameter} still does not name it. AWS "
            "checks an image's id after it has taken the call, with the caller's rights, and says nothing "
            "where it refuses: most likely the right ec2:DescribeImages is missing. Given that, no new build "
            f"is needed: aws ssm put-parameter --name {parameter} --value {image} --type String "
            "--data-type aws:ec2:image --overwrite"
        )


class TookTooLong(FacefleetError):
    """Something did not happen in time."""


class NoBaseImage(FacefleetError):
    """There is no such Debian image in this region."""
