"""Chooses the frames worth sending."""

from typing import Protocol

from scripts.client.camera.frames import Frame, Pixels


class Motion(Protocol):
    """Notices motion."""

    def sees_motion(self, pixels: Pixels) -> bool:
        """Whether the frame differs from the remembered one."""

    def remember(self, pixels: Pixels) -> None:
        """Compare with this frame from now on."""


class Faces(Protocol):
    """Notices faces."""

    def sees_face(self, pixels: Pixels) -> bool:
        """Whether there is a face in the frame."""


class EveryFrame:
    """Wants all frames."""

    def wants(self, frame: Frame) -> bool:
        """Whether the frame is to be sent: yes."""
        return True


class FramesWithMotion:
    """Wants the frames with motion and, where `faces` can be looked for, a face."""

    def __init__(self, motion: Motion, faces: Faces | None = None) -> None:
        self._motion = motion
        self._faces = faces

    def wants(self, frame: Frame) -> bool:
        """Whether the frame is to be sent. One that OpenCV cannot read is: the service may."""
        if frame.pixels is None:
            return True
        if not self._motion.sees_motion(frame.pixels) or not self._has_face(frame.pixels):
            return False
        # only now: a person who stops where the detector missed them once must be looked at again
        self._motion.remember(frame.pixels)
        return True

    def _has_face(self, pixels: Pixels) -> bool:
        return self._faces is None or self._faces.sees_face(pixels)


class FramesWithFaces:
    """Wants the frames with a face, moving or not."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces

    def wants(self, frame: Frame) -> bool:
        """Whether the frame is to be sent."""
        return frame.pixels is None or self._faces.sees_face(frame.pixels)
