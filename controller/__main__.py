"""`python -m controller`: reads the environment, connects the parts and runs the loop."""

import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType
from typing import Any

import click

from controller.actions import Actions, look_only
from controller.fleet import Roster
from controller.ground import Ground, ground_of
from controller.lease import Lease
from controller.loop import Controller
from controller.metrics import Metrics
from controller.observer import Observer
from controller.once import decide_once
from controller.policies import forecast
from controller.scaling import ChosenPolicy, chosen_policy
from controller.settings import ControllerSettings
from controller.silence import Silence
from controller.telling import DecisionLog
from pipeline import logs
from pipeline.errors import InvalidSettings, ServiceUnavailable
from pipeline.settings import load

log = logs.get_logger()

_EXAMPLES = """\b
Examples:
  python -m controller                        run until SIGTERM; workers live on
  python -m controller --dry-run              log each decision, act on none
  python -m controller --dry-run --once       what would be done now?
  python -m controller --once                 do it; exit code 1 while another controller leads
  FACEFLEET_SCALING=per_message FACEFLEET_MAX_WORKERS=20 python -m controller
  FACEFLEET_FLEET=ec2 FACEFLEET_WORKER_GROUP=my-workers python -m controller

\b
Variables: FACEFLEET_FLEET, _WORKER_GROUP, _SCALING, _MIN_WORKERS, _MAX_WORKERS,
_MAX_USD_PER_HOUR, _INSTANCE_USD_PER_HOUR, _WAIT_TARGET_SECONDS, _IDLE_SECONDS,
_LAST_IDLE_SECONDS, _BOOT_SECONDS, _BILLING_MINIMUM_SECONDS, _SILENT_SECONDS, _TICK_SECONDS,
_WORKER_SLOTS, _LEASE_SECONDS, _CONTROLLER_METRICS_PORT, _DATA, and AWS's own."""


@click.command(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--dry-run", is_flag=True, help="Decide and log every decision, and act on none.")
@click.option("--once", is_flag=True, help="Decide once and exit.")
def main(dry_run: bool, once: bool) -> None:
    """Start and drain workers so that the fleet fits the request queue."""
    try:
        settings = load(ControllerSettings)
        ground = ground_of(settings)
    except (InvalidSettings, ServiceUnavailable) as error:
        click.echo(error, err=True)
        sys.exit(2)
    logs.configure("DEBUG" if dry_run else settings.log_level, tier="controller")
    policy = chosen_policy(settings, forecast.without_memory() if once else forecast.at_start(time.time()))
    running = _looking if dry_run else _leading
    with running(settings, ground, policy) as controller:
        if not once:
            controller.run(settings.tick, _stop_on_signals())
        elif not decide_once(controller.tick, patience_seconds=settings.lease, wait=time.sleep):
            sys.exit(1)


@contextmanager
def _looking(settings: ControllerSettings, ground: Ground, policy: ChosenPolicy) -> Iterator[Controller[Any]]:
    """Yield a controller that decides like any and touches nothing, the lease included."""
    yield Controller(
        observer=_observer(settings, ground, ground.fleet.look),
        act=look_only,
        decide=policy.decide,
        state=policy.state,
        tell=[DecisionLog(time.monotonic).note],
    )


@contextmanager
def _leading(settings: ControllerSettings, ground: Ground, policy: ChosenPolicy) -> Iterator[Controller[Any]]:
    """Yield a controller that decides while it holds the lease, and gives that up at the end."""
    fleet, store = ground.fleet.fleet, ground.store
    lease = Lease(store=store, me=secrets.token_hex(8), patience_seconds=settings.lease, clock=time.monotonic)
    metrics = Metrics(leads=lambda: lease.held)
    log.info("the controller starts", **asdict(policy.rules))
    with metrics.served(settings.controller_metrics_port), lease.given_up_at_the_end():
        yield Controller(
            observer=_observer(settings, ground, fleet.roster),
            act=Actions(fleet=fleet, store=store, leads=lease.hold).carry_out,
            decide=policy.decide,
            state=policy.state,
            leads=lease.hold,
            tell=[DecisionLog(time.monotonic).note, metrics.note],
        )


def _observer(settings: ControllerSettings, ground: Ground, roster: Callable[[], Roster]) -> Observer:
    return Observer(
        depth=ground.depth,
        roster=roster,
        store=ground.store,
        # three ticks: reading takes its time too
        silence=Silence(clock=time.monotonic, longest_step=max(5.0, 3 * settings.tick)),
        silent_seconds=settings.silent_seconds,
        clock=time.time,
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
