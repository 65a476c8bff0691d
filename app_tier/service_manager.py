"""Tells systemd how the worker fares: sd_notify(3), which is one datagram to a socket it names."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


class ServiceManager:
    """Whoever started this process, if it wants to be told; else nobody is."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        own = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self._patience_seconds = int(environment.get("WATCHDOG_USEC", "0")) / 1e6 if own else 0.0

    def tell(self, state: str) -> None:
        """Send a state, such as READY=1. A manager that cannot be reached is no reason to stop working."""
        if not self._address:
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto(state.encode(), _unix_address(self._address))

    @contextmanager
    def watching(self, is_well: Callable[[], bool]) -> Iterator[None]:
        """Say often enough that all is well while the block runs and it is; else the manager restarts us."""
        stop = threading.Event()
        thread = threading.Thread(target=self._repeat, args=(is_well, stop), name="watchdog", daemon=True)
        if self._patience_seconds:
            thread.start()
        try:
            yield
        finally:
            stop.set()

    def _repeat(self, is_well: Callable[[], bool], stop: threading.Event) -> None:
        while not stop.wait(self._patience_seconds / 3):
            if is_well():
                self.tell("WATCHDOG=1")


def _unix_address(name: str) -> str:
    """Return the address: one that begins with @ has no file, which the kernel writes as a zero byte."""
    return "\0" + name[1:] if name.startswith("@") else name
