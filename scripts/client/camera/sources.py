"""Where frames come from: a webcam or a stream, a film, a folder of pictures."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import cv2
import numpy as np

from scripts.client.camera.frames import Frame, Pixels
from scripts.client.camera.live import Capture, LiveStream
from scripts.client.pictures import pictures_under

#: An address that ends so is a film, which ends; any other is a stream, which does not.
_FILM_SUFFIXES = frozenset({".mp4", ".m4v", ".mkv", ".avi", ".mov", ".webm"})
#: OpenCV waits half a minute otherwise for a camera that is gone.
_STREAM_TIMEOUTS = (cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 10_000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 10_000)


class NoSuchSource(Exception):
    """There is nothing to see there."""


class Source(Protocol):
    """Something that gives frames."""

    @property
    def is_live(self) -> bool:
        """Whether frames that are not taken at once are gone."""

    def frames(self, ending: threading.Event) -> Iterator[Frame]:
        """Yield frames until there are no more, or `ending` is set."""


def open_source(argument: str, frames_per_second: float, say: Callable[[str], None]) -> Source:
    """Return the source that a command line's argument means. Raises NoSuchSource."""
    if argument.isdecimal():
        return _webcam(int(argument), frames_per_second, say)
    path = Path(argument).expanduser()
    if path.is_dir():
        return PictureFolder(path)
    address = urlsplit(argument)
    is_stream = "://" in argument and Path(address.path).suffix.lower() not in _FILM_SUFFIXES
    if is_stream:
        return LiveStream(lambda: _open_stream(argument), frames_per_second, say)
    return Film(argument, frames_per_second)


class Film:
    """A video file, or one at an address; `frames_per_second` of it are given, as fast as they are taken."""

    is_live = False

    def __init__(self, location: str, frames_per_second: float) -> None:
        self._location = location
        self._frames_per_second = frames_per_second
        self._stem = Path(urlsplit(location).path).stem
        self._open().release()

    def frames(self, ending: threading.Event) -> Iterator[Frame]:
        """Yield frames named by their place in the film, taken as if the film began now."""
        capture = self._open()
        began_at = time.time()
        try:
            own_rate = capture.get(cv2.CAP_PROP_FPS) or self._frames_per_second
            for number, pixels in self._sampled(capture, max(1.0, own_rate / self._frames_per_second)):
                if ending.is_set():
                    break
                place = number / own_rate  # seconds
                yield Frame(name=f"{self._stem}-{place:09.2f}s.jpg", taken_at=began_at + place, pixels=pixels)
        finally:
            capture.release()

    def _sampled(self, capture: cv2.VideoCapture, step: float) -> Iterator[tuple[int, Pixels]]:
        number, next_number = 0, 0.0
        while capture.grab():
            if number >= next_number:
                next_number += step
                is_read, pixels = capture.retrieve()
                if is_read:
                    yield number, np.asarray(pixels, dtype=np.uint8)
            number += 1

    def _open(self) -> cv2.VideoCapture:
        capture = cv2.VideoCapture(self._location)
        if not capture.isOpened():
            raise NoSuchSource(f"There is no film that can be read at {self._location}.")
        return capture


class PictureFolder:
    """The pictures of a folder and the folders in it, each a frame, sent as the files they are."""

    is_live = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not any(pictures_under(folder)):
            raise NoSuchSource(f"There is no picture in {folder}.")

    def frames(self, ending: threading.Event) -> Iterator[Frame]:
        """Yield the pictures in order of path."""
        for path in pictures_under(self._folder):
            if ending.is_set():
                break
            data = path.read_bytes()
            yield Frame(name=path.name, taken_at=time.time(), pixels=_decoded(data), encoded=data)


def _decoded(data: bytes) -> Pixels | None:
    pixels = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR) if data else None
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def _webcam(number: int, frames_per_second: float, say: Callable[[str], None]) -> LiveStream:
    probe = cv2.VideoCapture(number)
    is_there = probe.isOpened()
    probe.release()
    if not is_there:
        raise NoSuchSource(f"There is no webcam {number} that can be opened.")
    return LiveStream(lambda: cv2.VideoCapture(number), frames_per_second, say)


def _open_stream(address: str) -> Capture:
    return cv2.VideoCapture(address, cv2.CAP_FFMPEG, _STREAM_TIMEOUTS)
