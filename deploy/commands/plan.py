"""`plan`: what `up` would do, and what it would cost. Nothing is done."""

from pathlib import Path

import click

from deploy.aws.change_sets import ChangeSets
from deploy.aws.template import read_template
from deploy.changing import wait_until_settled
from deploy.choosing import choose_values
from deploy.command import Deployment, deployment_options
from deploy.commands.options import parameter_options
from deploy.losing import PEOPLE_GO, people_go
from deploy.parameters import read_settings
from deploy.showing import change_documents, estimate_document, show_changes, show_estimate

_EXAMPLES = """\b
Examples:
  python -m deploy plan --set AllowedCidr=203.0.113.0/24
  python -m deploy plan --parameters fleet.toml --json"""


@click.command("plan", epilog=_EXAMPLES)
@parameter_options
@deployment_options
def plan(deployment: Deployment, settings: tuple[str, ...], file: Path | None) -> None:
    """Show what `up` would add, change, replace and remove, and what the stack costs then."""
    given = read_settings(settings, file)
    template = read_template(deployment.account.cloudformation)
    state = wait_until_settled(deployment)
    chosen = choose_values(deployment, template, given, state)
    show_estimate(deployment.voice, chosen.estimate, deployment.account.region)
    change_sets = ChangeSets(deployment.account.cloudformation)
    proposed = change_sets.propose(
        deployment.stack.name,
        template.body,
        chosen.values,
        creates=state is None or state.is_empty,
    )
    changes = proposed.changes if proposed else ()
    if proposed:
        change_sets.discard(proposed)
        show_changes(deployment.voice, changes)
        if people_go(state, changes):
            deployment.voice.say(PEOPLE_GO)
    else:
        deployment.voice.show("Nothing would change.")
    document = {"changes": change_documents(changes), "cost": estimate_document(chosen.estimate)}
    deployment.voice.result(document)
