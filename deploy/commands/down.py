"""`down`: removes the stack and everything in it."""

from collections.abc import Sequence

import click

from deploy.aws import buckets
from deploy.aws.groups import read_groups
from deploy.aws.queues import queues_named, remove_queues
from deploy.aws.stopping import stop_all
from deploy.changing import own_state, wait_until_settled
from deploy.command import Deployment, deployment_options
from deploy.commands.options import confirm, yes_option
from deploy.failures import NoStack
from deploy.following import Following, goes_on
from deploy.groups import KIND as GROUP
from deploy.patience import LOOK_SECONDS, borne
from deploy.places import of_kind
from deploy.showing import event_line
from deploy.stack import Resource, StackState

_EXAMPLES = """\b
Examples:
  python -m deploy down
  python -m deploy down --stack facefleet-test --yes"""

_WITHOUT_US = """You stopped waiting; what AWS was told to remove, it removes.
  `python -m deploy down` again does the rest."""

_COUNTED = 1000


@click.command("down", epilog=_EXAMPLES)
@yes_option
@deployment_options
def down(deployment: Deployment, yes: bool) -> None:
    """Remove the stack: machines, queues, database, and all pictures. Asks first."""
    state = own_state(deployment)
    if state is None:
        raise NoStack(deployment.stack.name)
    if state.status.startswith("UPDATE_"):  # during which AWS deletes nothing
        state = wait_until_settled(deployment) or state
    resources = deployment.stack.resources()
    _warn(deployment, state, resources)
    if not confirm("Remove all this for good?", yes):
        deployment.voice.say("Nothing was done.")
        return
    with goes_on(_WITHOUT_US):
        _remove(deployment, state, resources)
    deployment.voice.say(
        "Removed. Machine images, their SSM parameter and a last snapshot of the database, "
        "where there was one, are still there and cost a little."
    )
    deployment.voice.result({"stack": deployment.stack.name, "removed": True})


def _warn(deployment: Deployment, state: StackState, resources: Sequence[Resource]) -> None:
    say = deployment.voice.say
    say(f"This removes the stack {state.name} ({state.status}) and all that is in it:")
    for bucket in of_kind(resources, "AWS::S3::Bucket"):
        count = buckets.holds(deployment.account.s3, bucket, _COUNTED)
        say(f"  bucket {bucket}: {'at least ' if count == _COUNTED else ''}{count} objects")
    for kind, words in (("AWS::SQS::Queue", "queue"), ("AWS::RDS::DBInstance", "database")):
        for resource in of_kind(resources, kind):
            say(f"  {words} {resource}, with everything in it")
    for url in queues_named(deployment.account.sqs, _reply_prefix(state)):
        say(f"  reply queue {url}")


def _remove(deployment: Deployment, state: StackState, resources: Sequence[Resource]) -> None:
    _stop_machines(deployment, of_kind(resources, GROUP))
    for bucket in of_kind(resources, "AWS::S3::Bucket"):
        _empty(deployment, bucket)
    following = Following(
        deployment.stack, lambda event: deployment.voice.say(event_line(event)), deployment.pause
    )
    deployment.stack.delete()
    left = following.to_the_end()
    if left is not None and left.status != "DELETE_COMPLETE":
        raise following.failure(left)
    queues = remove_queues(deployment.account.sqs, _reply_prefix(state))
    deployment.voice.say(f"{queues} reply queues removed.")


def _reply_prefix(state: StackState) -> str:
    """Return how the web processes' queues begin; a stack that was never whole does not say so."""
    return state.outputs.get("ReplyQueuePrefix", f"{state.name}-reply-")


def _stop_machines(deployment: Deployment, groups: Sequence[str]) -> None:
    """End all machines first, so that nobody writes into a bucket that was emptied."""
    client, told = deployment.account.autoscaling, [""]
    while True:
        refused = borne(lambda: stop_all(client, groups), deployment.pause)
        left = borne(lambda: read_groups(client, groups), deployment.pause)
        if all(group.is_over for group in left):
            return
        news = [f"{sum(group.machines for group in left)} machines are ending …", *refused]
        if news != told:
            told = news
            deployment.voice.say("\n".join(news))
        deployment.pause(LOOK_SECONDS)


def _empty(deployment: Deployment, bucket: str) -> None:
    removed = 0
    for number in buckets.empty(deployment.account.s3, bucket):
        removed += number
        deployment.voice.say(f"  {bucket}: {removed} objects removed")
