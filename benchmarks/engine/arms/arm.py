"""What is compared: the seam between the measurements and whatever finds or embeds faces."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from benchmarks.engine.timing import Stages

Question_contra = TypeVar("Question_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Timed(Generic[Result_co]):
    """An answer, and what it took."""

    stages: Stages
    result: Result_co


class Arm(Protocol[Question_contra, Result_co]):
    """Loaded and ready."""

    def answer(self, question: Question_contra) -> Timed[Result_co]:
        """Do the work once."""
