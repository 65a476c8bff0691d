"""One thread per engine process: hands it prepared jobs, and replaces it when it dies."""

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from app_tier.engine.engine import Analysis
from app_tier.engine_child import Ready
from app_tier.engine_process import EngineCrashed
from app_tier.holding import Held
from app_tier.job import Prepared, Seen, Unreadable
from app_tier.returning import Returns
from app_tier.setbacks import Setbacks
from pipeline.errors import InvalidImage
from pipeline.logs import get_logger
from pipeline.messages import Options

log = get_logger()

#: Prepared jobs, shared by all slots; None ends the slot that takes it.
Waiting = SimpleQueue[Prepared | None]


class Engine(Protocol):
    """What a slot needs of an engine process."""

    def start(self) -> Ready:
        """Start it, or start another one in its place. Raises EngineCrashed."""

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        """Find the faces. Raises InvalidImage, or EngineCrashed with the process gone."""

    def kill(self) -> None:
        """End it."""


class EngineSlot:
    """Takes jobs from `waiting` and gives what was seen to `finish`, with the seconds it took.

    `ready` is what all of the worker's engines say of themselves: results and galleries go by it.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        ready: Ready,
        waiting: Waiting,
        held: Held,
        returns: Returns,
        finish: Callable[[Prepared, Seen, float], None],
    ) -> None:
        self._engine = engine
        self._ready = ready
        self._waiting = waiting
        self._held = held
        self._returns = returns
        self._finish = finish
        self._alive = True
        self._starting = Setbacks("starting an engine process")

    def run(self, stop: threading.Event) -> None:
        """Serve until None comes. A slot whose engine cannot be started ends when `stop` is set."""
        while self._ensure_engine(stop) and (prepared := self._waiting.get()) is not None:
            if prepared.job.delivery in self._held:  # else it was lost while it waited, and another has it
                self._serve(prepared)
        if self._alive:
            self._engine.kill()

    def _serve(self, prepared: Prepared) -> None:
        with self._returns.guarding(prepared.job):
            started = time.perf_counter()
            seen = self._see(prepared)
            self._finish(prepared, seen, time.perf_counter() - started)

    def _see(self, prepared: Prepared) -> Seen:
        """Look at the pictures one after another, so that the engine's time limit is for each."""
        analyses: list[Analysis] = []
        try:
            for picture in prepared.pictures:
                analyses.append(self._engine.analyse(picture, prepared.job.request.options))
        except InvalidImage as error:
            return Unreadable(position=len(analyses), reason=error)
        except EngineCrashed:
            self._alive = False
            raise
        return tuple(analyses)

    def _ensure_engine(self, stop: threading.Event) -> bool:
        while not self._alive and not stop.wait(self._starting.pause_seconds):
            with self._starting.survived():
                self._replace_engine()
                self._alive = True
                log.info("an engine process was replaced")
        return self._alive

    def _replace_engine(self) -> None:
        ready = self._engine.start()
        if ready != self._ready:  # such as after the manifest was changed
            self._engine.kill()
            raise EngineCrashed("The new engine process loaded another model pack: restart the worker.")
