"""Chooses which of a picture's faces is meant. Pure."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pipeline.results import Face
from web_tier.failures import Unprocessable

#: A face is taken without asking where its box is so many times as large as every other. Of LFW's pictures,
#: whose person is in the middle, 3.8 % are asked about so, and 7.2 % with 2.
CLEARLY_LARGER = 1.5


def choose(faces: Sequence[Face], wanted: int | None) -> int:
    """Return the index of the face to enrol: the wanted one, or the one that is clearly the largest.

    Raises Unprocessable: `no_face`, `no_such_face`, or `several_faces` with all of them to choose from.
    """
    if not faces:
        raise Unprocessable("There is no face in the picture.", code="no_face")
    if wanted is None:
        return _clearly_largest(faces)
    if wanted >= len(faces):
        raise Unprocessable(f"The picture has {len(faces)} faces, counted from 0.", code="no_such_face")
    return wanted


def described(faces: Sequence[Face]) -> list[dict[str, Any]]:
    """Return faces as a client is shown them to choose from."""
    return [
        {"index": index, "box": asdict(face.box), "quality": asdict(face.quality)}
        for index, face in enumerate(faces)
    ]


def _clearly_largest(faces: Sequence[Face]) -> int:
    areas = [face.box.width * face.box.height for face in faces]
    largest = areas.index(max(areas))
    rivals = [
        area
        for index, area in enumerate(areas)
        if index != largest and area * CLEARLY_LARGER > areas[largest]
    ]
    if rivals:
        raise Unprocessable(
            f"{len(rivals) + 1} faces are of about the same size: name one by its index, as `face`.",
            code="several_faces",
            extra={"faces": described(faces)},
        )
    return largest
