"""Activation ranges are the largest numbers that were seen in each value."""

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.onnx_graph import OnnxGraph
from benchmarks.calibrate_int8 import measure

pytestmark = pytest.mark.model
DOUBLING = Convolution(
    geometry=Geometry(inputs=1, outputs=1, side=1),
    weights=np.full((1, 1, 1, 1), 2, np.float32),
    bias=np.zeros(1, np.float32),
)


def doubling_twice(*, rectified: bool) -> onnx.ModelProto:
    graph = OnnxGraph("pixels", ("n", 1, 2, 2))
    doubled = graph.convolve("pixels", DOUBLING)
    graph.convolve(graph.rectify(doubled) if rectified else doubled, DOUBLING)
    return graph.model("fourfold", ("n", 1, 2, 2))


def picture(*numbers: float) -> NDArray[np.float32]:
    return np.array(numbers, np.float32).reshape(1, 1, 2, 2)


def test_the_largest_number_over_all_batches_counts() -> None:
    batches = [picture(1, 2, 3, 4), picture(5, -9, 0, 0), picture(1, 1, 1, 1)]

    assert measure(doubling_twice(rectified=True), batches) == {"Relu_1": 10}


def test_a_value_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="Conv_0 has numbers below zero"):
        measure(doubling_twice(rectified=False), [picture(5, -9, 0, 0)])
