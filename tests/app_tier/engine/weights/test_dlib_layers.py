"""Layers' records give what was written, and damaged ones are refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app_tier.engine.weights.convolution import Geometry
from app_tier.engine.weights.dlib_affine import read_affine
from app_tier.engine.weights.dlib_layers import read_convolution, read_mean_colour, read_pool, read_projection
from app_tier.engine.weights.dlib_stream import DlibStream
from app_tier.engine.weights.unreadable import UnreadableWeights
from tests.app_tier.engine.weights import dlib_records as records

GEOMETRY = Geometry(inputs=2, outputs=3, side=3, stride=2, padding=1)


def some(*shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(1).normal(size=shape).astype(np.float32)


WEIGHTS, BIAS = some(3, 2, 3, 3), some(3)
CONVOLUTION = records.convolution(WEIGHTS, BIAS, stride=2, padding=1)
SCALE, SHIFT, MEANS, VARIANCES = some(3), some(3) + 1, some(3) + 2, some(3) ** 2
NORMALISATION = records.normalisation(SCALE, SHIFT, MEANS, VARIANCES, epsilon=0.25)


def test_a_convolution_is_read_as_it_was_written() -> None:
    stream = DlibStream(CONVOLUTION)

    convolution = read_convolution(stream, GEOMETRY)

    stream.end()
    assert np.array_equal(convolution.weights, WEIGHTS)
    assert np.array_equal(convolution.bias, BIAS)
    assert convolution.geometry == GEOMETRY


def test_newer_files_say_of_a_convolution_that_it_has_a_bias() -> None:
    body, state = CONVOLUTION[: -len(records.STATE)], records.STATE
    newer = body.replace(b"con_4", b"con_5")

    with_bias = read_convolution(DlibStream(newer + records.truth(True) + state), GEOMETRY)

    assert np.array_equal(with_bias.bias, BIAS)
    with pytest.raises(UnreadableWeights, match="use of biases"):
        read_convolution(DlibStream(newer + records.truth(False) + state), GEOMETRY)


@pytest.mark.parametrize(
    "other",
    [
        Geometry(inputs=3, outputs=3, side=3, stride=2, padding=1),
        Geometry(inputs=2, outputs=3, side=3, stride=1, padding=1),
        Geometry(inputs=2, outputs=3, side=3, stride=2, padding=0),
        Geometry(inputs=18, outputs=3, side=1, stride=2, padding=1),
    ],
)
def test_a_convolution_of_another_network_is_refused(other: Geometry) -> None:
    with pytest.raises(UnreadableWeights):
        read_convolution(DlibStream(CONVOLUTION), other)


def test_a_convolution_of_another_version_is_refused_by_name() -> None:
    with pytest.raises(UnreadableWeights, match="'con_3' instead of 'con_4' or 'con_5'"):
        read_convolution(DlibStream(CONVOLUTION.replace(b"con_4", b"con_3")), GEOMETRY)


def test_an_affine_layer_is_read_as_it_was_written() -> None:
    stream = DlibStream(records.affine(SCALE, SHIFT))

    affine = read_affine(stream, 3)

    stream.end()
    assert np.array_equal(affine.scale, SCALE)
    assert np.array_equal(affine.shift, SHIFT)


def test_a_batch_normalisation_is_read_as_the_affine_layer_that_it_comes_to() -> None:
    stream, values = DlibStream(NORMALISATION), some(3) * 10

    affine = read_affine(stream, 3)

    stream.end()
    normalised = (values - MEANS) / np.sqrt(VARIANCES + 0.25) * SCALE + SHIFT
    assert values * affine.scale + affine.shift == pytest.approx(normalised, rel=1e-5)


def test_a_negative_variance_is_refused() -> None:
    record = records.normalisation(SCALE, SHIFT, MEANS, -VARIANCES, epsilon=0.0)

    with pytest.raises(UnreadableWeights, match="variance"):
        read_affine(DlibStream(record), 3)


def test_a_projection_keeps_its_rows_and_columns() -> None:
    weights = some(4, 5)
    record = (
        records.text("fc_2")
        + records.integers(5, 4)
        + records.tensor(weights.ravel())
        + records.alias(4, 5, 1, 1)
        + records.alias(0, 0, 0, 0)
        + records.integer(1)
        + records.TRAINING_RATES
        + records.STATE
    )

    assert np.array_equal(read_projection(DlibStream(record), 4, 5), weights)
    with pytest.raises(UnreadableWeights, match="outputs is 5 instead of 4"):
        read_projection(DlibStream(record), 5, 4)


def test_a_mean_colour_is_read_as_it_was_written() -> None:
    record = records.text("input_rgb_image_sized") + b"".join(map(records.number, (122.5, 0, 255)))

    assert read_mean_colour(DlibStream(record), "input_rgb_image_sized") == pytest.approx([122.5, 0, 255])


@pytest.mark.parametrize("value", [-1, 256, 1e200])
def test_a_mean_colour_that_is_no_colour_is_refused(value: float) -> None:
    record = records.text("input_rgb_image_sized") + b"".join(map(records.number, (122.5, value, 104.5)))

    with pytest.raises(UnreadableWeights, match="no colour"):
        read_mean_colour(DlibStream(record), "input_rgb_image_sized")


def test_a_pool_with_padding_is_refused() -> None:
    record = records.text("avg_pool_2") + records.integers(2, 2, 2, 2, 1, 1) + records.STATE

    with pytest.raises(UnreadableWeights, match="padding"):
        read_pool(DlibStream(record), "avg_pool_2", side=2, stride=2)


def test_what_a_run_left_in_a_layer_is_skipped() -> None:
    left = b"110" + records.tensor(some(6)) * 3
    record = CONVOLUTION.removesuffix(records.STATE) + left
    stream = DlibStream(record)

    read_convolution(stream, GEOMETRY)

    stream.end()


def test_a_record_that_ends_too_early_is_refused_wherever_it_ends() -> None:
    for length in range(len(CONVOLUTION)):
        with pytest.raises(UnreadableWeights):
            read_convolution(DlibStream(CONVOLUTION[:length]), GEOMETRY)
    for length in range(len(NORMALISATION)):
        with pytest.raises(UnreadableWeights):
            read_affine(DlibStream(NORMALISATION[:length]), 3)


@given(position=st.integers(0, len(CONVOLUTION) - 1), found=st.integers(0, 255))
def test_a_damaged_convolution_is_read_or_refused(position: int, found: int) -> None:
    damaged = bytearray(CONVOLUTION)
    damaged[position] = found
    try:
        convolution = read_convolution(DlibStream(bytes(damaged)), GEOMETRY)
    except UnreadableWeights:
        return
    assert np.isfinite(convolution.rounded().weights).all()


@given(position=st.integers(0, len(NORMALISATION) - 1), found=st.integers(0, 255))
def test_a_damaged_normalisation_is_read_or_refused(position: int, found: int) -> None:
    damaged = bytearray(NORMALISATION)
    damaged[position] = found
    try:
        affine = read_affine(DlibStream(bytes(damaged)), 3)
    except UnreadableWeights:
        return
    assert np.isfinite([affine.scale, affine.shift]).all()
