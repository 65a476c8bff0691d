"""The workers' reports are read several at a time, and mean what they meant one after the other."""

import threading

import pytest

from controller.heartbeats import AT_ONCE, read_heartbeats
from pipeline.errors import ServiceUnavailable
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.keys import heartbeat_key
from pipeline.stores.memory import MemoryStore

NAMES = [f"i-{number:03d}" for number in range(3 * AT_ONCE)]


def fill(store: MemoryStore) -> None:
    for name in NAMES:
        report = Heartbeat(
            worker_id=name,
            state=WorkerState.IDLE,
            slots=1,
            images_done=0,
            mean_service_seconds=0.1,
            reported_at=0,
        )
        store.put(heartbeat_key(name), HEARTBEAT_CODEC.encode(report))


class Together(MemoryStore):
    """Answers only once as many read as may."""

    def __init__(self) -> None:
        super().__init__()
        self._readers = threading.Barrier(AT_ONCE)

    def get(self, key: str) -> bytes:
        self._readers.wait(10)
        return super().get(key)


def test_as_many_reports_are_read_at_once_as_there_are_connections() -> None:
    store = Together()
    fill(store)

    assert len(read_heartbeats(store)) == len(NAMES)


def test_reports_come_in_the_order_of_their_keys() -> None:
    store = MemoryStore()
    fill(store)

    assert list(read_heartbeats(store)) == NAMES


class Failing(MemoryStore):
    """Fails to read one object."""

    def get(self, key: str) -> bytes:
        if key == heartbeat_key(NAMES[7]):
            raise ServiceUnavailable("Slow Down")
        return super().get(key)


def test_one_report_that_cannot_be_read_makes_the_reading_fail() -> None:
    store = Failing()
    fill(store)

    with pytest.raises(ServiceUnavailable, match="Slow Down"):
        read_heartbeats(store)
