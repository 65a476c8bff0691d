"""Change sets: what an update would do, shown before it is done."""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.failures import Rejected, StackFailed, WrongUsage
from deploy.stack import Change
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import ParameterTypeDef

_LOOK_SECONDS = 1.0
#: What CloudFormation says where an update would change nothing.
_NOTHING = ("No updates are to be performed", "didn't contain changes")
_pause = threading.Event()  # never set


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """A change that waits for somebody to carry it out."""

    id: str
    stack: str
    creates: bool  #: whether the stack is made by it
    changes: tuple[Change, ...]


class ChangeSets:
    """Makes, carries out and throws away change sets."""

    def __init__(self, client: "CloudFormationClient") -> None:
        self._client = client

    def propose(
        self,
        stack: str,
        template: str | None,
        values: Mapping[str, str],
        *,
        creates: bool,
    ) -> ChangeSet | None:
        """Return what these values of all parameters would change; None for nothing.

        Without a template the stack keeps its own. Raises WrongUsage for values that CloudFormation
        refuses, StackFailed for other reasons of its own.
        """
        try:
            with translated_errors(ValidationError=Rejected):
                made = self._client.create_change_set(
                    StackName=stack,
                    ChangeSetName=f"facefleet-{secrets.token_hex(4)}",
                    ChangeSetType="CREATE" if creates else "UPDATE",
                    **_template(template),
                    Parameters=_parameters(values),
                    Capabilities=["CAPABILITY_IAM"],
                )
        except Rejected as error:
            if _says_nothing_changes(str(error)):
                return None
            raise WrongUsage(str(error)) from error
        return self._ready(stack, made["Id"], creates)

    def carry_out(self, change_set: ChangeSet) -> None:
        """Begin with the change. A stack that cannot be made is left as it is: its logs say why."""
        with translated_errors():
            self._client.execute_change_set(
                ChangeSetName=change_set.id, StackName=change_set.stack, DisableRollback=change_set.creates
            )

    def discard(self, change_set: ChangeSet) -> None:
        """Forget the change, and the empty stack that was made to hold it."""
        with translated_errors():
            self._client.delete_change_set(ChangeSetName=change_set.id, StackName=change_set.stack)
            if change_set.creates:
                self._client.delete_stack(StackName=change_set.stack)

    def _ready(self, stack: str, identifier: str, creates: bool) -> ChangeSet | None:
        while (described := self._described(stack, identifier))["Status"] in _UNDER_WAY:
            _pause.wait(_LOOK_SECONDS)
        changes = tuple(_change(each["ResourceChange"]) for each in described["Changes"])
        change_set = ChangeSet(id=identifier, stack=stack, creates=creates, changes=changes)
        if described["Status"] != "FAILED":
            return change_set
        self.discard(change_set)
        reason = described.get("StatusReason", "")
        if _says_nothing_changes(reason):
            return None
        raise StackFailed("unchanged: its change set failed", [reason])

    def _described(self, stack: str, identifier: str) -> dict[str, Any]:
        pages = self._client.get_paginator("describe_change_set").paginate(
            ChangeSetName=identifier, StackName=stack
        )
        with translated_errors():
            read = list(pages)
        return {**read[0], "Changes": [change for page in read for change in page.get("Changes", [])]}


_UNDER_WAY = ("CREATE_PENDING", "CREATE_IN_PROGRESS")


def _says_nothing_changes(text: str) -> bool:
    return any(each in text for each in _NOTHING)


def _template(body: str | None) -> dict[str, Any]:
    return {"UsePreviousTemplate": True} if body is None else {"TemplateBody": body}


def _parameters(values: Mapping[str, str]) -> "list[ParameterTypeDef]":
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]


def _change(described: Mapping[str, Any]) -> Change:
    return Change(
        action=described["Action"],
        resource=described["LogicalResourceId"],
        kind=described["ResourceType"],
        replacement=described.get("Replacement", ""),
    )
