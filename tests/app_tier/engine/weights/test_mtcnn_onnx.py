"""The ONNX models compute what MTCNN's layers compute one by one, in float64."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app_tier.engine.runtimes.onnx_fp32 import OnnxRuntime
from app_tier.engine.weights.convolution import Reals
from app_tier.engine.weights.mtcnn_layers import convolution
from app_tier.engine.weights.mtcnn_onnx import output_model, proposal_model, refinement_model
from app_tier.engine.weights.mtcnn_wheel import (
    OUTPUT_FILE,
    PROPOSAL_FILE,
    REFINEMENT_FILE,
    HiddenLayer,
    Layer,
    MtcnnWeights,
)
from tests.app_tier.engine.weights.mtcnn_files import loaded, weights_of
from tests.app_tier.engine.weights.plain_network import convolve

pytestmark = pytest.mark.model


def noise(count: int, side: int) -> NDArray[np.uint8]:
    return np.random.default_rng(side).integers(0, 256, (count, side, side, 3), dtype=np.uint8)


def normalised(picture: NDArray[np.uint8]) -> Reals:
    return (picture.astype(np.float64) - 127.5).transpose(2, 0, 1) / 128


def bent(values: Reals, slope: Reals) -> Reals:
    return np.where(values > 0, values, values * slope)


def filtered(values: Reals, layer: HiddenLayer) -> Reals:
    return bent(convolve(values, convolution(layer)), layer.slope[:, None, None])


def pooled(values: Reals, side: int, beyond: int = 0) -> Reals:
    padded = np.pad(values, ((0, 0), (0, beyond), (0, beyond)), constant_values=-np.inf)
    maxima: Reals = sliding_window_view(padded, (side, side), axis=(1, 2))[:, ::2, ::2].max(axis=(3, 4))
    return maxima


def multiplied(values: Reals, layer: Layer) -> Reals:
    matrix = layer.weights.astype(np.float64).reshape(-1, len(layer.bias))
    return values @ matrix + layer.bias


def told(values: Reals, weights: MtcnnWeights) -> Reals:
    """Return the answers for values of shape (..., inputs): the face's logit, then the others."""
    *others, classes = (multiplied(values, answer) for answer in weights.answers)
    return np.concatenate([classes[..., 1:] - classes[..., :1], *others], axis=-1)


def judged(values: Reals, weights: MtcnnWeights) -> Reals:
    whole = weights.hidden[-1]
    columns = values.transpose(2, 1, 0).reshape(-1)
    return told(bent(multiplied(columns, whole), whole.slope), weights)


def test_the_first_network_judges_every_window_of_a_tile(tmp_path: Path) -> None:
    weights = weights_of(PROPOSAL_FILE)
    (tile,) = tiles = noise(1, 40)

    values = pooled(filtered(normalised(tile), weights.hidden[0]), 2)
    for layer in weights.hidden[1:]:
        values = filtered(values, layer)
    expected = told(values.transpose(1, 2, 0), weights)

    network = loaded(proposal_model(weights, 40), OnnxRuntime(), tmp_path)
    assert network.run(tiles)[0] == pytest.approx(expected, abs=1e-4)


def test_the_second_network_judges_windows_of_24_pixels(tmp_path: Path) -> None:
    weights = weights_of(REFINEMENT_FILE)
    windows = noise(3, 24)

    def one(window: NDArray[np.uint8]) -> Reals:
        values = pooled(filtered(normalised(window), weights.hidden[0]), 3, beyond=1)
        values = pooled(filtered(values, weights.hidden[1]), 3)
        return judged(filtered(values, weights.hidden[2]), weights)

    expected = np.stack([one(window) for window in windows])
    network = loaded(refinement_model(weights, 3), OnnxRuntime(), tmp_path)
    assert network.run(windows) == pytest.approx(expected, abs=1e-4)


def test_the_third_network_judges_windows_of_48_pixels(tmp_path: Path) -> None:
    weights = weights_of(OUTPUT_FILE)
    windows = noise(2, 48)

    def one(window: NDArray[np.uint8]) -> Reals:
        values = pooled(filtered(normalised(window), weights.hidden[0]), 3, beyond=1)
        values = pooled(filtered(values, weights.hidden[1]), 3)
        values = pooled(filtered(values, weights.hidden[2]), 2)
        return judged(filtered(values, weights.hidden[3]), weights)

    expected = np.stack([one(window) for window in windows])
    network = loaded(output_model(weights, 2), OnnxRuntime(), tmp_path)
    assert network.run(windows) == pytest.approx(expected, abs=1e-4)


def test_the_models_keep_onnxs_rules() -> None:
    for model in (
        proposal_model(weights_of(PROPOSAL_FILE), 128),
        refinement_model(weights_of(REFINEMENT_FILE), 32),
        output_model(weights_of(OUTPUT_FILE), 8),
    ):
        onnx.checker.check_model(model, full_check=True)
