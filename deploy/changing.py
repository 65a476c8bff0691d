"""Carries a change of the stack out and waits for its end."""

from deploy.aws.change_sets import ChangeSet, ChangeSets
from deploy.aws.groups import suspend_interference
from deploy.command import Deployment
from deploy.failures import NotOurs
from deploy.following import Following, goes_on
from deploy.places import Places, places
from deploy.showing import event_line
from deploy.stack import StackState

_WITHOUT_US = """You stopped waiting, and AWS goes on with the change by itself.
  `python -m deploy status` shows how far it is, `python -m deploy up` waits for it and finishes the rest,
  `python -m deploy down` removes everything."""


def own_state(deployment: Deployment) -> StackState | None:
    """Return how the stack is that is to be changed. Raises NotOurs: names are easily mixed up."""
    state = deployment.stack.state()
    if state is not None and not state.is_ours:
        raise NotOurs(state.name)
    return state


def wait_until_settled(deployment: Deployment) -> StackState | None:
    """Wait for whatever is under way, such as what an earlier, interrupted command began. Raises NotOurs."""
    state = own_state(deployment)
    if state is None or state.is_settled:
        return state
    deployment.voice.say(f"The stack is {state.status}; waiting for that to end …")
    with goes_on(_WITHOUT_US):
        return _following(deployment).to_the_end()


def carry_out(deployment: Deployment, change_sets: ChangeSets, change_set: ChangeSet) -> StackState:
    """Carry a change out and tell what happens until it is done. Raises StackFailed, Interrupted."""
    following = _following(deployment)
    with goes_on(_WITHOUT_US):
        change_sets.carry_out(change_set)
        state = following.until_well()
    return state


def finish(deployment: Deployment) -> Places:
    """Do what no template can say, and return where everything is: only the controller ends workers."""
    found = places(deployment.stack.name, deployment.stack.resources())
    suspend_interference(deployment.account.autoscaling, found.worker_group)
    return found


def _following(deployment: Deployment) -> Following:
    return Following(
        deployment.stack, lambda event: deployment.voice.say(event_line(event)), deployment.pause
    )
