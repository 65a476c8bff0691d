"""Carries a change of the stack out and waits for its end."""

from collections.abc import Mapping

from deploy.aws.change_sets import ChangeSet, ChangeSets
from deploy.aws.groups import suspend_interference
from deploy.command import Deployment
from deploy.failures import NotOurs, StackFailed
from deploy.following import Following, goes_on
from deploy.places import Places, places
from deploy.restoring import restore_groups
from deploy.showing import event_line
from deploy.stack import StackState

_WITHOUT_US = """You stopped waiting, and AWS goes on with the change by itself.
  `python -m deploy status` shows how far it is, `python -m deploy up` waits for it and finishes the rest,
  `python -m deploy down` removes everything."""

_LEFT_STANDING = """What was made is left as it is, so that its logs can be read (CloudWatch, /facefleet/…).
  It costs money: `python -m deploy down` removes it."""


def own_state(deployment: Deployment) -> StackState | None:
    """Return how the stack is that is to be changed. Raises NotOurs: names are easily mixed up."""
    return _ours(deployment.stack.state())


def wait_until_settled(deployment: Deployment) -> StackState | None:
    """Wait for whatever is under way, such as what an earlier, interrupted command began. Raises NotOurs."""
    state = deployment.stack.state()
    if state is not None and not state.is_settled:
        state = _waited_for(deployment, state)
    return _ours(state)


def carry_out(deployment: Deployment, change_sets: ChangeSets, change_set: ChangeSet) -> StackState:
    """Carry a change out and tell what happens until it is done. Raises StackFailed, Interrupted."""
    following = _following(deployment)
    with goes_on(_WITHOUT_US):
        change_sets.carry_out(change_set)
        try:
            return following.until_well()
        except StackFailed:
            if change_set.creates:
                deployment.voice.say(_LEFT_STANDING)
            raise


def finish(deployment: Deployment, values: Mapping[str, str]) -> Places:
    """Do what no template can, and return where everything is: only the controller ends workers."""
    resources = deployment.stack.resources()
    found = places(deployment.stack.name, resources)
    suspend_interference(deployment.account.autoscaling, found.worker_group)
    restore_groups(deployment, resources, values)
    return found


def _waited_for(deployment: Deployment, state: StackState) -> StackState | None:
    if not state.is_going:  # one that goes may be an empty one, as `plan` leaves it: those show no parameters
        _ours(state)
    deployment.voice.say(f"The stack is {state.status}; waiting for that to end …")
    with goes_on(_WITHOUT_US):
        return _following(deployment).to_the_end()


def _ours(state: StackState | None) -> StackState | None:
    if state is not None and not state.is_ours:
        raise NotOurs(state.name)
    return state


def _following(deployment: Deployment) -> Following:
    return Following(
        deployment.stack, lambda event: deployment.voice.say(event_line(event)), deployment.pause
    )
