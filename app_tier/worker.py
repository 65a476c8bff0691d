"""One worker: builds its clients, connects its parts, and drains when it is asked to."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from app_tier.activity import Activity
from app_tier.assembly import Services, assemble
from app_tier.boot import BootTimer
from app_tier.engine_process import EngineProcess
from app_tier.engines import wait_until_tested
from app_tier.farewell import reasons_to_drain
from app_tier.freed_memory import give_back_at_once
from app_tier.gallery.shelves import opened_shelf
from app_tier.lookout import look_now, looking_out
from app_tier.reporting import Reporter
from app_tier.service_manager import ServiceManager
from app_tier.settings import WorkerSettings
from app_tier.stopping import StopRequests, stop_requests
from app_tier.supervisor import Supervisor
from pipeline import logs
from pipeline.aws import s3_client, sqs_client, translated_errors
from pipeline.errors import FacefleetError
from pipeline.messages import ResultStore
from pipeline.queue import Queue
from pipeline.queues.sqs import named_queue
from pipeline.stores.s3 import S3Store

log = logs.get_logger()

_CONNECTIONS_PER_SLOT = 8  # the threads of `Stages`, and some


def run(settings: WorkerSettings, engines: Sequence[EngineProcess], timer: BootTimer) -> int:
    """Run until it is told to stop, by signal, mark or notice; return the process's exit code."""
    try:
        services = _services(settings)
    except FacefleetError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    give_back_at_once()
    try:
        with stop_requests() as stop:
            _work(settings, services, stop, engines, timer)
    except FacefleetError as error:
        log.error("the worker cannot start", error=str(error))
        return 1
    return 0


def _work(
    settings: WorkerSettings,
    services: Services,
    stop: StopRequests,
    engines: Sequence[EngineProcess],
    timer: BootTimer,
) -> None:
    activity = Activity(worker_id=settings.worker_id, slots=settings.slots, clock=time.time)
    reporter = Reporter(
        activity=activity,
        store=services.state,
        worker_id=settings.worker_id,
        heartbeat_seconds=settings.heartbeat_seconds,
    )
    manager = ServiceManager(os.environ)
    reasons = reasons_to_drain(settings, services.state, activity, stop)
    with (
        reporter.running(),
        looking_out(reasons),
        _supervisor(settings, services, activity, engines, timer) as supervisor,
    ):
        look_now(reasons)
        manager.tell("READY=1")  # also by one that is to go: an end before this word would be a failed start
        if not stop.is_asked():  # else it would take work that nobody expects of it any more
            activity.ready(timer.phases)
            _serve(supervisor, stop, manager)
        manager.tell("STOPPING=1")  # only now: from this word on systemd allows no more than TimeoutStopSec
    log.info("worker stopped", images_done=activity.report().images_done)


def _serve(supervisor: Supervisor, stop: StopRequests, manager: ServiceManager) -> None:
    supervisor.start()
    with manager.watching(supervisor.is_well):
        stop.wait()
        supervisor.drain()


@contextmanager
def _supervisor(
    settings: WorkerSettings,
    services: Services,
    activity: Activity,
    engines: Sequence[EngineProcess],
    timer: BootTimer,
) -> Iterator[Supervisor]:
    """Wait for the engines, open the galleries' shelf, and put the worker together."""
    ready = wait_until_tested(engines, timer)
    with opened_shelf(settings.gallery_index, ready.model.embeddings) as shelf:
        supervisor = assemble(
            settings=settings,
            services=services,
            engines=engines,
            ready=ready,
            shelf=shelf,
            activity=activity,
            clock=time.time,
        )
        log.info(
            "worker ready",
            slots=settings.slots,
            model=ready.model.pack,
            runtime=ready.model.runtime,
            boot=timer.phases,
        )
        yield supervisor


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
