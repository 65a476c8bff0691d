"""Writes the frames as a film with boxes and names."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from pipeline.outcomes import Verdict
from scripts.client.answers import Face
from scripts.client.camera.frames import Frame, Pixels
from scripts.client.camera.relay import Seen
from scripts.client.captions import caption

#: What OpenCV's wheel can write without a display or system codecs. H.264 is not among it.
CODECS = {".mp4": "mp4v", ".webm": "VP90", ".avi": "MJPG"}
#: Blue, green, red.
_COLOURS = {Verdict.KNOWN: (80, 200, 80), Verdict.UNSURE: (60, 180, 240), Verdict.UNKNOWN: (160, 160, 160)}


class CannotWrite(Exception):
    """OpenCV cannot write that film."""


class AnnotatedFilm:
    """A film in the size of its first frame. A frame without an answer shows the last answer's boxes."""

    def __init__(self, path: Path, frames_per_second: float) -> None:
        self._path = path
        self._frames_per_second = frames_per_second
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)
        self._faces: Sequence[Face] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer:
            self._writer.release()

    def show(self, frame: Frame, seen: Seen | None) -> None:
        """Add a frame. Raises CannotWrite."""
        if seen:
            self._faces = seen.recognition.faces if seen.recognition else ()
        if frame.pixels is not None:
            drawn = with_faces(frame.pixels, self._faces)
            writer = self._writer or self._begin(drawn)
            writer.write(fitted(drawn, self._size))

    def _begin(self, pixels: Pixels) -> cv2.VideoWriter:
        self._size = (pixels.shape[1], pixels.shape[0])
        codec = cv2.VideoWriter.fourcc(*CODECS[self._path.suffix.lower()])
        self._writer = cv2.VideoWriter(str(self._path), codec, self._frames_per_second, self._size)
        if not self._writer.isOpened():
            raise CannotWrite(f"OpenCV cannot write {self._path}.")
        return self._writer


def with_faces(pixels: Pixels, faces: Iterable[Face]) -> Pixels:
    """Return a copy of the picture with a box and a caption for each face."""
    drawn = pixels.copy()
    font = cv2.FontFace("sans")  # OpenCV's own, with more than ASCII
    size = max(14, pixels.shape[0] // 30)
    for face in faces:
        left, top = round(face.box.left), round(face.box.top)
        corner = (round(face.box.left + face.box.width), round(face.box.top + face.box.height))
        colour = _COLOURS[face.match.verdict]
        cv2.rectangle(drawn, (left, top), corner, colour, thickness=2)
        cv2.putText(drawn, caption(face.match), (left, max(size, top - 6)), colour, font, size, weight=700)
    return drawn


def fitted(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Return the picture scaled into (width, height), with black bars where its shape is another."""
    width, height = size
    scale = min(width / pixels.shape[1], height / pixels.shape[0])
    inner = cv2.resize(pixels, (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)))
    canvas = np.zeros((height, width, 3), dtype=np.uint8)
    top, left = (height - inner.shape[0]) // 2, (width - inner.shape[1]) // 2
    canvas[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return canvas
