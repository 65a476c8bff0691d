"""Answered requests are deleted together, soon, and at the end without delay."""

import threading
from collections.abc import Sequence

from app_tier.deleting import Deletions
from pipeline.errors import ServiceUnavailable
from pipeline.queue import Delivery
from pipeline.queues.memory import MemoryQueue
from tests.app_tier.world import SECONDS
from tests.waiting import wait_until


class CountingQueue(MemoryQueue):
    """Notes how many messages each call deletes, and fails as a test tells it."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []
        self.failures_left = 0

    def delete_all(self, deliveries: Sequence[Delivery]) -> None:
        self.calls.append(len(deliveries))
        if self.failures_left:
            self.failures_left -= 1
            raise ServiceUnavailable
        super().delete_all(deliveries)


def answered(queue: MemoryQueue, count: int) -> Deletions:
    deletions = Deletions(queue)
    for _ in range(count):
        queue.send("body")
    while deliveries := queue.receive(10, 0):
        for delivery in deliveries:
            deletions.add(delivery)
    return deletions


def test_ten_are_deleted_by_one_call() -> None:
    queue = CountingQueue()

    answered(queue, 23).step()

    assert queue.calls == [10, 10, 3]
    assert queue.depth().backlog == 0


def test_nothing_is_asked_where_nothing_was_answered() -> None:
    queue = CountingQueue()

    answered(queue, 0).step()

    assert queue.calls == []


def test_a_call_that_fails_leaves_its_requests_to_come_again_and_stops_nothing() -> None:
    queue = CountingQueue()
    queue.failures_left = 1

    answered(queue, 13).step()

    assert queue.calls == [10, 3]
    assert queue.depth().in_flight == 10


def test_requests_are_deleted_soon_without_being_asked_for() -> None:
    queue, stop = CountingQueue(), threading.Event()
    deletions = answered(queue, 1)
    thread = threading.Thread(target=deletions.run, args=(stop,))

    thread.start()
    wait_until(lambda: queue.depth().backlog == 0, SECONDS)
    stop.set()
    thread.join(SECONDS)

    assert not thread.is_alive()


def test_what_is_left_at_the_end_is_deleted_at_once() -> None:
    queue, stop = CountingQueue(), threading.Event()
    stop.set()

    answered(queue, 3).run(stop)

    assert queue.calls == [3]
