"""What a test does to single workers of a running service."""

import contextlib
import time

import psutil

from controller.run_folder import RunFolder
from controller.sessions import Session, ask_to_end
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.keys import heartbeat_key
from tests.end_to_end.service import Service
from tests.waiting import wait_until


def frozen_with_work(service: Service) -> tuple[str, Session]:
    """Return a worker that holds work and cannot finish it, as soon as there is one."""
    found: list[tuple[str, Session]] = []

    def is_there() -> bool:
        found[:] = [each for each in _sessions(service) if _is_busy(service, each[0])]
        return bool(found) and _froze_in_time(service, *found[0])

    wait_until(is_there, seconds=60)
    return found[0]


def _froze_in_time(service: Service, worker_id: str, session: Session) -> bool:
    """Freeze a worker's engines; return whether it still held something, which its next report tells."""
    freeze_engines(session)
    frozen_at = time.time()
    reports: list[Heartbeat | None] = []

    def has_reported() -> bool:
        reports[:] = [report_of(service, worker_id)]
        return reports[0] is None or reports[0].reported_at > frozen_at

    wait_until(has_reported, seconds=30)
    if reports[0] is not None and reports[0].state is WorkerState.BUSY:
        return True
    thaw_engines(session)
    return False


def _is_busy(service: Service, worker_id: str) -> bool:
    return state_of(service, worker_id) is WorkerState.BUSY


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
