"""Reads the faces out of the ZIP in which the service answers them."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from pipeline.results import Box
from scripts.client.answers import Face

_LISTING = "faces.json"
#: A face's picture has at most 320 pixels a side; nothing in the archive comes near to this.
LARGEST_MEMBER = 8_000_000  # bytes


class NoArchive(Exception):
    """These bytes are no archive of faces."""


@dataclass(frozen=True, kw_only=True)
class _Listed:
    index: int
    file: str | None
    box: Box


@dataclass(frozen=True, kw_only=True)
class _Listing:
    faces: tuple[_Listed, ...]


_CODEC = Codec(_Listing)


def crops_of(faces: Sequence[Face], archive: bytes) -> tuple[bytes | None, ...]:
    """Return the JPEG of each face; None where there is none in the archive. Raises NoArchive.

    Where the archive is of another look at the picture, its faces could be in another order: each is taken
    only where its box is. The names in the archive are looked up in it and go nowhere else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            listed = {each.index: each for each in _CODEC.decode(_member(packed, _LISTING)).faces}
            return tuple(_crop(face, listed.get(index), packed) for index, face in enumerate(faces))
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError) as error:
        raise NoArchive(str(error)) from error
    except MalformedMessage as error:
        raise NoArchive(error.reason) from error


def _crop(face: Face, listed: _Listed | None, packed: zipfile.ZipFile) -> bytes | None:
    if listed is None or listed.file is None or not _is_same_place(face.box, listed.box):
        return None
    return _member(packed, listed.file)


def _is_same_place(one: Box, other: Box) -> bool:
    return abs(one.left - other.left) < one.width / 2 and abs(one.top - other.top) < one.height / 2


def _member(packed: zipfile.ZipFile, name: str) -> bytes:
    if packed.getinfo(name).file_size > LARGEST_MEMBER:
        raise NoArchive(f"{name} is too large")
    return packed.read(name)
