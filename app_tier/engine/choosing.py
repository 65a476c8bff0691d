"""Which of the faces that were found are answered."""

from collections.abc import Iterable
from typing import TypeVar

from pipeline.messages import Options
from pipeline.results import Box

Found = TypeVar("Found")


def chosen(faces: Iterable[tuple[Box, Found]], options: Options) -> list[tuple[Box, Found]]:
    """Return the faces that are large enough, largest first, as many as were asked for."""
    large = [face for face in faces if face[0].width * face[0].height >= options.min_face_px**2]
    return sorted(large, key=lambda face: face[0].width * face[0].height, reverse=True)[: options.max_faces]
