"""`python -m scripts.run_local`: the whole service on this machine, with one command and one Ctrl-C."""

import os
import sys
import threading
import time
from functools import partial

import click
from rich.console import Console

from controller.process_fleet import living_members
from controller.run_folder import RunFolder
from pipeline import aws
from pipeline.errors import FacefleetError, InvalidSettings
from pipeline.queues.sqs import named_queue
from pipeline.settings import load
from pipeline.stores.s3 import S3Store
from scripts.local.display import Display, LiveDisplay, PlainDisplay, kept_up_to_date
from scripts.local.environment import service_environment
from scripts.local.folders import DataFolder
from scripts.local.keeper import Keeper, Part
from scripts.local.lock import only_run
from scripts.local.migration import migrate
from scripts.local.parts import controller_part, endpoint_part, provisioner, web_part
from scripts.local.ports import check_web_port, endpoint_port
from scripts.local.service import Service
from scripts.local.settings import LocalSettings
from scripts.local.shutdown import end_everything, what_lives
from scripts.local.signals import stop_and_hurry
from scripts.local.status import StatusReader
from scripts.local.welcome import welcome

_EXAMPLES = """\b
Examples:
  python -m scripts.run_local
  python -m scripts.run_local --port 9000 --data /srv/facefleet
  FACEFLEET_MAX_WORKERS=2 python -m scripts.run_local

\b
Every option is also a variable: FACEFLEET_PORT, FACEFLEET_DATA, FACEFLEET_HOST,
FACEFLEET_ENDPOINT_PORT, FACEFLEET_DATABASE_URL. Ctrl-C stops everything; a second one hurries."""


@click.command(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", metavar="PORT", help="Port of the web tier (8000).")
@click.option("--host", metavar="ADDRESS", help="Address of the web tier (127.0.0.1: this machine alone).")
@click.option("--data", metavar="FOLDER", help="Folder of everything that survives (./data).")
@click.option("--endpoint-port", metavar="PORT", help="Port of the embedded S3/SQS endpoint (4566).")
@click.option("--database-url", metavar="URL", help="Database (an SQLite file in the data folder).")
def main(**options: str | None) -> None:
    """Run the whole of Facefleet on this machine."""
    os.environ.update({f"FACEFLEET_{name.upper()}": value for name, value in options.items() if value})
    stop, hurry = stop_and_hurry()
    try:
        settings = load(LocalSettings)
        _run(settings, stop, hurry)
    except InvalidSettings as error:
        click.echo(error, err=True)
        sys.exit(2)
    except FacefleetError as error:
        click.echo(error, err=True)
        sys.exit(1)


def _run(settings: LocalSettings, stop: threading.Event, hurry: threading.Event) -> None:
    folder = DataFolder(settings.data.resolve())
    folder.make()
    with only_run(folder.run):
        _clear_the_ground(folder, hurry)
        check_web_port(settings.host, settings.port)
        port = endpoint_port(settings.endpoint_port)
        endpoint_url = f"http://127.0.0.1:{port}"
        folder.endpoint_url.write_text(endpoint_url)
        environment = service_environment(os.environ, settings, folder, endpoint_url)
        # this process talks to the endpoint too, and must know no more of AWS than its children
        os.environ.clear()
        os.environ.update(environment)
        try:
            migrate(environment, folder, stop)
            _serve(settings, folder, port, stop)
        finally:
            click.echo("Stopping …")
            end_everything(folder, hurry)
        click.echo("Everything is stopped.")


def _clear_the_ground(folder: DataFolder, hurry: threading.Event) -> None:
    leftovers = what_lives(folder)
    if leftovers:
        click.echo(f"Ending what a killed run left behind: {', '.join(leftovers)}.")
    end_everything(folder, hurry)
    folder.turn_logs()


def _serve(settings: LocalSettings, folder: DataFolder, port: int, stop: threading.Event) -> None:
    url, endpoint_url = f"http://{_reachable(settings.host)}:{settings.port}", os.environ["AWS_ENDPOINT_URL"]
    display = _display()
    keepers = [
        Keeper(part, run_folder=RunFolder(folder.run), say=display.say, clock=time.monotonic)
        for part in _parts(settings, folder, port, url)
    ]
    reader = _status_reader(settings, folder, keepers)
    service = Service(keepers, when_up=lambda: display.say(welcome(url, endpoint_url, folder)))
    with kept_up_to_date(display, reader.read):
        service.run(stop)


def _parts(settings: LocalSettings, folder: DataFolder, port: int, url: str) -> list[Part]:
    environment = dict(os.environ)
    return [
        endpoint_part(environment, folder, port, provisioner(settings)),
        web_part(environment, folder, url),
        controller_part(environment, folder),
    ]


def _status_reader(settings: LocalSettings, folder: DataFolder, keepers: list[Keeper]) -> StatusReader:
    return StatusReader(
        keepers=keepers,
        depth=named_queue(aws.sqs_client(), settings.request_queue).depth,
        members=partial(living_members, RunFolder(folder.workers)),
        store=S3Store(aws.s3_client(), settings.state_bucket),
        clock=time.time,
    )


def _display() -> Display:
    console = Console()
    return LiveDisplay(console) if console.is_terminal else PlainDisplay(click.echo, time.monotonic)


def _reachable(host: str) -> str:
    """Return an address under which this machine itself reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 (compared, not bound)


if __name__ == "__main__":
    main()
