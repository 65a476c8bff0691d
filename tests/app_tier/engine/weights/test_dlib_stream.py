"""dlib's primitives are read as dlib writes them, and whatever else is refused at once."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_tier.engine.weights.dlib_stream import DlibStream
from app_tier.engine.weights.unreadable import UnreadableWeights
from tests.app_tier.engine.weights import dlib_records as records

PRIMITIVES: list[Callable[[DlibStream], object]] = [
    DlibStream.integer,
    DlibStream.number,
    DlibStream.truth,
    DlibStream.text,
    DlibStream.tensor,
    DlibStream.alias,
]


@given(st.integers(-(2**64) + 1, 2**64 - 1))
def test_an_integer_is_read_as_it_was_written(value: int) -> None:
    assert DlibStream(records.integer(value)).integer() == value


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_number_is_read_as_it_was_written(value: float) -> None:
    assert DlibStream(records.number(value)).number() == value


@given(st.text(st.characters(codec="ascii"), max_size=64))
def test_a_text_is_read_as_it_was_written(value: str) -> None:
    assert DlibStream(records.text(value)).text() == value


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_a_tensor_is_read_as_it_was_written(values: list[float]) -> None:
    written = np.array(values, dtype=np.float32)

    assert np.array_equal(DlibStream(records.tensor(written)).tensor(), written)


def test_primitives_follow_one_another() -> None:
    stream = DlibStream(
        records.text("relu_") + records.truth(True) + records.alias(1, 2, 3, 4) + records.number(0.5)
    )

    assert (stream.text(), stream.truth(), stream.alias(), stream.number()) == (
        "relu_",
        True,
        (1, 2, 3, 4),
        0.5,
    )
    stream.end()


def test_bytes_after_the_end_are_refused() -> None:
    stream = DlibStream(records.integer(5) + b"\0")
    stream.integer()

    with pytest.raises(UnreadableWeights, match="1 bytes after the network's end"):
        stream.end()


@pytest.mark.parametrize(
    "extents", [(2**62, 1, 1, 1), (2**62, 2**62, 2**62, 2**62), (1, 1, 1, 2), (2**31, 2**31, 0, -1)]
)
def test_a_tensor_larger_than_the_file_is_refused_before_it_is_allocated(extents: tuple[int, ...]) -> None:
    data = records.integers(2, *extents) + b"\0\0\0\0"

    with pytest.raises(UnreadableWeights):
        DlibStream(data).tensor()


@pytest.mark.parametrize("control", [0x00, 0x09, 0x0F, 0x11, 0x41, 0xC1])
def test_an_integer_of_no_bytes_of_too_many_or_with_unknown_bits_is_refused(control: int) -> None:
    with pytest.raises(UnreadableWeights, match="no integer"):
        DlibStream(bytes([control]) + b"\1" * 20).integer()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_tensor_of_values_that_are_no_finite_numbers_is_refused(value: float) -> None:
    with pytest.raises(UnreadableWeights, match="finite"):
        DlibStream(records.tensor(np.array([1, value], dtype=np.float32))).tensor()


@pytest.mark.parametrize("mark", [32000, 32001, 32002])  # infinity, its opposite, and NaN
def test_a_number_that_is_not_finite_is_refused(mark: int) -> None:
    with pytest.raises(UnreadableWeights, match="finite"):
        DlibStream(records.integers(0, mark)).number()


def test_another_version_of_tensors_is_refused() -> None:
    with pytest.raises(UnreadableWeights, match="version is 3 instead of 2"):
        DlibStream(records.integers(3, 0, 0, 0, 0)).tensor()


@pytest.mark.parametrize("length", [-10, 65, 2**60])
def test_a_text_of_an_absurd_length_is_refused(length: int) -> None:
    with pytest.raises(UnreadableWeights):
        DlibStream(records.integer(length) + b"a" * 100).text()


@given(data=st.binary(max_size=80), read=st.sampled_from(PRIMITIVES))
def test_any_bytes_are_read_or_refused(data: bytes, read: Callable[[DlibStream], object]) -> None:
    try:
        read(DlibStream(data))
    except UnreadableWeights as error:
        assert f"of {len(data)}" in str(error)
