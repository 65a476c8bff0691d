"""One worker from the environment: builds its clients and connects its parts. SIGTERM and Ctrl-C drain it."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial

from app_tier.activity import Activity
from app_tier.assembly import Services, assemble
from app_tier.engine.packs import load_engine
from app_tier.engine_child import EngineLimits
from app_tier.engine_process import EngineProcess
from app_tier.freed_memory import give_back_at_once
from app_tier.gallery.shelves import opened_shelf
from app_tier.reporting import Reporter
from app_tier.settings import WorkerSettings
from app_tier.stopping import stop_signals
from app_tier.supervisor import Supervisor
from pipeline import logs
from pipeline.aws import s3_client, sqs_client, translated_errors
from pipeline.errors import FacefleetError, InvalidSettings
from pipeline.messages import ResultStore
from pipeline.queue import Queue
from pipeline.queues.sqs import named_queue
from pipeline.settings import PREFIX, load
from pipeline.stores.s3 import S3Store

log = logs.get_logger()

_CONNECTIONS_PER_SLOT = 8  # the threads of `Stages`, and some


def main() -> int:
    """Run a worker until it is told to stop; return the process's exit code."""
    _help().parse_args()
    try:
        settings = load(WorkerSettings)
        services = _services(settings)
    except (InvalidSettings, FacefleetError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.configure(settings.log_level, tier="worker", worker_id=settings.worker_id)
    give_back_at_once()
    try:
        with stop_signals() as wait_for_stop:
            _work(settings, services, wait_for_stop)
    except FacefleetError as error:
        log.error("the worker cannot start", error=str(error))
        return 1
    return 0


def _work(settings: WorkerSettings, services: Services, wait_for_stop: Callable[[], None]) -> None:
    activity = Activity(worker_id=settings.worker_id, slots=settings.slots, clock=time.time)
    reporter = Reporter(
        activity=activity,
        store=services.state,
        worker_id=settings.worker_id,
        heartbeat_seconds=settings.heartbeat_seconds,
    )
    with reporter.running(), _supervisor(settings, services, activity) as supervisor:
        supervisor.start()
        wait_for_stop()
        supervisor.drain()
    log.info("worker stopped", images_done=activity.report().images_done)


@contextmanager
def _supervisor(settings: WorkerSettings, services: Services, activity: Activity) -> Iterator[Supervisor]:
    """Load the engines, open the galleries' shelf, and put the worker together."""
    with _engines(settings) as engines:
        ready, *_ = [engine.wait_until_ready() for engine in engines]  # all load the same
        with opened_shelf(settings.gallery_index, ready.model.embeddings) as shelf:
            log.info(
                "worker ready", slots=settings.slots, model=ready.model.pack, runtime=ready.model.runtime
            )
            yield assemble(
                settings=settings,
                services=services,
                engines=engines,
                ready=ready,
                shelf=shelf,
                activity=activity,
                clock=time.time,
            )


@contextmanager
def _engines(settings: WorkerSettings) -> Iterator[list[EngineProcess]]:
    """Start the engine processes, all at once, and leave none behind."""
    limits = EngineLimits(
        memory_mb=settings.engine_memory_mb, picture_seconds=settings.engine_timeout_seconds
    )
    load = partial(load_engine, settings.engine_choice())
    engines = [EngineProcess(load, limits) for _ in range(settings.slots)]
    with ExitStack() as started:
        for engine in engines:
            engine.spawn()
            started.callback(engine.kill)
        yield engines


def _services(settings: WorkerSettings) -> Services:
    with translated_errors():  # such as a missing region
        s3 = s3_client(settings.slots * _CONNECTIONS_PER_SLOT)
        sqs = sqs_client(settings.slots * _CONNECTIONS_PER_SLOT)

    @lru_cache(maxsize=1024)
    def reply_queue(reply_queue_id: str) -> Queue:
        return named_queue(sqs, settings.reply_queue_prefix + reply_queue_id)

    return Services(
        requests=named_queue(sqs, settings.request_queue),
        reply_queue=reply_queue,
        images=S3Store(s3, settings.input_bucket),
        results={
            ResultStore.OUTPUT: S3Store(s3, settings.output_bucket),
            ResultStore.STATE: S3Store(s3, settings.state_bucket),
        },
        state=S3Store(s3, settings.state_bucket),
    )


def _help() -> argparse.ArgumentParser:
    settings = "\n".join(f"  {PREFIX}{name.upper()}" for name in WorkerSettings.model_fields)
    return argparse.ArgumentParser(
        prog="python -m app_tier",
        description="Run one Facefleet worker: take requests off the queue, recognise faces, answer.",
        epilog="It is told everything by the environment, AWS's own variables and these:\n" + settings,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
