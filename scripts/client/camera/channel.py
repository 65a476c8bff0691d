"""Carries frames from the thread that captures to the one that sends; it never holds more than a few."""

import threading
from collections import deque

from scripts.client.camera.frames import Chosen

_LOOK_SECONDS = 0.1


class Channel:
    """A bounded queue with an end. `dropped` counts frames that a slow service made a camera lose."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._frames: deque[Chosen] = deque()
        self._changed = threading.Condition()
        self._is_closed = False
        self._error: BaseException | None = None
        self.dropped = 0

    def put(self, chosen: Chosen, ending: threading.Event) -> None:
        """Add a frame, waiting for room unless `ending` is set: films and folders lose nothing."""
        with self._changed:
            while len(self._frames) >= self._capacity and not ending.is_set():
                self._changed.wait(_LOOK_SECONDS)
            self._add(chosen)

    def offer(self, chosen: Chosen) -> None:
        """Add a frame, in place of the oldest where there is no room: a camera does not wait."""
        with self._changed:
            if len(self._frames) >= self._capacity:
                self._frames.popleft()
                self.dropped += 1
            self._add(chosen)

    def close(self, error: BaseException | None = None) -> None:
        """Say that no more frames come, because of `error` if there is one."""
        with self._changed:
            self._is_closed = True
            self._error = error
            self._changed.notify_all()

    def take(self, timeout_seconds: float) -> Chosen | None:
        """Return the next frame; None where none came in time. Raises what the channel was closed with."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._is_closed, timeout_seconds)
            if self._frames:
                self._changed.notify_all()
                return self._frames.popleft()
            if self._error:
                raise self._error
            return None

    @property
    def is_ended(self) -> bool:
        """Whether nothing is there and nothing comes."""
        with self._changed:
            return self._is_closed and not self._frames

    def _add(self, chosen: Chosen) -> None:
        self._frames.append(chosen)
        self._changed.notify_all()
