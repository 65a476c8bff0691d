"""How long a worker process takes from its start to its being ready, on the real endpoint.

  python -m benchmarks.boot
  python -m benchmarks.boot --runs 20 --slots 2 --json boot.json

Ready is: all engines loaded and tested, and the next step is to receive. The machine's own boot is not in it.
The models are converted before the first run, as an image of a machine has them, and the system
has all files in its cache.

Figures, all medians: boot_to_ready_s; of its phases boot_process_s (the interpreter and first imports),
boot_load_s (engine processes start and load, the other imports meanwhile), boot_self_test_s and boot_rest_s;
and boot_cpu_s, what it takes of all processors together: where others use them too, the rest is waiting.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.engine.machine import machine
from benchmarks.options import add_json, command
from benchmarks.report import print_table, write_json
from benchmarks.stack import Stack, running_stack
from pipeline.aws import s3_client
from pipeline.heartbeat import HEARTBEAT_CODEC, Boot
from pipeline.keys import heartbeat_key
from pipeline.settings import PipelineSettings
from pipeline.stores.s3 import S3Store

#: What a worker reports; the rest up to being ready is its own connections and threads.
_PHASES = ("process", "load", "self_test")
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class Run:
    """One start; seconds."""

    total: float
    phases: dict[str, float]
    cpu: float  #: of all the worker's processes


def main() -> None:
    """Measure and show."""
    options = _options()
    subprocess.run([sys.executable, "-m", "app_tier.convert"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
        runs = [_start(stack, number, options.slots) for number in range(options.runs)]
    medians = _medians(runs)
    _show(runs, medians, options.slots)
    if options.json:
        figures = {f"boot_{name}_s": seconds for name, seconds in medians.items()}
        details = {
            "machine": machine(),
            "slots": options.slots,
            "totals_s": [run.total for run in runs],
            "phases_s": [run.phases for run in runs],
            "cpu_s": [run.cpu for run in runs],
        }
        write_json(options.json, figures, details)


def _start(stack: Stack, number: int, slots: int) -> Run:
    """Start a worker, and end it once it has said how long that took."""
    worker_id = f"boot-{number}"
    started_at = time.time()
    changes = {"FACEFLEET_SLOTS": str(slots), "FACEFLEET_WORKER_ID": worker_id}
    with stack.workers("app_tier", 1, changes) as (worker,):
        boot = _boot(worker_id)
        cpu = sum(_cpu_seconds(each) for each in [worker, *worker.children(recursive=True)])
    total = boot.ready_at - started_at
    phases = {name: boot.phases[name] for name in _PHASES}
    rest = round(total - sum(phases.values()), 3)
    return Run(total=round(total, 3), phases={**phases, "rest": rest}, cpu=round(cpu, 3))


def _boot(worker_id: str) -> Boot:
    """Return how the worker came to be ready, once it has said so."""
    store = S3Store(s3_client(), PipelineSettings().state_bucket)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (boot := HEARTBEAT_CODEC.decode(store.get(heartbeat_key(worker_id))).boot) is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{worker_id} did not become ready")
        time.sleep(_LOOK_SECONDS)
    return boot


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _medians(runs: Sequence[Run]) -> dict[str, float]:
    """Return the medians of the whole, `to_ready`, and of each phase, seconds."""
    phases = {name: statistics.median(run.phases[name] for run in runs) for name in runs[0].phases}
    cpu = statistics.median(run.cpu for run in runs)
    return {"to_ready": statistics.median(run.total for run in runs), **phases, "cpu": cpu}


def _show(runs: Sequence[Run], medians: dict[str, float], slots: int) -> None:
    slowest = {"to_ready": max(run.total for run in runs), "cpu": max(run.cpu for run in runs)}
    slowest |= {name: max(run.phases[name] for run in runs) for name in runs[0].phases}
    print_table(
        f"A worker of {slots} slots, {len(runs)} starts, seconds",
        ["phase", "median", "slowest"],
        [[name, seconds, slowest[name]] for name, seconds in medians.items()],
    )


def _options() -> argparse.Namespace:
    parser = command("boot", __doc__)
    parser.add_argument("--runs", type=int, default=10, help="starts to measure (10)")
    parser.add_argument("--slots", type=int, default=2, help="engine processes (2, as on a c7a.large)")
    add_json(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
