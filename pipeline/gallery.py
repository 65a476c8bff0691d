"""A gallery as it travels: segments of a log in object storage, and a manifest that lists them.

A gallery knows everybody by a template: the mean direction of their faces' embeddings. Every change of a
person raises the gallery's version by one. A segment says what the versions `first` … `last` changed: whose
templates are new, and who is gone. It is a pure function of the web tier's database, which writes it; workers
replay it. A person's template stands in one segment alone, that of their last change, so that after a
deletion nothing of them is left in any.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.codec import SCHEMA, Codec
from pipeline.errors import MalformedMessage

Embedding = NDArray[np.float32]  #: one face, shape (d,); d is the model pack's (128 for dlib's)
Ids = NDArray[np.uint8]  #: ids of people, shape (n, 16): their 32 hexadecimal digits as bytes
Units = NDArray[np.float32]  #: embeddings of length one, shape (n, d)

ID_BYTES = 16
_MAGIC = b"facefleet gallery 1\n"
_DIGEST_BYTES = 32
_SIZE_BYTES = 4  # of the header's length


@dataclass(frozen=True, kw_only=True, eq=False)
class Templates:
    """People of one kind of embeddings, one per row; nobody twice."""

    model: str  #: names the embeddings, see `ModelId.embeddings`
    ids: Ids
    strangers: NDArray[np.bool_]  #: shape (n,): who has no name yet
    faces: NDArray[np.uint16]  #: shape (n,): of how many faces each centre is the mean
    centres: Units
    #: Faces that somebody said are not this person's: the person of each, and the face. Most have none.
    veto_ids: Ids
    vetoes: Units

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, kw_only=True, eq=False)
class Segment:
    """What the versions `first` … `last` changed."""

    first: int
    last: int
    templates: tuple[Templates, ...] = ()  #: one for each kind of embeddings
    removed: Ids = field(default_factory=lambda: no_ids())


@dataclass(frozen=True, kw_only=True)
class SegmentEntry:
    """A segment in the manifest."""

    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  #: of the object


@dataclass(frozen=True, kw_only=True)
class GalleryManifest:
    """The segments that together are the gallery at `version`: without gaps, in order."""

    schema: Literal[1] = SCHEMA
    version: Annotated[int, Field(ge=0)]
    segments: tuple[SegmentEntry, ...] = ()


MANIFEST_CODEC = Codec(GalleryManifest)


def no_ids() -> Ids:
    """Return nobody."""
    return np.empty((0, ID_BYTES), dtype=np.uint8)


def pack_ids(ids: Sequence[str]) -> Ids:
    """Return ids as they stand in a segment. Raises ValueError for one that is not 32 hexadecimal digits."""
    packed = [bytes.fromhex(each) for each in ids]
    if any(len(each) != ID_BYTES for each in packed):
        raise ValueError("an id has 32 hexadecimal digits")
    return np.frombuffer(b"".join(packed), dtype=np.uint8).reshape(-1, ID_BYTES)


def unpack_ids(ids: Ids) -> list[str]:
    """Return ids as text."""
    return [row.tobytes().hex() for row in ids]


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors, shape (…, d), scaled to length one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def mean_direction(units: Units | Sequence[Embedding]) -> Embedding:
    """Return what a person who is enrolled with these unit embeddings is compared by, shape (d,)."""
    return unit(np.mean(units, axis=0))


def encode_segment(segment: Segment) -> bytes:
    """Return the segment as an object: magic, checksum, length of the header, header (JSON), arrays."""
    header = json.dumps(
        {
            "first": segment.first,
            "last": segment.last,
            "removed": len(segment.removed),
            "templates": [_shape(templates) for templates in segment.templates],
        }
    ).encode()
    arrays = [array for templates in segment.templates for array in _arrays(templates)]
    size = len(header).to_bytes(_SIZE_BYTES, "little")
    body = b"".join([size, header, *(_bytes(array) for array in (*arrays, segment.removed))])
    return _MAGIC + hashlib.sha256(body).digest() + body


def decode_segment(data: bytes) -> Segment:
    """Return the segment that an object holds. Raises MalformedMessage where a single bit is wrong."""
    start = len(_MAGIC) + _DIGEST_BYTES
    body = data[start:]
    if not data.startswith(_MAGIC) or hashlib.sha256(body).digest() != data[len(_MAGIC) : start]:
        raise MalformedMessage("", "a gallery segment's checksum is wrong")
    arrays_at = _SIZE_BYTES + int.from_bytes(body[:_SIZE_BYTES], "little")
    header = json.loads(body[_SIZE_BYTES:arrays_at])
    arrays = _Reader(body, arrays_at)
    return Segment(
        first=header["first"],
        last=header["last"],
        templates=tuple(_templates(shape, arrays) for shape in header["templates"]),
        removed=arrays.take("u1", header["removed"], ID_BYTES),
    )


def _shape(templates: Templates) -> dict[str, Any]:
    return {
        "model": templates.model,
        "count": len(templates),
        "dimensions": templates.centres.shape[1],
        "vetoes": len(templates.vetoes),
    }


def _arrays(templates: Templates) -> tuple[NDArray[Any], ...]:
    numbers = (templates.faces.astype("<u2"), templates.centres.astype("<f4"))
    return (templates.ids, templates.strangers, *numbers, templates.veto_ids, templates.vetoes.astype("<f4"))


def _bytes(array: NDArray[Any]) -> bytes:
    return np.ascontiguousarray(array).tobytes()


def _templates(shape: dict[str, Any], arrays: "_Reader") -> Templates:
    count, dimensions, vetoes = shape["count"], shape["dimensions"], shape["vetoes"]
    return Templates(
        model=shape["model"],
        ids=arrays.take("u1", count, ID_BYTES),
        strangers=arrays.take("?", count),
        faces=arrays.take("<u2", count),
        centres=arrays.take("<f4", count, dimensions),
        veto_ids=arrays.take("u1", vetoes, ID_BYTES),
        vetoes=arrays.take("<f4", vetoes, dimensions),
    )


class _Reader:
    """Takes one array after another from an object's bytes, without copying them."""

    def __init__(self, data: bytes, offset: int) -> None:
        self._data = data
        self._offset = offset

    def take(self, dtype: str, *shape: int) -> NDArray[Any]:
        """Return the next array of this type and shape."""
        count = int(np.prod(shape))
        array = np.frombuffer(self._data, dtype=dtype, count=count, offset=self._offset)
        self._offset += array.nbytes
        return array.reshape(shape)
