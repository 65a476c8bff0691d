"""Runs a worker's threads: starts them in order, and drains the worker in order."""

import threading
from collections.abc import Callable, Sequence

from app_tier.activity import Activity
from app_tier.engine_slot import EngineSlot, Waiting
from app_tier.gallery.refreshing import Refresher
from app_tier.holding import Held
from app_tier.intake import Intake
from app_tier.stages import Stages
from pipeline.logs import get_logger

log = get_logger()

#: A worker that could not receive for so long, or that drains and got nothing done, may do better after a
#: restart, seconds. One call that nobody answers takes up to 105 s, its repetitions included.
_LONGEST_TURN_SECONDS = 180.0


class Supervisor:
    """All of a worker but its engine processes, which are loaded before it starts."""

    def __init__(
        self,
        *,
        intake: Intake,
        stages: Stages,
        slots: Sequence[EngineSlot],
        waiting: Waiting,
        held: Held,
        refresher: Refresher,
        activity: Activity,
    ) -> None:
        self._intake = intake
        self._stages = stages
        self._slots = slots
        self._waiting = waiting
        self._held = held
        self._refresher = refresher
        self._activity = activity
        self._draining = threading.Event()
        self._empty = threading.Event()

    def start(self) -> None:
        """Begin to receive and work."""
        self._activity.holds(0)
        self._keepers = [
            _started("keep-hidden", self._held.keep_hidden, self._empty),
            _started("delete", self._held.deletions.run, self._empty),
            _started("refresh-galleries", self._refresher.run, self._empty),
        ]
        self._engines = [
            _started(f"slot-{number}", slot.run, self._draining) for number, slot in enumerate(self._slots)
        ]
        self._receiver = _started("receive", self._intake.run, self._draining)

    def is_well(self) -> bool:
        """Whether all of it still turns, or, while it drains and its threads end, what it holds changes."""
        if self._draining.is_set():
            return self._held.seconds_unchanged < _LONGEST_TURN_SECONDS
        threads = (self._receiver, *self._keepers, *self._engines)
        turns = self._intake.seconds_without_success < _LONGEST_TURN_SECONDS
        return turns and all(thread.is_alive() for thread in threads)

    def drain(self) -> None:
        """Receive nothing more, finish or give back what is held, and return when all is over."""
        log.info("draining", held=len(self._held))
        self._held.close()
        self._draining.set()
        self._activity.drain()
        self._receiver.join()  # its last poll may bring something yet
        self._finish_what_is_held()
        self._empty.set()
        for thread in self._keepers:
            thread.join()

    def _finish_what_is_held(self) -> None:
        self._stages.wait_until_prepared()
        for _ in self._engines:
            self._waiting.put(None)
        for thread in self._engines:
            thread.join()
        self._stages.wait_until_finished()
        self._held.give_back_all()  # what a slot left whose engine could not be replaced


def _started(name: str, run: Callable[[threading.Event], None], stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=run, args=(stop,), name=name, daemon=True)
    thread.start()
    return thread
