"""Why a benchmark on faces cannot be run."""

from pipeline.errors import FacefleetError


class DataMissing(FacefleetError):
    """Pictures or lists that the benchmark needs are not there."""


class MalformedList(FacefleetError):
    """A list of pairs or of counted faces is not what it should be."""


class UnreadablePicture(FacefleetError):
    """A picture cannot be read, so that no figure over all of them would be true."""
