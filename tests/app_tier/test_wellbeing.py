"""When a worker counts as well, so that systemd lets it live."""

import threading

import pytest

from app_tier.supervisor import Supervisor
from pipeline.errors import ServiceUnavailable
from pipeline.heartbeat import WorkerState
from pipeline.queue import Delivery
from pipeline.queues.memory import MemoryQueue
from tests.app_tier.world import SECONDS, HastyQueue, World
from tests.waiting import wait_until


class DeadQueue(MemoryQueue):
    """Nothing comes from it any more."""

    def __init__(self, failure: BaseException) -> None:
        super().__init__()
        self._failure = failure

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        raise self._failure


def test_a_worker_that_receives_if_only_nothing_is_well() -> None:
    world = World()
    with world.working() as supervisor:
        world.result(world.send("ada"))

        assert supervisor.is_well()


def test_a_worker_that_can_receive_nothing_for_long_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app_tier.supervisor._LONGEST_TURN_SECONDS", 0.05)
    world = World()
    world.requests = DeadQueue(ServiceUnavailable())

    with world.working() as supervisor:
        wait_until(lambda: not supervisor.is_well(), SECONDS)


def test_a_worker_whose_engine_is_busy_for_long_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app_tier.intake._PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr("app_tier.supervisor._LONGEST_TURN_SECONDS", 0.5)
    world = World(read_ahead=0)
    world.engine.may_answer.clear()

    with world.working() as supervisor:
        world.send("ada")
        wait_until(lambda: bool(world.engine.seen), SECONDS)
        looks = [supervisor.is_well() for _ in range(3)]

    assert isinstance(world.requests, HastyQueue)
    assert looks == [True] * 3


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_that_lost_a_thread_is_not_well() -> None:
    world = World()
    world.requests = DeadQueue(KeyboardInterrupt())

    with world.working() as supervisor:
        wait_until(lambda: not supervisor.is_well(), SECONDS)


def drains_with_work_in_hand(world: World, supervisor: Supervisor) -> threading.Thread:
    """Begin to drain while the engine does not answer."""
    world.engine.may_answer.clear()
    world.send("ada")
    wait_until(lambda: bool(world.engine.seen), SECONDS)
    drain = threading.Thread(target=supervisor.drain)
    drain.start()
    wait_until(lambda: world.activity.report().state is WorkerState.DRAINING, SECONDS)
    return drain


def test_a_draining_worker_is_left_to_finish() -> None:
    world = World()
    with world.working() as supervisor:
        drain = drains_with_work_in_hand(world, supervisor)
        looks = [supervisor.is_well()]
        world.engine.may_answer.set()
        drain.join(SECONDS)

    assert [*looks, supervisor.is_well()] == [True, True]  # its threads have ended, as they should


def test_a_draining_worker_that_gets_nothing_done_for_long_is_not_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    with world.working() as supervisor:
        drain = drains_with_work_in_hand(world, supervisor)
        monkeypatch.setattr("app_tier.supervisor._LONGEST_TURN_SECONDS", 0.05)

        wait_until(lambda: not supervisor.is_well(), SECONDS)

        world.engine.may_answer.set()
        drain.join(SECONDS)
