"""The one failure of reading a file of weights."""

from pipeline.errors import FacefleetError


class UnreadableWeights(FacefleetError):
    """A file of weights is damaged, or is not the network that was asked for."""
