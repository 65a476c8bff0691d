"""A network's work is counted as it can be counted by hand."""

import numpy as np
import pytest

from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.onnx_graph import OnnxGraph
from benchmarks.peak import network_gflop

pytestmark = pytest.mark.model


def test_work_is_two_operations_for_each_weight_and_place() -> None:
    convolution = Convolution(
        geometry=Geometry(inputs=3, outputs=8, side=5, stride=2),
        weights=np.ones((8, 3, 5, 5), np.float32),
        bias=np.ones(8, np.float32),
    )
    graph = OnnxGraph("pictures", ("n", 3, 21, 21))
    value = graph.rectify(graph.convolve("pictures", convolution))
    value = graph.add("Flatten", graph.add("GlobalAveragePool", value))
    graph.add("MatMul", value, graph.constant(np.ones((8, 4), np.float32)))

    work = network_gflop(graph.model("scores", ("n", 4)))

    assert work == pytest.approx(2 * (9 * 9 * 8 * 3 * 5 * 5 + 8 * 4) / 1e9)
