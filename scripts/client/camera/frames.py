"""One frame on its way from a source to the service."""

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

#: Rows, columns, blue-green-red; 8 bits each, as OpenCV has it.
Pixels = NDArray[np.uint8]

_JPEG_QUALITY = 92


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A frame as a source gives it."""

    name: str  #: a file name: the picture's own, or one with the frame's number
    taken_at: float  #: seconds since the epoch
    pixels: Pixels | None  #: None where OpenCV cannot read the picture; the service may
    encoded: bytes | None = None  #: the file, where the frame comes from one

    def shot(self) -> "Shot":
        """Return what is sent of the frame; a frame without a file becomes a JPEG."""
        if self.encoded is not None:
            return Shot(name=self.name, taken_at=self.taken_at, data=self.encoded)
        if self.pixels is None:
            raise ValueError(f"{self.name} has neither pixels nor bytes")
        return Shot(name=self.name, taken_at=self.taken_at, data=jpeg(self.pixels))


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A frame, and whether it is to be sent; an annotated film shows the others too."""

    frame: Frame
    is_wanted: bool


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A picture to be sent, as it lies in the spool too."""

    name: str
    taken_at: float  #: seconds since the epoch
    data: bytes

    @property
    def taken_ms(self) -> int:
        """Milliseconds since the epoch, which is as exact as a spool keeps it."""
        return round(1000 * self.taken_at)

    @property
    def key(self) -> str:
        """The idempotency key: the same for the frame from the camera and for the same one from the spool."""
        return hashlib.sha256(f"{self.taken_ms}:".encode() + self.data).hexdigest()


def jpeg(pixels: Pixels) -> bytes:
    """Return the pixels as a JPEG file."""
    is_encoded, buffer = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not is_encoded:
        raise ValueError("OpenCV cannot write this frame as JPEG")
    return buffer.tobytes()
