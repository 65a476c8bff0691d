"""A gallery travels to the workers bit for bit, and a segment with a wrong bit is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.errors import MalformedMessage
from pipeline.gallery import (
    MANIFEST_CODEC,
    GalleryManifest,
    Segment,
    SegmentEntry,
    Templates,
    decode_segment,
    encode_segment,
    mean_direction,
    no_ids,
    pack_ids,
    unit,
    unpack_ids,
)

IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@st.composite
def some_templates(draw: st.DrawFn) -> Templates:
    ids = draw(st.lists(IDS, unique=True, max_size=5))
    dimensions = draw(st.integers(1, 8))
    vetoed = draw(st.lists(st.sampled_from(ids), max_size=3)) if ids else []
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return Templates(
        model=draw(st.sampled_from(["", "dlib-reference", "größer", "\U0001f642"])),
        ids=pack_ids(ids),
        strangers=random.random(len(ids)) < 0.5,
        faces=random.integers(1, 65_535, len(ids), dtype=np.uint16),
        centres=unit(random.standard_normal((len(ids), dimensions)).astype(np.float32)),
        veto_ids=pack_ids(vetoed),
        vetoes=unit(random.standard_normal((len(vetoed), dimensions)).astype(np.float32)),
    )


@st.composite
def some_segments(draw: st.DrawFn) -> Segment:
    first = draw(st.integers(1, 10**12))
    return Segment(
        first=first,
        last=first + draw(st.integers(0, 1000)),
        templates=tuple(draw(st.lists(some_templates(), max_size=3))),
        removed=pack_ids(draw(st.lists(IDS, max_size=5))),
    )


def same(one: Templates, other: Templates) -> bool:
    arrays = ("ids", "strangers", "faces", "centres", "veto_ids", "vetoes")
    return one.model == other.model and all(
        _same_bits(getattr(one, name), getattr(other, name)) for name in arrays
    )


def _same_bits(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


@given(some_segments())
def test_a_segment_survives_the_journey_bit_for_bit(segment: Segment) -> None:
    back = decode_segment(encode_segment(segment))

    assert (back.first, back.last) == (segment.first, segment.last)
    assert unpack_ids(back.removed) == unpack_ids(segment.removed)
    assert len(back.templates) == len(segment.templates)
    assert all(same(one, other) for one, other in zip(back.templates, segment.templates, strict=True))


@given(some_segments(), st.data())
def test_a_segment_with_a_flipped_bit_is_refused(segment: Segment, data: st.DataObject) -> None:
    sound = encode_segment(segment)
    bit = data.draw(st.integers(0, 8 * len(sound) - 1))
    flipped = bytearray(sound)
    flipped[bit // 8] ^= 1 << bit % 8

    with pytest.raises(MalformedMessage):
        decode_segment(bytes(flipped))


@given(some_segments(), st.data())
def test_a_segment_that_breaks_off_or_goes_on_is_refused(segment: Segment, data: st.DataObject) -> None:
    sound = encode_segment(segment)
    length = data.draw(st.integers(0, len(sound) - 1))

    for wrong in (sound[:length], sound + b"\0"):
        with pytest.raises(MalformedMessage):
            decode_segment(wrong)


def test_the_same_segment_is_always_the_same_object_so_that_its_checksum_lasts() -> None:
    removed = pack_ids(["0f" * 16])

    assert encode_segment(Segment(first=1, last=2, removed=removed)) == encode_segment(
        Segment(first=1, last=2, removed=removed.copy())
    )


@given(st.lists(IDS))
def test_ids_come_back_as_they_were(ids: list[str]) -> None:
    assert unpack_ids(pack_ids(ids)) == ids


@pytest.mark.parametrize("wrong", ["", "ada", "g" * 32, "0" * 33])
def test_what_is_no_id_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        pack_ids([wrong])


def test_nobody_is_nobody() -> None:
    assert unpack_ids(no_ids()) == []


def test_the_mean_direction_of_faces_has_length_one_and_lies_between_them() -> None:
    between = mean_direction(unit(np.asarray([[5, 0], [0, 1]], dtype=np.float32)))

    assert between == pytest.approx([0.5**0.5, 0.5**0.5])


def test_a_manifest_survives_the_journey() -> None:
    manifest = GalleryManifest(version=7, segments=(SegmentEntry(first=1, last=7, sha256="0" * 64),))

    assert MANIFEST_CODEC.decode(MANIFEST_CODEC.encode(manifest)) == manifest


def test_a_manifest_that_names_no_checksum_is_refused() -> None:
    with pytest.raises(MalformedMessage):
        MANIFEST_CODEC.decode(b'{"schema":1,"version":1,"segments":[{"first":1,"last":1,"sha256":"?"}]}')
