"""Starts a worker from the environment: its engine processes first, which load while the rest is imported."""

import argparse
import sys

from app_tier.boot import BootTimer, phases_so_far
from app_tier.engines import spawned_engines
from app_tier.settings import WorkerSettings
from pipeline import logs
from pipeline.errors import InvalidSettings
from pipeline.settings import PREFIX, load


def main() -> int:
    """Run a worker until it is told to stop; return the process's exit code."""
    timer = BootTimer(before=phases_so_far())
    _help().parse_args()
    try:
        settings = load(WorkerSettings)
    except InvalidSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.configure(settings.log_level, tier="worker", worker_id=settings.worker_id)
    with spawned_engines(settings) as engines:
        from app_tier.worker import run  # only now: it takes as long as half of what the engines do meanwhile

        return run(settings, engines, timer)


def _help() -> argparse.ArgumentParser:
    settings = "\n".join(f"  {PREFIX}{name.upper()}" for name in WorkerSettings.model_fields)
    return argparse.ArgumentParser(
        prog="python -m app_tier",
        description="Run one Facefleet worker: take requests off the queue, recognise faces, answer.",
        epilog="It is told everything by the environment, AWS's own variables and these:\n" + settings,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
