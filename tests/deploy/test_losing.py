"""Which changes take the only database along."""

import pytest

from deploy.losing import people_go
from deploy.stack import Change, StackState


def stack(database: str) -> StackState:
    return StackState(
        name="s", status="UPDATE_COMPLETE", reason="", parameters={"DatabaseKind": database}, outputs={}
    )


def changed(resource: str) -> Change:
    return Change(action="Modify", resource=resource, kind="", replacement="False")


@pytest.mark.parametrize("resource", ["WebLaunchTemplate", "WebGroup"])
def test_a_new_web_machine_takes_the_database_that_lies_on_the_old_one(resource: str) -> None:
    changes = [changed("AlarmTopic"), changed(resource)]

    assert people_go(stack("none"), changes)
    assert not people_go(stack("rds"), changes)


def test_other_changes_and_a_stack_that_is_not_there_yet_lose_nobody() -> None:
    assert not people_go(stack("none"), [changed("WorkerLaunchTemplate"), changed("WorkerGroup")])
    assert not people_go(None, [changed("WebLaunchTemplate")])
