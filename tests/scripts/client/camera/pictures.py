"""Frames that the camera's tests make."""

from pathlib import Path

import cv2
import numpy as np

from scripts.client.camera.frames import Frame, Pixels, Shot


def scene(square_at: int | None = None) -> Pixels:
    """Return a grey scene, 160 by 120, with a bright square at some column if one is given."""
    pixels = np.full((120, 160, 3), 90, dtype=np.uint8)
    if square_at is not None:
        pixels[40:80, square_at : square_at + 40] = 250
    return pixels


def frame(name: str = "frame.jpg", taken_at: float = 1.0, square_at: int | None = None) -> Frame:
    """Return a scene as a frame."""
    return Frame(name=name, taken_at=taken_at, pixels=scene(square_at))


def shot(name: str, taken_at: float = 1.0, data: bytes = b"picture") -> Shot:
    """Return a picture to be sent."""
    return Shot(name=name, taken_at=taken_at, data=data)


def write_film(path: Path, squares: list[int | None], frames_per_second: float = 10) -> Path:
    """Write a film with the square where it is said to be in each frame."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), frames_per_second, (160, 120))
    assert writer.isOpened()
    for square_at in squares:
        writer.write(scene(square_at))
    writer.release()
    return path


def read_film(path: Path) -> list[Pixels]:
    """Return all frames of a film."""
    capture = cv2.VideoCapture(str(path))
    frames: list[Pixels] = []
    while True:
        is_read, pixels = capture.read()
        if not is_read:
            capture.release()
            return frames
        frames.append(np.asarray(pixels, dtype=np.uint8))
