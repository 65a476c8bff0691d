"""A stack as CloudFormation shows it, and what happens to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

_DONE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"})
#: A change set was made for a stack that does not exist yet.
_EMPTY = "REVIEW_IN_PROGRESS"
#: A creation failed; such a stack can only be removed.
_STILLBORN = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"})
#: By these parameters a stack is known as Facefleet's.
_OURS = frozenset({"WorkerMax", "AllowedCidr"})


@dataclass(frozen=True, kw_only=True)
class StackState:
    """One reading."""

    name: str
    status: str
    reason: str
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is under way."""
        return self.status == _EMPTY or not self.status.endswith("_IN_PROGRESS")

    @property
    def is_going(self) -> bool:
        """Whether it is being deleted."""
        return self.status == "DELETE_IN_PROGRESS"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it yet."""
        return self.status == _EMPTY

    @property
    def is_ours(self) -> bool:
        """Whether it was made of Facefleet's template, or of none yet."""
        return self.is_empty or self.parameters.keys() >= _OURS

    @property
    def is_stillborn(self) -> bool:
        """Whether its creation failed."""
        return self.status in _STILLBORN

    @property
    def is_well(self) -> bool:
        """Whether it is what it was last told to be."""
        return self.status in _DONE


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Something that a stack made."""

    name: str  #: in the template
    kind: str  #: AWS::S3::Bucket …
    id: str  #: a bucket's name, a queue's URL …


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to one resource."""

    id: str
    at: datetime
    resource: str
    kind: str  #: AWS::S3::Bucket …
    status: str
    reason: str

    @property
    def is_cause(self) -> bool:
        """Whether it is why a change fails, and not what was cancelled because of it."""
        return self.status.endswith("_FAILED") and "cancelled" not in self.reason


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a change set would do to one resource."""

    action: str  #: Add, Modify, Remove, Import, Dynamic
    resource: str
    kind: str
    replacement: str  #: True, False, Conditional, or nothing

    @property
    def words(self) -> str:
        """Say it."""
        if self.action == "Modify" and self.replacement in ("True", "Conditional"):
            return "replaced" if self.replacement == "True" else "changed, perhaps replaced"
        return {"Add": "added", "Modify": "changed", "Remove": "removed"}.get(
            self.action, self.action.lower()
        )
