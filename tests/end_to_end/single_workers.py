"""What a test does to single workers of a running service."""

import contextlib
import time
from collections.abc import Callable

import psutil

from controller.run_folder import RunFolder
from controller.sessions import Session, ask_to_end
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.keys import heartbeat_key
from tests.end_to_end.service import Service
from tests.waiting import wait_until

READY = (WorkerState.IDLE, WorkerState.BUSY)


def frozen_with_work(service: Service, send: Callable[[int], None]) -> tuple[str, Session]:
    """Return a worker that holds work and cannot finish it. `send` hands in that many more pictures.

    It is frozen before it is given the work, since one that goes on is as fast as whoever looks at it.
    """
    while True:
        send(1)  # somebody has to come for it
        worker_id, session = _ready_worker(service)
        freeze_engines(session)
        frozen_at = time.time()
        send(20)  # more than the others can hold
        if _holds_work(service, worker_id, since=frozen_at):
            return worker_id, session
        thaw_engines(session)  # it was told to end before the work came


def _ready_worker(service: Service) -> tuple[str, Session]:
    found: list[tuple[str, Session]] = []

    def is_there() -> bool:
        found[:] = [each for each in _sessions(service) if state_of(service, each[0]) in READY]
        return bool(found)

    wait_until(is_there, seconds=60)
    return found[0]


def _holds_work(service: Service, worker_id: str, since: float) -> bool:
    """Wait until a frozen worker has taken work, which its next reports tell, or takes none any more."""
    reports: list[Heartbeat | None] = []

    def is_plain() -> bool:
        reports[:] = [report_of(service, worker_id)]
        report = reports[0]
        return report is None or (report.reported_at > since and report.state is not WorkerState.IDLE)

    wait_until(is_plain, seconds=90)  # an idle one from whom others took all may be kept for a while
    return reports[0] is not None and reports[0].state is WorkerState.BUSY


def _sessions(service: Service) -> list[tuple[str, Session]]:
    return list(_run_folder(service).sessions().items())


def _run_folder(service: Service) -> RunFolder:
    return RunFolder(service.data / "run" / "workers")


def drain(service: Service, worker_id: str, session: Session) -> None:
    """Do what the fleet does to drain a worker."""
    _run_folder(service).note(worker_id, session.told_to_end(time.time()))
    ask_to_end(session)


def freeze_engines(session: Session) -> None:
    """Keep the worker from finishing anything."""
    for engine in _children(session):
        engine.suspend()


def thaw_engines(session: Session) -> None:
    """Let it go on."""
    for engine in _children(session):
        engine.resume()


def _children(session: Session) -> list[psutil.Process]:
    try:
        return psutil.Process(session.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []  # it has ended


def kill(session: Session) -> None:
    """kill -9 the worker itself, unless it has ended; its engine processes are left to the fleet."""
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(session.pid).kill()


def state_of(service: Service, worker_id: str) -> WorkerState | None:
    """Return what a worker last said that it does."""
    report = report_of(service, worker_id)
    return report.state if report else None


def report_of(service: Service, worker_id: str) -> Heartbeat | None:
    """Return what a worker last said of itself."""
    s3 = service.s3()
    try:
        body = s3.get_object(Bucket="facefleet-state", Key=heartbeat_key(worker_id))["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    finally:
        s3.close()
    return HEARTBEAT_CODEC.decode(body)
