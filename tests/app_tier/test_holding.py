"""How many requests a worker holds, how it keeps them, and how it lets them go at its end."""

import threading
from types import SimpleNamespace

import pytest

from app_tier.holding import Held
from pipeline.heartbeat import WorkerState
from pipeline.queue import Delivery
from pipeline.queues.memory import MemoryQueue
from tests.app_tier.world import SECONDS, World
from tests.waiting import wait_until


def held(queue: MemoryQueue, capacity: int = 2, visibility_seconds: int = 1) -> Held:
    return Held(queue, capacity=capacity, visibility_seconds=visibility_seconds, on_change=lambda _held: None)


def received(queue: MemoryQueue) -> Delivery:
    queue.send("body")
    (delivery,) = queue.receive(1, 0)
    return delivery


def test_each_step_of_a_request_counts_as_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    now, queue = iter(range(100, 1000, 100)), MemoryQueue()
    monkeypatch.setattr("app_tier.holding.time", SimpleNamespace(monotonic=lambda: next(now)))
    holding = held(queue)  # at 100 s, and a hundred more with each look at the clock
    delivery = received(queue)

    waits = [holding.seconds_unchanged, holding.seconds_unchanged]
    for step in (holding.take, holding.leave_engine, holding.acknowledge):
        step(delivery)
        waits.append(holding.seconds_unchanged)

    assert waits == [100, 200, 100, 100, 100]


def test_no_more_is_received_than_the_slot_and_its_read_ahead() -> None:
    world = World(slots=1, read_ahead=2)
    world.engine.may_answer.clear()
    for _ in range(8):
        world.send("ada")
    with world.working():
        wait_until(lambda: world.requests.depth().in_flight == 3, SECONDS)
        assert world.requests.depth().visible == 5
        world.engine.may_answer.set()
        world.wait_until_done()


def test_a_draining_worker_finishes_what_it_holds_and_takes_nothing_more() -> None:
    world = World(slots=1, read_ahead=2)
    world.engine.may_answer.clear()
    for _ in range(8):
        world.send("ada")
    with world.working() as supervisor:
        wait_until(lambda: world.requests.depth().in_flight == 3, SECONDS)
        drain = threading.Thread(target=supervisor.drain)
        drain.start()
        wait_until(lambda: world.activity.report().state is WorkerState.DRAINING, SECONDS)
        world.engine.may_answer.set()
        drain.join(SECONDS)
        assert not drain.is_alive()

        assert (world.requests.depth().visible, world.requests.depth().in_flight) == (5, 0)
        assert world.replies.depth().visible == 3


def test_a_request_stays_hidden_as_long_as_it_is_held() -> None:
    extended = threading.Event()

    class WatchedQueue(MemoryQueue):
        def extend(self, delivery: Delivery, seconds: int) -> None:
            super().extend(delivery, seconds)
            if seconds == 1:
                extended.set()

    queue, stop = WatchedQueue(visibility_seconds=1), threading.Event()
    holding = held(queue)
    keeper = threading.Thread(target=holding.keep_hidden, args=(stop,))
    holding.take(received(queue))

    keeper.start()
    assert extended.wait(SECONDS)
    stop.set()
    keeper.join()

    assert len(holding) == 1


def test_a_request_that_is_no_longer_ours_is_lost_and_makes_room() -> None:
    queue, stop = MemoryQueue(visibility_seconds=0), threading.Event()
    holding = held(queue, capacity=1)
    keeper = threading.Thread(target=holding.keep_hidden, args=(stop,))
    delivery = received(queue)
    holding.take(delivery)
    queue.receive(1, 0)  # somebody else has it now

    keeper.start()
    assert holding.wait_for_room(1, SECONDS) == 1
    stop.set()
    keeper.join()

    assert delivery not in holding


def test_a_request_given_back_comes_again_and_one_acknowledged_does_not() -> None:
    queue = MemoryQueue()
    holding = held(queue)
    back, done = received(queue), received(queue)
    holding.take(back)
    holding.take(done)

    holding.give_back(back, 0)
    holding.acknowledge(done)
    holding.deletions.step()

    (again,) = queue.receive(10, 0)
    assert (again.message_id, again.receive_count) == (back.message_id, 2)
    assert queue.depth().backlog == 1
    assert len(holding) == 0


def test_a_request_whose_engine_work_is_over_makes_room_while_it_is_answered() -> None:
    queue = MemoryQueue()
    holding = held(queue, capacity=1)
    delivery = received(queue)
    holding.take(delivery)

    holding.leave_engine(delivery)

    assert holding.wait_for_room(1, SECONDS) == 1
    assert delivery in holding
