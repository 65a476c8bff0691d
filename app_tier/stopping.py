"""Waits until a worker is asked to stop: by a signal, or from one of its own threads."""

import contextlib
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGTERM, signal.SIGINT)


class StopRequests:
    """Where all who ask a worker to stop are heard."""

    def __init__(self, waiting: socket.socket, waking: socket.socket) -> None:
        self._waiting = waiting
        self._waking = waking

    def wait(self) -> None:
        """Return once the worker was asked to stop."""
        self._waiting.recv(1)

    def is_asked(self) -> bool:
        """Return whether the worker was asked to stop already."""
        try:
            return bool(self._waiting.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False

    def ask(self) -> None:
        """Ask it to stop, from any thread."""
        with contextlib.suppress(BlockingIOError):  # it was asked very often
            self._waking.send(b"\0")


@contextmanager
def stop_requests() -> Iterator[StopRequests]:
    """Catch the signals from now on, and take what else asks to stop.

    A socket wakes the waiter, whichever thread the signal came to: numpy's own threads take signals too.
    """
    waiting, waking = socket.socketpair()
    waking.setblocking(False)
    with waiting, waking:
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        for each in STOPPING:
            signal.signal(each, lambda _number, _frame: None)
        yield StopRequests(waiting, waking)
        signal.set_wakeup_fd(-1)


@contextmanager
def stop_signals_held_back() -> Iterator[None]:
    """Keep the signals from this thread, and for good from the processes it starts meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
