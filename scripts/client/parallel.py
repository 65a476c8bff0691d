"""Several threads on one list of work, its results handed back as they come."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from scripts.client.failures import Interrupted

#: How long work under way may still finish after the user asked to stop.
GRACE_SECONDS = 2.0
_LOOK_SECONDS = 0.1

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Ended:
    """A thread has no more work, because of `error` if there is one."""

    error: BaseException | None = None


@dataclass(frozen=True)
class _Done(Generic[Result]):
    value: Result


def in_parallel(
    work: Callable[[Item], Result], items: Iterable[Item], *, concurrency: int, stop: threading.Event
) -> Iterator[Result]:
    """Yield `work(item)` for all items in the order in which they finish.

    What `work` raises is raised here. Once `stop` is set no item is begun, and what does not finish within
    GRACE_SECONDS is left to its daemon thread: a request cut short is safe, since its key is kept.
    """
    news: SimpleQueue[_Done[Result] | _Ended] = SimpleQueue()
    shared = _Shared(items)
    quitting = threading.Event()

    def run() -> None:
        try:
            for item in shared:
                if stop.is_set() or quitting.is_set():
                    break
                news.put(_Done(work(item)))
        except Interrupted:
            news.put(_Ended())
        except BaseException as error:  # raised again in the thread that waits for the results
            news.put(_Ended(error))
        else:
            news.put(_Ended())

    for _ in range(concurrency):
        threading.Thread(target=run, daemon=True).start()
    try:
        yield from _results(news, concurrency, stop)
    finally:
        quitting.set()


def _results(
    news: "SimpleQueue[_Done[Result] | _Ended]", running: int, stop: threading.Event
) -> Iterator[Result]:
    last_look = None
    while running and (last_look is None or time.monotonic() < last_look):
        if stop.is_set() and last_look is None:
            last_look = time.monotonic() + GRACE_SECONDS
        try:
            event = news.get(timeout=_LOOK_SECONDS)
        except Empty:
            continue
        if isinstance(event, _Done):
            yield event.value
        elif event.error:
            raise event.error
        else:
            running -= 1


class _Shared(Generic[Item]):
    """An iterator that several threads may draw from."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        with self._lock:
            return next(self._items)
