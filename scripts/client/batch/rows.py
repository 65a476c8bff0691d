"""What became of one picture of a batch: a row of the output."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.outcomes import Outcome


class RowStatus(StrEnum):
    """How far a picture came."""

    DONE = "done"  #: There is an answer.
    REFUSED = "refused"  #: The service does not take this picture and never will.
    FAILED = "failed"  #: The service could not do it, or the file could not be read.
    EXPIRED = "expired"  #: No worker came to it in time.
    UNREACHABLE = "unreachable"  #: The server stayed away for longer than our patience.


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the service says about a picture."""

    outcome: Outcome
    names: tuple[str, ...] = ()  #: known faces, largest first
    similarity: float | None = None  #: of the face that is most like somebody, 0 to 100
    distance: float | None = None
    faces: int | None = None  #: None where only a name was answered


@dataclass(frozen=True, kw_only=True)
class Row:
    """One picture."""

    path: str
    status: RowStatus
    outcome: Outcome | None = None
    names: tuple[str, ...] = ()
    similarity: float | None = None
    distance: float | None = None
    faces: int | None = None
    milliseconds: float  #: from reading the file until the answer, tries and waits included
    error: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether another try would end the same."""
        return self.status in (RowStatus.DONE, RowStatus.REFUSED)

    @property
    def is_well(self) -> bool:
        """Whether there is an answer about the picture's faces."""
        return self.status is RowStatus.DONE and self.outcome is not Outcome.UNREADABLE_IMAGE

    @property
    def answer(self) -> str:
        """What `POST /` would say: a name, `unknown` or `no_face`; empty without an answer."""
        return self.names[0] if self.names else str(self.outcome or "")
