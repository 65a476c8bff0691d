"""Faces come out of the service's archive, each for the face that it shows."""

import io
import json
import zipfile
from typing import Any

import pytest

from pipeline.outcomes import Verdict
from pipeline.results import Box
from scripts.client.answers import Face, Match
from scripts.watch.cutting import LARGEST_MEMBER, NoArchive, crops_of


def face(left: float) -> Face:
    return Face(
        box=Box(left=left, top=20, width=40, height=40), match=Match(verdict=Verdict.UNKNOWN, name=None)
    )


def listed(index: int, file: str | None, left: float) -> dict[str, Any]:
    return {"index": index, "file": file, "box": {"left": left, "top": 20, "width": 40, "height": 40}}


def archive(faces: list[dict[str, Any]], **members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(f"{name}.jpg", data)
        packed.writestr("faces.json", json.dumps({"job_id": "j", "faces": faces}))
    return buffer.getvalue()


def test_every_face_has_its_picture() -> None:
    packed = archive(
        [listed(0, "face_00.jpg", 10), listed(1, "face_01.jpg", 90)], face_00=b"first", face_01=b"second"
    )

    assert crops_of([face(10), face(90)], packed) == (b"first", b"second")


def test_a_face_that_is_elsewhere_in_the_archive_gets_no_other_ones_picture() -> None:
    packed = archive(
        [listed(0, "face_00.jpg", 90), listed(1, "face_01.jpg", 12)], face_00=b"first", face_01=b"second"
    )

    assert crops_of([face(10), face(12)], packed) == (None, b"second")


def test_faces_without_a_picture_have_none() -> None:
    packed = archive([listed(0, None, 10)])

    assert crops_of([face(10), face(90)], packed) == (None, None)


@pytest.mark.parametrize(
    "data",
    [
        b"no archive",
        archive([listed(0, "../../etc/passwd", 10)]),
        archive([{"index": "first"}]),
        archive([listed(0, "face_00.jpg", 10)], face_00=bytes(LARGEST_MEMBER + 1)),
        archive([listed(0, "face_00.jpg", 10)], face_00=b"abcdef" * 99)[:-30],
    ],
    ids=["text", "a path", "another list", "a bomb", "half"],
)
def test_what_is_no_archive_of_faces_is_refused(data: bytes) -> None:
    with pytest.raises(NoArchive):
        crops_of([face(10)], data)
