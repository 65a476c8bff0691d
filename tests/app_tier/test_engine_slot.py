"""One slot: its thread, its engine, and the jobs it takes."""

import threading
from dataclasses import replace

from app_tier.engine.engine import Analysis
from app_tier.engine_child import Ready
from app_tier.engine_process import EngineCrashed
from app_tier.engine_slot import Engine, EngineSlot, Waiting
from app_tier.gallery.index import MemoryGallery
from app_tier.holding import Held
from app_tier.job import Job, Prepared, Seen, Unreadable
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
        self.seen: list[Seen] = []
        self.slot = EngineSlot(
            engine=engine,
            ready=READY,
            waiting=self.waiting,
            held=self.held,
            returns=Returns(
                held=self.held, storage=Setbacks("storing"), max_receives=5, on_return=lambda: None
            ),
            finish=self._finish,
        )

    def put(self, *pictures: str) -> Job:
        """Hand the slot a job that is held."""
        self.queue.send("a request")
        (delivery,) = self.queue.receive(1, 0)
        self.held.take(delivery)
        job = Job(delivery=delivery, request=World().request(*pictures))
        contents = tuple(picture.encode() for picture in pictures)
        self.waiting.put(Prepared(job=job, pictures=contents, gallery=MemoryGallery(), fetch_ms=0.0))
        return job

    def run(self, stop: threading.Event) -> None:
        """Let the slot do all it was handed."""
        self.waiting.put(None)
        self.slot.run(stop)

    def _finish(self, prepared: Prepared, seen: Seen, seconds: float) -> None:
        self.finished.extend(prepared.pictures)
        self.seen.append(seen)


def test_a_request_lost_while_it_waited_is_left_to_whoever_has_it_now() -> None:
    slot = Slot(NamesEngine())
    lost = slot.put("lost")
    slot.put("kept")
    slot.held.give_back(lost.delivery, 0)

    slot.run(threading.Event())

    assert slot.finished == [b"kept"]


def test_a_job_of_two_pictures_is_finished_once_both_were_seen() -> None:
    slot = Slot(NamesEngine())
    slot.put("ada grace", "eve")

    slot.run(threading.Event())

    (seen,) = slot.seen
    assert not isinstance(seen, Unreadable)
    assert [len(each.faces) for each in seen] == [2, 1]


def test_after_an_unreadable_picture_the_next_of_the_job_is_not_looked_at() -> None:
    engine = NamesEngine()
    slot = Slot(engine)
    slot.put("damaged", "eve")
    slot.put("ada")

    slot.run(threading.Event())

    unreadable, _ = slot.seen
    assert isinstance(unreadable, Unreadable) and unreadable.position == 0
    assert engine.seen == [b"damaged", b"ada"]


def test_a_crash_over_the_second_picture_gives_the_whole_job_back() -> None:
    engine = NamesEngine()
    slot = Slot(engine)
    job = slot.put("ada", "poison")

    slot.run(threading.Event())

    assert (slot.seen, engine.starts) == ([], 1)
    assert job.delivery not in slot.held
    assert slot.queue.depth().visible == 1


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
            return replace(READY, calibration=replace(READY.calibration, handicap=0.7))

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
