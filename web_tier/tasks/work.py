"""What a task's work is to those who run it."""

from dataclasses import dataclass
from typing import Protocol

from pipeline.errors import FacefleetError
from web_tier.models import Task


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a task has come."""

    total: int
    done: int
    failed: int
    is_finished: bool = False


class TaskFailure(FacefleetError):
    """A task cannot be brought to its end; the message is for whoever started it."""


class Work(Protocol):
    """One kind of task."""

    def advance(self, task: Task) -> Progress:
        """Do some of it, and find from the database alone what was done before.

        Raises TaskFailure, and what `Loop` takes for an outage: then it is tried again.
        """
