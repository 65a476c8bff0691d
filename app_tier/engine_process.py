"""One engine process as the supervisor sees it: started, given a picture at a time, killed, replaced."""

import multiprocessing
import os
import pickle
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection

from app_tier.engine.engine import Analysis
from app_tier.engine_child import EngineLimits, LoadEngine, Ready, Refused, Unloadable, Work, serve
from app_tier.stopping import stop_signals_held_back
from pipeline.errors import FacefleetError, InvalidImage
from pipeline.messages import Options

#: A killed process is gone at once, a dead one already is.
_JOIN_SECONDS = 10.0


class EngineCrashed(FacefleetError):
    """The engine process died, hung or used too much memory."""


class EngineProcess:
    """Belongs to one thread at a time. `analyse` after a crash needs a `start` first."""

    def __init__(self, load_engine: LoadEngine, limits: EngineLimits) -> None:
        self._load_engine = load_engine
        self._limits = limits

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process.pid is not None  # noqa: S101 (set by start)
        return self._process.pid

    def spawn(self) -> None:
        """Start the process and let it load; several can load at once."""
        context = multiprocessing.get_context("spawn")  # fork would copy the supervisor's locks and threads
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, self._load_engine, self._limits), name="face-engine", daemon=True
        )
        resource_tracker.ensure_running()  # its start would let the signals through again
        with stop_signals_held_back():  # they ask the supervisor to drain; a loading engine would die of them
            self._process.start()
        theirs.close()  # else our own copy would keep the pipe open after the child's death

    def wait_until_ready(self) -> Ready:
        """Return what the engine says of itself once it is loaded. Raises EngineCrashed."""
        with self._deadline(self._limits.start_seconds):
            answer: Ready | Unloadable = self._connection.recv()
        if isinstance(answer, Unloadable):
            self.kill()
            raise EngineCrashed(answer.message)
        return answer

    def start(self) -> Ready:
        """Start the process and wait until its engine is loaded. Raises EngineCrashed."""
        self.spawn()
        return self.wait_until_ready()

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        """Return what the engine finds. Raises InvalidImage, or EngineCrashed with the process dead."""
        with self._deadline(self._limits.picture_seconds):
            # what send() makes of it would stay exported where writing fails: Python 3.13 complains of that
            self._connection.send_bytes(pickle.dumps(Work(picture=picture, options=options)))
            answer: Analysis | Refused = self._connection.recv()
        if isinstance(answer, Refused):
            raise InvalidImage(answer.code, answer.message)
        return answer

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join(_JOIN_SECONDS)
        self._connection.close()

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kill the process if a reading from it or a writing to it takes too long.

        The kernel keeps the time, without a thread, and also where the process does not even read.
        """
        _limit_waiting(self._connection, seconds)
        try:
            yield
        except (EOFError, OSError) as error:
            self.kill()
            raise EngineCrashed(self._epitaph(isinstance(error, BlockingIOError), seconds)) from error

    def _epitaph(self, late: bool, seconds: float) -> str:
        if late:
            return f"The engine process took more than {seconds:g} s and was killed."
        return f"The engine process died with exit code {self._process.exitcode}."


def _limit_waiting(pipe: Connection, seconds: float) -> None:
    """Have every later read and write fail with BlockingIOError that waits so long; the pipe is a socket."""
    whole = int(seconds)
    timeval = struct.pack("@ll", whole, int((seconds - whole) * 1_000_000))
    with socket.socket(fileno=os.dup(pipe.fileno())) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval)
        same.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeval)
