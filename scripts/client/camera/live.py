"""A camera that runs on its own time: frames sampled by the clock, and a lost camera opened again."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from scripts.client.camera.frames import Frame, Pixels
from scripts.client.patience import pauses


class Capture(Protocol):
    """An opened camera, as OpenCV's VideoCapture is."""

    def isOpened(self) -> bool:  # noqa: N802 (OpenCV's name)
        """Whether it gives frames."""

    def grab(self) -> bool:
        """Wait for the next frame."""

    def retrieve(self) -> tuple[bool, Any]:
        """Decode the frame that was grabbed."""

    def release(self) -> None:
        """Close it."""


class LiveStream:
    """A webcam or a network camera.

    Every frame is grabbed, so that none waits in the camera's buffer and grows old; only `frames_per_second`
    are decoded.
    """

    is_live = True

    def __init__(
        self,
        open_capture: Callable[[], Capture],
        frames_per_second: float,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._open_capture = open_capture
        self._seconds_between = 1 / frames_per_second
        self._say = say
        self._clock = clock

    def frames(self, ending: threading.Event) -> Iterator[Frame]:
        """Yield frames until `ending` is set; open the camera again, ever less often, when it is lost."""
        number = 0
        waits = pauses()
        while not ending.is_set():
            for taken_at, pixels in self._one_connection(ending):
                yield Frame(name=f"frame-{number:06d}.jpg", taken_at=taken_at, pixels=pixels)
                number += 1
                waits = pauses()
            if not ending.is_set():
                pause = next(waits)
                self._say(f"No picture from the camera; opening it again in {pause:g} s.")
                ending.wait(pause)

    def _one_connection(self, ending: threading.Event) -> Iterator[tuple[float, Pixels]]:
        capture = self._open_capture()
        next_at = 0.0
        try:
            while not ending.is_set() and capture.isOpened() and capture.grab():
                now = self._clock()
                if now < next_at:
                    continue
                next_at = now + self._seconds_between
                is_read, pixels = capture.retrieve()
                if is_read:
                    yield now, np.asarray(pixels, dtype=np.uint8)
        finally:
            capture.release()
