"""`roll`: gives new machines another image, and waits until no worker has an older one."""

import math

import click

from deploy.aws.change_sets import ChangeSets
from deploy.aws.images import current_image, image_parameter
from deploy.aws.workers import read_workers
from deploy.changing import carry_out, finish, wait_until_settled
from deploy.choosing import standing_values
from deploy.command import Deployment, deployment_options
from deploy.commands.options import confirm, yes_option
from deploy.failures import NoStack, TooSlow
from deploy.following import goes_on
from deploy.losing import PEOPLE_GO, has_only_copy
from deploy.patience import LOOK_SECONDS, borne
from deploy.stack import StackState
from deploy.way_back import way_back

_EXAMPLES = """\b
Examples:
  python -m deploy roll                        the image that `python -m ami.bake` wrote last
  python -m deploy roll --image ami-0123456789abcdef0
  python -m deploy roll --parameter /facefleet/ami-next --timeout 3600

\b
The controller starts workers with the new image first and then drains the old ones: no picture is lost."""

_WITHOUT_US = """You stopped waiting; the controller goes on replacing old workers by itself.
  `python -m deploy status` shows who is old."""


@click.command("roll", epilog=_EXAMPLES)
@click.option(
    "--image", metavar="AMI", help="Written into the SSM parameter first; where the update fails, taken back."
)
@click.option(
    "--parameter", metavar="NAME", help="Another SSM parameter that holds the image's id, from now on."
)
@click.option(
    "--timeout", default=1800, show_default=True, type=click.IntRange(min=1), help="Seconds to wait."
)
@yes_option
@deployment_options
def roll(deployment: Deployment, image: str | None, parameter: str | None, timeout: int, yes: bool) -> None:
    """Have all machines run another image; waits until no old worker is left."""
    state = wait_until_settled(deployment)
    if state is None or state.is_empty:
        raise NoStack(deployment.stack.name)
    if not _agreed(deployment, state, yes):
        deployment.voice.say("Nothing was done.")
        return
    name = parameter or image_parameter(state)
    with way_back(deployment, state, name, image):
        chosen = current_image(deployment.account.ssm, name)
        deployment.voice.say(f"New machines shall have {chosen} ({name}).")
        _update(deployment, state, name)
    with goes_on(_WITHOUT_US):
        _wait_for_the_old(deployment, finish(deployment, state.parameters).worker_group, timeout)
    deployment.voice.say("No worker runs an older image.")
    deployment.voice.result({"image": chosen, "parameter": name, "old_workers": 0})


def _agreed(deployment: Deployment, state: StackState, yes: bool) -> bool:
    if not has_only_copy(state):
        return True
    deployment.voice.say(PEOPLE_GO)
    return confirm("Go on?", yes)


def _update(deployment: Deployment, state: StackState, parameter: str) -> None:
    change_sets = ChangeSets(deployment.account.cloudformation)
    proposed = change_sets.propose(
        deployment.stack.name, None, {**standing_values(state), "Ami": parameter}, creates=False
    )
    if proposed is None:
        deployment.voice.say("The stack has this image already.")
    else:
        carry_out(deployment, change_sets, proposed)


def _wait_for_the_old(deployment: Deployment, group: str, timeout: int) -> None:
    told = None
    for _ in range(math.ceil(timeout / LOOK_SECONDS)):
        workers = borne(lambda: read_workers(deployment.account, group), deployment.pause)
        if workers.old == 0:
            return
        if workers != told:
            told = workers
            deployment.voice.say(f"{workers.old} of {len(workers.machines)} workers run an older image …")
        deployment.pause(LOOK_SECONDS)
    raise TooSlow(f"Some workers still run an older image after {timeout} s. {_WITHOUT_US}")
