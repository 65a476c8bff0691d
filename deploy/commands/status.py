"""`status`: how the fleet is."""

import click

from deploy.command import Deployment, deployment_options
from deploy.console import table
from deploy.failures import NoStack, StackFailed
from deploy.stack import StackState
from deploy.status.reading import read_report
from deploy.status.report import Report, WorkerReport

_EXAMPLES = """\b
Examples:
  python -m deploy status
  python -m deploy status --json | jq '.queue.visible'"""


@click.command("status", epilog=_EXAMPLES)
@deployment_options
def status(deployment: Deployment) -> None:
    """Show stack, queue, dead letters, workers and who leads. Exit code 1 where the stack is not well."""
    state = deployment.stack.state()
    if state is None or state.is_empty:
        raise NoStack(deployment.stack.name)
    _require_made(state)
    report = read_report(deployment.account, state, deployment.stack.resources())
    _show(deployment, report)
    deployment.voice.result(report.document())
    _require_well(state)


def _show(deployment: Deployment, report: Report) -> None:
    facts = [
        ("service", report.service),
        ("waiting requests", str(report.queue.visible)),
        ("under way", str(report.queue.in_flight)),
        ("dead letters", str(report.dead_letters.visible)),
        ("controller", report.controller or "nobody leads"),
        ("machine image", report.image or "none"),
        ("workers", f"{len(report.workers)}, of which {report.old_workers} run an older template"),
        *((f"{name} launches nobody", why) for name, why in report.launches_not.items()),
    ]
    deployment.voice.show(
        table(f"{report.stack}: {report.status}", ["", ""], [*facts, *report.places.document().items()])
    )
    if report.workers:
        headings = ["worker", "state", "slots ", "images ", "s an image ", "silent, s ", "template"]
        deployment.voice.show("", table("Workers", headings, map(_row, report.workers)))


def _row(worker: WorkerReport) -> tuple[str, ...]:
    template = f"{worker.version}{' (old)' if worker.is_old else ''}"
    if worker.state is None:
        return worker.instance_id, "has said nothing yet", "", "", "", "", template
    return (
        worker.instance_id,
        worker.state,
        str(worker.slots),
        str(worker.images_done),
        f"{worker.mean_service_seconds:.3f}",
        f"{worker.silent_seconds:g}",
        template,
    )


def _require_made(state: StackState) -> None:
    """Stop where there is nothing to read: it is being made or removed, or its making failed."""
    if state.is_stillborn or state.status.startswith(("CREATE_IN", "DELETE")):
        raise StackFailed(state.status, [state.reason] if state.reason else [])


def _require_well(state: StackState) -> None:
    if state.is_settled and not state.is_well:
        raise StackFailed(state.status, [state.reason] if state.reason else [])
