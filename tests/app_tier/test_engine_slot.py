"""One slot: its thread, its engine, and the jobs it takes."""

import threading
from dataclasses import replace

from app_tier.engine.engine import Analysis
from app_tier.engine_child import Ready
from app_tier.engine_process import EngineCrashed
from app_tier.engine_slot import Engine, EngineSlot, Seen, Waiting
from app_tier.gallery_index import GalleryIndex
from app_tier.holding import Held
from app_tier.job import Job, Prepared
from app_tier.returning import Returns
from app_tier.setbacks import Setbacks
from pipeline.messages import Options
from pipeline.queues.memory import MemoryQueue
from tests.app_tier.world import READY, NamesEngine, World


class Slot:
    """A slot with everything it needs."""

    def __init__(self, engine: Engine) -> None:
        self.queue = MemoryQueue()
        self.held = Held(self.queue, capacity=9, visibility_seconds=60, on_change=lambda _held: None)
        self.waiting = Waiting()
        self.finished: list[bytes] = []
        self.slot = EngineSlot(
            engine=engine,
            ready=READY,
            waiting=self.waiting,
            held=self.held,
            returns=Returns(held=self.held, storage=Setbacks("storing"), max_receives=5),
            finish=self._finish,
        )

    def put(self, picture: str) -> Job:
        """Hand the slot a job that is held."""
        self.queue.send(picture)
        (delivery,) = self.queue.receive(1, 0)
        self.held.take(delivery)
        job = Job(delivery=delivery, request=World().request(picture))
        self.waiting.put(Prepared(job=job, picture=picture.encode(), gallery=GalleryIndex(), fetch_ms=0.0))
        return job

    def run(self, stop: threading.Event) -> None:
        """Let the slot do all it was handed."""
        self.waiting.put(None)
        self.slot.run(stop)

    def _finish(self, prepared: Prepared, seen: Seen, seconds: float) -> None:
        self.finished.append(prepared.picture)


def test_a_request_lost_while_it_waited_is_left_to_whoever_has_it_now() -> None:
    slot = Slot(NamesEngine())
    lost = slot.put("lost")
    slot.put("kept")
    slot.held.give_back(lost.delivery, 0)

    slot.run(threading.Event())

    assert slot.finished == [b"kept"]


def test_an_error_nobody_foresaw_costs_that_job_alone() -> None:
    class OddEngine(NamesEngine):
        def analyse(self, picture: bytes, options: Options) -> Analysis:
            if picture == b"odd":
                raise ZeroDivisionError
            return super().analyse(picture, options)

    slot = Slot(OddEngine())
    odd = slot.put("odd")
    slot.put("ada")

    slot.run(threading.Event())

    assert slot.finished == [b"ada"]
    assert odd.delivery not in slot.held
    assert slot.queue.depth().visible == 1


def test_an_engine_that_cannot_be_replaced_does_not_keep_a_draining_worker() -> None:
    class BrokenEngine(NamesEngine):
        stop = threading.Event()

        def start(self) -> Ready:
            self.stop.set()
            raise EngineCrashed

    engine = BrokenEngine()
    slot = Slot(engine)
    slot.put("poison")
    slot.put("ada")

    slot.run(engine.stop)

    assert slot.finished == []
    assert len(slot.held) == 1  # the supervisor gives it back


def test_an_engine_that_loads_another_pack_than_the_first_one_is_killed_and_answers_nothing() -> None:
    class ChangedEngine(NamesEngine):
        stop = threading.Event()
        killed = 0

        def start(self) -> Ready:
            self.stop.set()
            return replace(READY, calibration=replace(READY.calibration, verification=0.7))

        def kill(self) -> None:
            self.killed += 1

    engine = ChangedEngine()
    slot = Slot(engine)
    slot.put("poison")
    slot.put("ada")

    slot.run(engine.stop)

    assert slot.finished == []
    assert engine.killed == 1


def test_a_replaced_engine_of_the_same_pack_goes_on() -> None:
    engine = NamesEngine()
    slot = Slot(engine)
    slot.put("poison")
    slot.put("ada")

    slot.run(threading.Event())

    assert (slot.finished, engine.starts) == ([b"ada"], 1)
