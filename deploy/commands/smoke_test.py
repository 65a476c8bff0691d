"""`smoke-test`: sends pictures through the deployed service."""

import sys
import threading
import time
from pathlib import Path

import click

from benchmarks.pictures import Picture, drawn_face
from deploy.aws.address import web_address
from deploy.command import FAILED, Deployment, deployment_options
from deploy.failures import Interrupted, NoStack, WrongUsage
from deploy.places import places
from deploy.smoke.sending import Summary, send_all
from scripts.client.connection import Connection
from scripts.client.exchange import Exchange
from scripts.client.patience import Patience
from scripts.client.pictures import pictures_under
from scripts.client.progress import progress
from scripts.client.service import POLL_SECONDS

_EXAMPLES = """\b
Examples:
  python -m deploy smoke-test
  python -m deploy smoke-test --images ~/pictures --count 200 --concurrency 16
  python -m deploy smoke-test --url http://127.0.0.1:8000        a service that `make run` runs here"""


@click.command("smoke-test", epilog=_EXAMPLES)
@click.option("--url", help="The service; else what the stack says of itself (output WebUrl).")
@click.option(
    "--images",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of pictures; else drawn faces are sent.",
)
@click.option("--count", default=20, show_default=True, type=click.IntRange(min=1), help="Pictures to send.")
@click.option("--concurrency", default=8, show_default=True, type=click.IntRange(min=1), help="At a time.")
@click.option(
    "--patience",
    default=300.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Seconds to try again while the service is away.",
)
@deployment_options
def smoke_test(
    deployment: Deployment,
    url: str | None,
    images: Path | None,
    count: int,
    concurrency: int,
    patience: float,
) -> None:
    """Send pictures through the service; exit code 1 unless every one is answered."""
    pictures = _from(images, count) if images else _drawn(count)
    address = url or _address(deployment)
    deployment.voice.say(
        f"Sending {len(pictures)} pictures to {address}; the first worker may have to start …"
    )
    with Connection(address) as connection:
        exchange = Exchange(connection, Patience(patience, threading.Event()), POLL_SECONDS)
        summary = _send(exchange, pictures, concurrency)
    _report(deployment, summary)
    if not summary.is_well:
        sys.exit(FAILED)


def _send(exchange: Exchange, pictures: list[Picture], concurrency: int) -> Summary:
    stop, began, sent = threading.Event(), time.perf_counter(), []
    try:
        with progress(len(pictures), sys.stderr) as shown:
            for each in send_all(exchange, pictures, concurrency=concurrency, stop=stop):
                sent.append(each)
                shown.advance()
    except KeyboardInterrupt as error:
        raise Interrupted("You stopped it; pictures that were taken are answered all the same.") from error
    return Summary(sent=tuple(sent), wanted=len(pictures), seconds=time.perf_counter() - began)


def _report(deployment: Deployment, summary: Summary) -> None:
    document = summary.document()
    deployment.voice.show(
        f"{document['answered']} of {summary.wanted} pictures answered, {document['faces']} faces, "
        f"{document['images_per_second']:g} a second, half of them within {document['p50_seconds']} s."
    )
    for each in summary.failed:
        deployment.voice.say(f"  {each.name}: {each.failure}")
    deployment.voice.result(document)


def _address(deployment: Deployment) -> str:
    state = deployment.stack.state()
    if state is None:
        raise NoStack(deployment.stack.name)
    found = places(state.name, deployment.stack.resources())
    return web_address(deployment.account.load_balancing, state, found.load_balancer)


def _drawn(count: int) -> list[Picture]:
    return [Picture(name=f"drawn_{seed:04d}.jpg", data=drawn_face(seed)) for seed in range(count)]


def _from(folder: Path, count: int) -> list[Picture]:
    paths = list(pictures_under(folder))[:count]
    if not paths:
        raise WrongUsage(f"There is no picture in {folder}.")
    return [Picture(name=path.name, data=path.read_bytes()) for path in paths]
