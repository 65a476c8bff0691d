"""Why a client got no answer: the server is away, it says no, or the user has had enough."""

from http import HTTPStatus

#: Refusals that a later try may turn: they are about the moment, not about the picture.
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT})


class ClientFailure(Exception):
    """A call to the service failed."""


class Unreachable(ClientFailure):
    """Nobody answered, or the answer was to come back later; the same request may be sent again."""

    def __init__(self, reason: str, retry_after_seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class Refused(ClientFailure):
    """The service answered, and the answer is a failure."""

    def __init__(self, *, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    @property
    def is_lasting(self) -> bool:
        """Whether the same request would be refused again."""
        return self.status < HTTPStatus.INTERNAL_SERVER_ERROR and self.status not in _PASSING

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Interrupted(ClientFailure):
    """The user asked to stop."""
