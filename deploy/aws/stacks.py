"""Reads and deletes a CloudFormation stack."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from deploy.aws.account import Account
from deploy.failures import Rejected
from deploy.stack import Event, Resource, StackState
from pipeline.aws import translated_errors


class Stack:
    """One stack by its name; it need not exist. Methods raise ServiceUnavailable with what AWS says."""

    def __init__(self, account: Account, name: str) -> None:
        self._account = account  # whose client is made when it is first needed: not every command asks AWS
        self.name = name

    def state(self) -> StackState | None:
        """Return how it is; None where there is none."""
        try:
            with translated_errors(ValidationError=Rejected):
                found = self._account.cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        except Rejected as error:
            if "does not exist" in str(error):
                return None
            raise
        return _state(found[0]) if found else None

    def events(self) -> Iterator[Event]:
        """Return everything that happened to it, newest first, read as far as somebody asks.

        Raises Rejected where there is no such stack.
        """
        pages = self._account.cloudformation.get_paginator("describe_stack_events").paginate(
            StackName=self.name
        )
        with translated_errors(ValidationError=Rejected):
            for page in pages:
                yield from map(_event, page["StackEvents"])

    def resources(self) -> list[Resource]:
        """Return what it has made, also while it is being made."""
        pages = self._account.cloudformation.get_paginator("list_stack_resources").paginate(
            StackName=self.name
        )
        with translated_errors():
            found = [each for page in pages for each in page["StackResourceSummaries"]]
        return [
            Resource(name=each["LogicalResourceId"], kind=each["ResourceType"], id=each["PhysicalResourceId"])
            for each in found
            if each.get("PhysicalResourceId") and each["ResourceStatus"] != "DELETE_COMPLETE"
        ]

    def delete(self) -> None:
        """Begin to delete it."""
        with translated_errors():
            self._account.cloudformation.delete_stack(StackName=self.name)


def _state(described: Mapping[str, Any]) -> StackState:
    return StackState(
        name=described["StackName"],
        status=described["StackStatus"],
        reason=described.get("StackStatusReason", ""),
        parameters={
            each["ParameterKey"]: _plain(each["ParameterValue"]) for each in described.get("Parameters", [])
        },
        outputs={each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])},
    )


def _plain(value: str) -> str:
    """Return a list as CloudFormation takes it, a,b, also where an emulator shows it as Python does."""
    return re.sub(r"[\[\]' ]", "", value) if value.startswith("['") else value


def _event(described: Mapping[str, Any]) -> Event:
    return Event(
        id=described["EventId"],
        at=described["Timestamp"],
        resource=described["LogicalResourceId"],
        kind=described.get("ResourceType", ""),
        status=described["ResourceStatus"],
        reason=described.get("ResourceStatusReason", ""),
    )
