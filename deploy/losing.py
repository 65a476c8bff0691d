"""What a change takes along that its list of changes does not say. Pure."""

from collections.abc import Sequence

from deploy.stack import Change, StackState

PEOPLE_GO = """With DatabaseKind=none the database lies on the only web machine, which is replaced:
all people, collections and jobs are lost."""

#: Where one of these changes, CloudFormation replaces the web machines:
#: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
_BEARERS = frozenset({"WebLaunchTemplate", "WebGroup"})


def has_only_copy(state: StackState | None) -> bool:
    """Whether a web machine of the stack, as it stands, bears the only database."""
    return state is not None and state.parameters.get("DatabaseKind") == "none"


def people_go(state: StackState | None, changes: Sequence[Change]) -> bool:
    """Whether these changes replace the machine that bears the only database."""
    return has_only_copy(state) and any(change.resource in _BEARERS for change in changes)
