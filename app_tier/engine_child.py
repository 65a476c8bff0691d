"""Runs inside an engine process: loads the engine, says so, then answers one picture after another."""

import contextlib
import math
import resource
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app_tier.calibration import Calibration
from app_tier.engine.engine import Analysis, FaceEngine
from pipeline.errors import FacefleetError, InvalidImage
from pipeline.messages import Options
from pipeline.results import ModelId

LoadEngine = Callable[[], FaceEngine]  #: a function that pickles: it is called in the child


@dataclass(frozen=True, kw_only=True)
class EngineLimits:
    """What an engine process may use before it is ended."""

    memory_mb: int  #: address space
    picture_seconds: float  #: for one picture
    start_seconds: float = 120.0  #: for loading its models


@dataclass(frozen=True, kw_only=True)
class Ready:
    """Child → supervisor: the engine is loaded, and this is what it is."""

    model: ModelId
    calibration: Calibration


@dataclass(frozen=True, kw_only=True)
class Unloadable:
    """Child → supervisor: the engine cannot be loaded, and a new process could not either."""

    message: str


@dataclass(frozen=True, kw_only=True)
class Work:
    """Supervisor → child: analyse this."""

    picture: bytes
    options: Options


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Child → supervisor: the picture is damaged. A value, since the engine is well."""

    code: str
    message: str


def serve(connection: Connection, load_engine: LoadEngine, limits: EngineLimits) -> None:
    """Answer work until the supervisor closes the pipe, or dies and the kernel closes it."""
    _isolate(limits)
    with contextlib.suppress(BrokenPipeError):
        try:
            engine = load_engine()
        except FacefleetError as error:
            connection.send(Unloadable(message=str(error)))
            return
        connection.send(Ready(model=engine.model, calibration=engine.calibration))
        for work in _received(connection):
            # The supervisor ends a hung engine; the alarm does where the supervisor is dead.
            signal.alarm(math.ceil(2 * limits.picture_seconds))
            answer = _answer(engine, work)
            signal.alarm(0)
            connection.send(answer)


def _isolate(limits: EngineLimits) -> None:
    for ours_to_ignore in (signal.SIGINT, signal.SIGTERM):  # they ask the supervisor to drain
        signal.signal(ours_to_ignore, signal.SIG_IGN)
    memory = limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # Linux alone has it: what ps and top show
        Path("/proc/self/comm").write_text("face-engine")


def _received(connection: Connection) -> Iterator[Work]:
    with contextlib.suppress(EOFError, ConnectionResetError):
        while True:
            yield connection.recv()


def _answer(engine: FaceEngine, work: Work) -> Analysis | Refused:
    try:
        return engine.analyse(work.picture, work.options)
    except InvalidImage as error:
        return Refused(code=error.code, message=str(error))
