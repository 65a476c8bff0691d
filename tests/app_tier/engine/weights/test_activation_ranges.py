"""Files of activation ranges are read as they were written, and nothing else is."""

import pytest

from app_tier.engine.weights.activation_ranges import (
    DLIB_EMBEDDER,
    ActivationRanges,
    RangesUnfit,
    encode_ranges,
    read_ranges,
)


def test_ranges_are_read_as_they_were_written() -> None:
    ranges = ActivationRanges(measured_on="two faces", largest={"Relu_1": 3.5, "Relu_2": 0.25})

    assert read_ranges(encode_ranges(ranges)) == ranges


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80",
        b'{"measured_on": "a face"}',
        b'{"measured_on": "a face", "largest": {"Relu_1": 0}}',
        b'{"measured_on": "a face", "largest": {"Relu_1": -1.5}}',
        b'{"measured_on": "a face", "largest": {"Relu_1": NaN}}',
        b'{"measured_on": "a face", "largest": {}, "smallest": {}}',
    ],
)
def test_other_content_is_refused(content: bytes) -> None:
    with pytest.raises(RangesUnfit, match="no activation ranges"):
        read_ranges(content)


def test_the_shipped_ranges_can_be_read() -> None:
    assert read_ranges(DLIB_EMBEDDER.read_bytes()).largest["MaxPool_2"] > 1
