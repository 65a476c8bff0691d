"""A folded convolution computes what the layers computed one by one."""

import numpy as np
import pytest

from app_tier.engine.weights.convolution import Affine, Convolution, Geometry, Reals
from app_tier.engine.weights.unreadable import UnreadableWeights
from tests.app_tier.engine.weights.plain_network import convolve

GEOMETRY = Geometry(inputs=3, outputs=4, side=5, stride=2)
RANDOM = np.random.default_rng(5)
CONVOLUTION = Convolution(
    geometry=GEOMETRY, weights=RANDOM.normal(size=(4, 3, 5, 5)), bias=RANDOM.normal(size=4)
)
PICTURE = RANDOM.integers(0, 256, (3, 21, 24)).astype(np.float64)


def by_channel(values: Reals) -> Reals:
    return values[:, None, None]


def test_an_affine_layer_is_folded_exactly() -> None:
    affine = Affine(scale=RANDOM.normal(size=4), shift=RANDOM.normal(size=4))

    one_by_one = convolve(PICTURE, CONVOLUTION) * by_channel(affine.scale) + by_channel(affine.shift)

    assert convolve(PICTURE, CONVOLUTION.then(affine)) == pytest.approx(one_by_one, rel=1e-9)


def test_the_normalisation_of_colours_is_folded_exactly() -> None:
    mean = np.array([122.782, 117.001, 104.298])

    one_by_one = convolve((PICTURE - by_channel(mean)) / 256, CONVOLUTION)

    assert convolve(PICTURE, CONVOLUTION.of_pixels(mean)) == pytest.approx(one_by_one, rel=1e-9)


def test_rounding_gives_single_precision() -> None:
    rounded = CONVOLUTION.rounded()

    assert rounded.weights.dtype == rounded.bias.dtype == np.float32
    assert rounded.weights == pytest.approx(CONVOLUTION.weights, rel=1e-7)


def test_weights_beyond_single_precision_are_refused() -> None:
    huge = Affine(scale=np.full(4, 1e60), shift=np.zeros(4))

    with pytest.raises(UnreadableWeights, match="too large"):
        CONVOLUTION.then(huge).rounded()


@pytest.mark.parametrize(("padding", "stride"), [(0, 1), (2, 1), (0, 2), (1, 3)])
def test_the_output_side_is_that_of_the_computed_output(padding: int, stride: int) -> None:
    geometry = Geometry(inputs=3, outputs=4, side=5, stride=stride, padding=padding)
    convolution = Convolution(geometry=geometry, weights=CONVOLUTION.weights, bias=CONVOLUTION.bias)

    rows, columns = convolve(PICTURE, convolution).shape[1:]

    assert (geometry.output_side(21), geometry.output_side(24)) == (rows, columns)
