"""Asks whether everything a request needs answers in time."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as CheckTimeout

Check = Callable[[], object]  #: raises where what it asks does not answer

CHECK_SECONDS = 2.0


class Readiness:
    """Runs all checks at once, each for at most `CHECK_SECONDS`."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)
        # a check that hangs keeps its thread: the pool bounds how many can
        self._pool = ThreadPoolExecutor(max_workers=2 * len(self._checks), thread_name_prefix="readiness")

    def report(self) -> dict[str, str]:
        """Return "ok" or what is wrong by the name of each check."""
        running = {name: self._pool.submit(check) for name, check in self._checks.items()}
        return {name: _verdict(future) for name, future in running.items()}

    def close(self) -> None:
        """Give the threads back."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _verdict(future: "Future[object]") -> str:
    try:
        future.result(timeout=CHECK_SECONDS)
    except CheckTimeout:
        future.cancel()
        return "no answer in time"
    except Exception as error:  # whatever it is, it is not ready
        return type(error).__name__
    return "ok"
