"""Builds the fleet that the settings name."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from controller.backoff import Backoff
from controller.ec2.fleet import Ec2Fleet
from controller.fleet import Fleet, Roster
from controller.launches import Launches
from controller.process_fleet import ProcessFleet, living_roster
from controller.run_folder import RunFolder
from controller.settings import ControllerSettings
from pipeline import aws
from pipeline.store import ObjectStore

_WORKER = (sys.executable, "-m", "app_tier")


@dataclass(frozen=True, kw_only=True)
class ChosenFleet:
    """A fleet, and how to look at it without changing anything."""

    fleet: Fleet
    look: Callable[[], Roster]


def chosen_fleet(settings: ControllerSettings, store: ObjectStore) -> ChosenFleet:
    """Return the fleet of local processes, or that of an Auto Scaling group; `store` is the state bucket."""
    return _processes(settings) if settings.has_processes else _machines(settings, store)


def _processes(settings: ControllerSettings) -> ChosenFleet:
    run_folder = RunFolder(settings.run_folder)
    fleet = ProcessFleet(
        command=_WORKER,
        environment={**os.environ, "FACEFLEET_SLOTS": str(settings.worker_slots or 1)},
        run_folder=run_folder,
        log_file=settings.worker_log,
        goodbye_seconds=5,
        launches=Launches(
            backoff=Backoff(first_seconds=2, most_seconds=60), steady_seconds=10, clock=time.monotonic
        ),
    )
    return ChosenFleet(fleet=fleet, look=partial(living_roster, run_folder))


def _machines(settings: ControllerSettings, store: ObjectStore) -> ChosenFleet:
    fleet = Ec2Fleet(
        group=settings.worker_group,
        autoscaling=aws.autoscaling_client(),
        ec2=aws.ec2_client(),
        store=store,
        clock=time.time,
    )
    return ChosenFleet(fleet=fleet, look=fleet.roster)  # its reading changes nothing
