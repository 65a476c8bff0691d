"""`python -m controller`: reads the environment, connects the parts and runs the loop."""

import os
import signal
import sys
import threading
import time
from functools import partial
from types import FrameType

import click

from controller.actions import Actions, look_only
from controller.backoff import Backoff
from controller.launches import Launches
from controller.loop import Controller
from controller.observer import Observer
from controller.policy import State
from controller.process_fleet import ProcessFleet, living_members
from controller.run_folder import RunFolder
from controller.settings import ControllerSettings
from pipeline import aws, logs
from pipeline.errors import InvalidSettings
from pipeline.queues.sqs import named_queue
from pipeline.settings import load
from pipeline.stores.s3 import S3Store

_WORKER = (sys.executable, "-m", "app_tier")

_EXAMPLES = """\b
Examples:
  python -m controller                        run until SIGTERM; workers live on
  python -m controller --dry-run              log each decision, act on none
  python -m controller --dry-run --once       what would be done now?
  FACEFLEET_MAX_WORKERS=4 python -m controller

\b
Variables: FACEFLEET_MIN_WORKERS, _MAX_WORKERS, _BACKLOG_PER_WORKER, _IDLE_SECONDS,
_LAST_IDLE_SECONDS, _TICK_SECONDS, _WORKER_SLOTS, _DATA, and AWS's own."""


@click.command(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--dry-run", is_flag=True, help="Decide and log every decision, and act on none.")
@click.option("--once", is_flag=True, help="Decide once and exit.")
def main(dry_run: bool, once: bool) -> None:
    """Start and drain workers so that the fleet fits the request queue."""
    try:
        settings = load(ControllerSettings)
    except InvalidSettings as error:
        click.echo(error, err=True)
        sys.exit(2)
    logs.configure("DEBUG" if dry_run else settings.log_level, tier="controller")
    controller = _controller(settings, dry_run)
    if once:
        controller.tick()
    else:
        controller.run(settings.tick_seconds, _stop_on_signals())


def _controller(settings: ControllerSettings, dry_run: bool) -> Controller:
    run_folder = RunFolder(settings.run_folder)
    fleet = _fleet(settings, run_folder)
    store = S3Store(aws.s3_client(), settings.state_bucket)
    observer = Observer(
        depth=named_queue(aws.sqs_client(), settings.request_queue).depth,
        members=partial(living_members, run_folder) if dry_run else fleet.members,
        store=store,
        silent_seconds=settings.silent_seconds,
        clock=time.time,
    )
    return Controller(
        observer=observer,
        act=look_only if dry_run else Actions(fleet=fleet, store=store).carry_out,
        rules=settings.rules,
        # as if something had just come: after a restart the last worker has its whole time
        state=State(last_message_at=time.time()),
    )


def _fleet(settings: ControllerSettings, run_folder: RunFolder) -> ProcessFleet:
    return ProcessFleet(
        command=_WORKER,
        environment={**os.environ, "FACEFLEET_SLOTS": str(settings.worker_slots)},
        run_folder=run_folder,
        log_file=settings.worker_log,
        launches=Launches(
            backoff=Backoff(first_seconds=2, most_seconds=60), steady_seconds=10, clock=time.monotonic
        ),
    )


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()

    def set_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, set_stop)
    signal.signal(signal.SIGINT, set_stop)
    return stop


if __name__ == "__main__":
    main()
