"""Waits for the signals that ask a worker to stop."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stop_signals() -> Iterator[Callable[[], None]]:
    """Catch the signals from now on; yield a function that waits for the first of them.

    A socket wakes the waiter, whichever thread the signal came to: numpy's own threads take signals too.
    """
    waiting, waking = socket.socketpair()
    waking.setblocking(False)
    with waiting, waking:
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        for each in STOPPING:
            signal.signal(each, lambda _number, _frame: None)
        yield lambda: _wait(waiting)
        signal.set_wakeup_fd(-1)


def _wait(waiting: socket.socket) -> None:
    waiting.recv(1)


@contextmanager
def stop_signals_held_back() -> Iterator[None]:
    """Keep the signals from this thread, and for good from the processes it starts meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
