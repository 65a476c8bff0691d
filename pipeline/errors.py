"""The failures that cross a seam, in families by who can put them right.

An expected answer ("no face") is an outcome and never one of these. Each docstring is the default message.
"""

from collections.abc import Sequence


class FacefleetError(Exception):
    """Something in Facefleet failed."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class InvalidSettings(FacefleetError):
    """Some settings are missing or wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "Some settings are missing or wrong:\n" + "\n".join(f"  {each}" for each in problems)
        )


class MalformedMessage(FacefleetError):
    """A message's body is not what its schema says; the body is kept."""

    def __init__(self, body: str, reason: str) -> None:
        self.body = body
        self.reason = reason
        super().__init__(f"The message cannot be read: {reason}")


class MessageTooLarge(FacefleetError):
    """An encoded message is larger than the queue takes."""


class InvalidImage(FacefleetError):
    """The bytes are no picture that Facefleet reads; `code` says why, for programs."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class ServiceUnavailable(FacefleetError):
    """A service of the cloud, such as S3, refused or did not answer; trying again later may help."""


class ObjectMissing(FacefleetError):
    """There is no object under that key."""


class QueueMissing(FacefleetError):
    """There is no queue of that name."""


class ReceiptExpired(FacefleetError):
    """The message is no longer ours: its visibility ran out, or it was deleted."""
