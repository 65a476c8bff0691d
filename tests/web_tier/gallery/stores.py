"""Buckets that fail, wait and let others in between, for the tests of crashes and races."""

import threading
from collections.abc import Callable, Iterator

from pipeline.errors import ServiceUnavailable
from pipeline.stores.memory import MemoryStore


class Killed(BaseException):
    """The process dies."""


class OneProcess(MemoryStore):
    """One process's way to a shared bucket; something happens before or after each object that it writes."""

    def __init__(
        self, bucket: MemoryStore, before: Callable[[], object] = bool, after: Callable[[], object] = bool
    ) -> None:
        super().__init__()
        self._bucket = bucket
        self._before = before
        self._after = after

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        self._before()
        self._bucket.put(key, data, content_type)
        self._after()

    def get(self, key: str) -> bytes:
        return self._bucket.get(key)

    def delete(self, key: str) -> None:
        self._bucket.delete(key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        return self._bucket.keys(prefix)


class FragileBucket(MemoryStore):
    """Fails at the n-th change from now on, before it or, like a process that dies, after it."""

    def __init__(self) -> None:
        super().__init__()
        self.changes_left: int | None = None
        self.dies = False

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        self._count(lambda: MemoryStore.put(self, key, data, content_type))

    def delete(self, key: str) -> None:
        self._count(lambda: MemoryStore.delete(self, key))

    def _count(self, change: Callable[[], None]) -> None:
        if self.changes_left is None:
            return change()
        self.changes_left -= 1
        if self.changes_left >= 0:
            return change()
        if self.dies:
            change()
            raise Killed
        raise ServiceUnavailable


class StoreThatWaits(MemoryStore):
    """Keeps the first object back until `release` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.release = threading.Event()
        self.puts: list[str] = []

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        self.puts.append(key)
        if not self.reached.is_set():
            self.reached.set()
            assert self.release.wait(timeout=20)
        super().put(key, data, content_type)
