"""What a test does to single workers of a running service."""

import contextlib
import time

import psutil

from controller.run_folder import RunFolder
from controller.sessions import Session, ask_to_end
from pipeline.heartbeat import HEARTBEAT_CODEC, WorkerState
from pipeline.keys import heartbeat_key
from tests.end_to_end.service import Service
from tests.waiting import wait_until


def busy_worker(service: Service) -> tuple[str, Session]:
    """Return a worker that holds work, as soon as there is one."""
    found: list[tuple[str, Session]] = []

    def is_there() -> bool:
        found[:] = [each for each in _sessions(service) if state_of(service, each[0]) is WorkerState.BUSY]
        return bool(found)

    wait_until(is_there, seconds=60)
    return found[0]


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
    for engine in psutil.Process(session.pid).children(recursive=True):
        engine.suspend()


def thaw_engines(session: Session) -> None:
    """Let it go on."""
    for engine in psutil.Process(session.pid).children(recursive=True):
        engine.resume()


def kill(session: Session) -> None:
    """kill -9 the worker itself, unless it has ended; its engine processes are left to the fleet."""
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(session.pid).kill()


def state_of(service: Service, worker_id: str) -> WorkerState | None:
    """Return what a worker last said that it does."""
    s3 = service.s3()
    try:
        report = s3.get_object(Bucket="facefleet-state", Key=heartbeat_key(worker_id))["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    finally:
        s3.close()
    return HEARTBEAT_CODEC.decode(report).state
