"""Packs the faces of a picture, cut out, into a ZIP. Pure."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from pipeline.results import Box, ImageSize
from web_tier.answers import NamedFace, NamedMatch


class ArchivedFace(BaseModel):
    """A face in the archive's list; `file` is null where there is no picture of it alone."""

    index: int
    file: str | None
    box: Box
    match: NamedMatch


class ArchivedFaces(BaseModel):
    """The archive's list, `faces.json`."""

    job_id: str
    image: ImageSize | None
    faces: list[ArchivedFace]


def archive(
    job_id: str, image: ImageSize | None, faces: Sequence[NamedFace], jpegs: Mapping[int, bytes]
) -> bytes:
    """Return a ZIP of the pictures, `face_00.jpg` and so on by the faces' indices, and of `faces.json`.

    No name within it comes from outside. Pictures are stored as they are: JPEG does not shrink any more.
    """
    files = {index: f"face_{index:02d}.jpg" for index in jpegs}
    listed = [
        ArchivedFace(index=face.index, file=files.get(face.index), box=face.box, match=face.match)
        for face in faces
    ]
    listing = ArchivedFaces(job_id=job_id, image=image, faces=listed).model_dump_json(indent=2)
    members = {**{name: jpegs[index] for index, name in files.items()}, "faces.json": listing.encode()}
    return _zipped(members)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name, data in members.items():
            packed.writestr(zipfile.ZipInfo(name), data)  # without a time: the same again is the same bytes
    return buffer.getvalue()
