"""The whole pipeline against the engine alone and a plain worker, in one run on the same pictures.

  python -m benchmarks.pipeline
  python -m benchmarks.pipeline --images 200 --rounds 5 --json pipeline.json

Each round measures them in turn; the figures are medians over the rounds:

  engine alone   one process per core calls the engine in a loop, pictures in memory
  Facefleet      pictures posted over HTTP to the web tier, through endpoint and workers, and answered
  plain worker   the same web tier and endpoint, but workers that do one message at a time, each step after
                 the other: receive, download, recognise, upload, reply, delete

  first engine   Facefleet with the pack `dlib-reference`: dlib's own detector and embedder

All these remember nothing. `remembering` is Facefleet as it is by default, where every face becomes a
sighting and every stranger an identity.

Both kinds of workers are then measured once more with every call of the endpoint taking some 20 ms longer, as
those of S3 and SQS do (`--service-ms`).

Latencies are those of one client that posts picture after picture to Facefleet. The clients run on the same
cores, and their share of the processor is shown.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from app_tier.engine.packs import REFERENCE_PACK
from app_tier.settings import WorkerSettings
from benchmarks import cpu
from benchmarks.engine_alone import analyse_all
from benchmarks.latency import SERVICE_MS, with_service_latency
from benchmarks.load import NOTHING_REMEMBERED, Load, post_all
from benchmarks.options import add_json, command
from benchmarks.pictures import Picture, pictures
from benchmarks.pipeline_tables import show
from benchmarks.report import write_json
from benchmarks.stack import Stack, running_stack
from pipeline.cores import usable_cores
from pipeline.settings import load

REAL_PICTURES = Path(__file__).parents[2] / "shared" / "data" / "lfw"
#: Answers that one latency figure is made of.
_LATENCY_IMAGES = 30

Measures = dict[str, float]


def main() -> None:
    """Run the benchmark and show its figures."""
    options = _options()
    chosen = pictures(options.folder, options.images)
    cores = usable_cores()
    print(f"{len(chosen)} pictures ({chosen[0].name} …), {cores} cores, {options.rounds} rounds", flush=True)
    rounds: list[Measures] = []
    with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
        for number in range(options.rounds):
            measures = _round(stack, chosen, cores, options.clients)
            if options.service_ms:
                measures |= with_service_latency(stack, chosen, cores, options.clients, options.service_ms)
            rounds.append(measures)
            print(f"round {number + 1} of {options.rounds} done", flush=True)
    figures = {name: round(statistics.median(each[name] for each in rounds), 3) for name in rounds[0]}
    show(figures)
    if options.json:
        details = {"rounds": rounds, "cores": cores, "images": len(chosen), "clients": options.clients}
        write_json(options.json, figures, details)


def _options() -> argparse.Namespace:
    parser = command("pipeline", __doc__)
    parser.add_argument("--images", type=int, default=100, help="pictures per measurement (100)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind (3)")
    parser.add_argument("--clients", type=int, default=16, help="clients that post at once (16)")
    parser.add_argument(
        "--service-ms",
        type=float,
        default=SERVICE_MS,
        help=f"what a call takes longer in the cloud; 0 leaves that out ({SERVICE_MS:g})",
    )
    parser.add_argument(
        "--folder", type=Path, default=REAL_PICTURES, help="pictures; without any, drawn ones"
    )
    add_json(parser)
    return parser.parse_args()


def _round(stack: Stack, chosen: Sequence[Picture], cores: int, clients: int) -> Measures:
    alone = analyse_all(chosen, cores, load(WorkerSettings).engine_choice())
    with stack.workers("app_tier", cores) as workers:
        ours, used = _measured(stack, workers, lambda: _load(stack, chosen, clients))
        latencies = _load(stack, chosen[:_LATENCY_IMAGES], clients=1).latencies_ms
        remembering, used_to_remember = _measured(
            stack, workers, lambda: post_all(stack.url, chosen, clients, {})
        )
    with stack.workers("benchmarks.plain_worker", cores):
        _load(stack, chosen, clients)
        plain = _load(stack, chosen, clients)
    with stack.workers("app_tier", cores, {"FACEFLEET_MODEL_PACK": REFERENCE_PACK}):
        first = _load(stack, chosen, clients)
    centiles = statistics.quantiles(latencies, n=20)
    per_image = {name: seconds * 1000 / len(chosen) for name, seconds in used.items()}
    return {
        "images_per_second": ours.images_per_second,
        "engine_images_per_second": alone.images_per_second,
        "pipeline_efficiency": ours.images_per_second / alone.images_per_second,
        "plain_worker_images_per_second": plain.images_per_second,
        "speedup_vs_plain_worker": ours.images_per_second / plain.images_per_second,
        "remembering_images_per_second": remembering.images_per_second,
        "remembering_web_cpu_ms_per_image": used_to_remember["web tier"] * 1000 / len(chosen),
        "first_engine_images_per_second": first.images_per_second,
        "speedup_vs_first_engine": ours.images_per_second / first.images_per_second,
        "web_cpu_ms_per_image": per_image["web tier"],
        "worker_overhead_cpu_ms_per_image": per_image["worker supervisors"],
        "endpoint_cpu_ms_per_image": per_image["endpoint"],
        "engine_cpu_ms_per_image": per_image["engine processes"],
        "engine_alone_cpu_ms_per_image": alone.cpu_ms_per_image,
        "client_cpu_ms_per_image": per_image["clients"],
        "p50_latency_ms": statistics.median(latencies),
        "p95_latency_ms": centiles[-1],
        "p50_loaded_latency_ms": statistics.median(ours.latencies_ms),
        "p95_loaded_latency_ms": statistics.quantiles(ours.latencies_ms, n=20)[-1],
    }


def _load(stack: Stack, chosen: Sequence[Picture], clients: int) -> Load:
    """Post pictures of which nothing is remembered: a plain worker remembers nothing either."""
    return post_all(stack.url, chosen, clients, NOTHING_REMEMBERED)


def _measured(
    stack: Stack, workers: Sequence[psutil.Process], load: Callable[[], Load]
) -> tuple[Load, Mapping[str, float]]:
    """Return a load and the CPU seconds that each part spent on it, after a warm-up of the same."""
    load()
    groups = _groups(stack, workers)
    before = cpu.read(groups)
    result = load()
    return result, cpu.used(before, cpu.read(groups))


def _groups(stack: Stack, workers: Sequence[psutil.Process]) -> cpu.Groups:
    return {
        "web tier": _family(stack.web.pid),
        "endpoint": _family(stack.endpoint.pid),
        "worker supervisors": workers,
        "engine processes": [child for worker in workers for child in worker.children(recursive=True)],
        "clients": [psutil.Process()],
    }


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


if __name__ == "__main__":
    main()
