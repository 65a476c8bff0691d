"""What can go wrong while an image is made."""

from pipeline.errors import FacefleetError


class BuildFailed(FacefleetError):
    """The machine could not be provisioned, or did not pass its self-test."""


class TookTooLong(FacefleetError):
    """Something did not happen in time."""


class NoBaseImage(FacefleetError):
    """There is no such Debian image in this region."""
