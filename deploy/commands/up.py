"""`up`: makes the stack, or changes it."""

from pathlib import Path

import click

from deploy.aws.address import web_address
from deploy.aws.change_sets import ChangeSet, ChangeSets
from deploy.aws.template import Template, read_template
from deploy.changing import carry_out, finish, wait_until_settled
from deploy.choosing import choose_values
from deploy.command import Deployment, deployment_options
from deploy.commands.options import confirm, parameter_options, yes_option
from deploy.console import table
from deploy.failures import WrongUsage
from deploy.losing import PEOPLE_GO, people_go
from deploy.parameters import read_settings
from deploy.showing import show_changes, show_estimate
from deploy.stack import StackState

_EXAMPLES = """\b
Examples:
  python -m deploy up --set AllowedCidr=203.0.113.0/24
  python -m deploy up --parameters fleet.toml --yes
  python -m deploy up --set WorkerMax=50 --set SpotPercent=50

\b
What is not given stays as it is, and the first time is the template's default; a network that is not named is
the account's default VPC."""


@click.command("up", epilog=_EXAMPLES)
@parameter_options
@yes_option
@deployment_options
def up(deployment: Deployment, settings: tuple[str, ...], file: Path | None, yes: bool) -> None:
    """Make the stack, or change it: says what it costs, asks, and waits until it is done."""
    given = read_settings(settings, file)
    template = read_template(deployment.account.cloudformation)
    state = wait_until_settled(deployment)
    if state is not None and state.is_stillborn:
        raise WrongUsage(
            f"The stack is {state.status} and cannot be changed; `python -m deploy down` removes it."
        )
    change_sets = ChangeSets(deployment.account.cloudformation)
    proposed = _proposed(deployment, change_sets, template, given, state)
    if proposed is not None and not _agreed(change_sets, proposed, yes):
        deployment.voice.say("Nothing was done.")
        return
    _report(deployment, _done(deployment, change_sets, proposed, state))


def _proposed(
    deployment: Deployment,
    change_sets: ChangeSets,
    template: Template,
    given: dict[str, str],
    state: StackState | None,
) -> ChangeSet | None:
    chosen = choose_values(deployment, template, given, state)
    show_estimate(deployment.voice, chosen.estimate, deployment.account.region)
    proposed = change_sets.propose(
        deployment.stack.name,
        template.body,
        chosen.values,
        creates=state is None or state.is_empty,
    )
    if proposed:
        show_changes(deployment.voice, proposed.changes)
        if people_go(state, proposed.changes):
            deployment.voice.say(PEOPLE_GO)
    return proposed


def _agreed(change_sets: ChangeSets, proposed: ChangeSet, yes: bool) -> bool:
    """Ask whether to go on; without a yes nothing is left of the proposal."""
    agreed = False
    try:
        agreed = confirm("Go on?", yes)
    finally:
        if not agreed:
            change_sets.discard(proposed)
    return agreed


def _done(
    deployment: Deployment, change_sets: ChangeSets, proposed: ChangeSet | None, state: StackState | None
) -> StackState:
    if proposed is not None:
        return carry_out(deployment, change_sets, proposed)
    if state is None:  # CloudFormation found nothing to make
        raise WrongUsage("The template makes nothing.")
    deployment.voice.say("Nothing has changed.")
    return state


def _report(deployment: Deployment, state: StackState) -> None:
    # also where nothing changed: an interrupted `up` may have left it undone
    found = finish(deployment, state.parameters)
    address = web_address(deployment.account.load_balancing, state, found.load_balancer)
    rows = [("service", address), *found.document().items()]
    deployment.voice.show(table(f"{state.name}: {state.status}", ["", ""], rows), "")
    deployment.voice.say("Next: `python -m deploy smoke-test` sends pictures through it.")
    deployment.voice.result({"stack": state.name, "status": state.status, **dict(rows)})
