"""A quantised network gives nearly what the exact one gives, from a quarter of the bytes."""

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import numpy_helper

from app_tier.engine.runtimes.onnxruntime_library import onnxruntime
from app_tier.engine.weights.activation_ranges import ActivationRanges, RangesUnfit
from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.int8 import HEADROOM, convolved_values, quantise
from app_tier.engine.weights.onnx_graph import OnnxGraph

SIDE = 10
RANDOM = np.random.default_rng(1)


def some_convolution(inputs: int, outputs: int) -> Convolution:
    scales = 10 ** RANDOM.uniform(-2, 0, (outputs, 1, 1, 1))  # filters of very different sizes
    return Convolution(
        geometry=Geometry(inputs=inputs, outputs=outputs, side=3),
        weights=(RANDOM.normal(size=(outputs, inputs, 3, 3)) * scales).astype(np.float32),
        bias=RANDOM.normal(size=outputs).astype(np.float32),
    )


FIRST, SECOND, THIRD = some_convolution(3, 8), some_convolution(8, 6), some_convolution(8, 6)


@pytest.fixture(scope="module")
def model() -> onnx.ModelProto:
    """Return a network whose second and third convolution take one value, and are added."""
    graph = OnnxGraph("pixels", ("n", 3, SIDE, SIDE))
    shared = graph.rectify(graph.convolve("pixels", FIRST))
    graph.add("Add", graph.convolve(shared, SECOND), graph.convolve(shared, THIRD))
    return graph.model("sum", ("n", 6, SIDE - 4, SIDE - 4))


@pytest.fixture(scope="module")
def ranges(model: onnx.ModelProto) -> ActivationRanges:
    return ActivationRanges(measured_on="noise", largest={"Relu_1": float(value_in(model, "Relu_1").max())})


def value_in(model: onnx.ModelProto, name: str) -> NDArray[np.float32]:
    """Return one of the network's values for some noise, each node computed as it stands, none fused."""
    observed = onnx.ModelProto()
    observed.CopyFrom(model)
    observed.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(observed.SerializeToString(), options, ["CPUExecutionProvider"])
    return np.asarray(session.run([name], {"pixels": pixels()})[0])


def pixels() -> NDArray[np.float32]:
    return np.random.default_rng(2).integers(0, 256, (4, 3, SIDE, SIDE)).astype(np.float32)


def test_the_values_that_need_ranges_are_those_that_convolutions_take(model: onnx.ModelProto) -> None:
    assert convolved_values(model) == ["Relu_1"]


def test_the_quantised_network_gives_nearly_the_same(
    model: onnx.ModelProto, ranges: ActivationRanges
) -> None:
    exact = value_in(model, "Conv_2") + value_in(model, "Conv_3")

    rounded = value_in(quantise(model, ranges), "Conv_2") + value_in(quantise(model, ranges), "Conv_3")

    assert np.abs(rounded - exact).max() < 0.02 * np.abs(exact).max()
    assert not np.array_equal(rounded, exact)


def test_weights_are_held_in_int8_and_no_longer_in_float(
    model: onnx.ModelProto, ranges: ActivationRanges
) -> None:
    held = [numpy_helper.to_array(each) for each in quantise(model, ranges).graph.initializer]

    assert sum(each.size for each in held if each.dtype == np.int8) == sum(
        each.weights.size for each in (FIRST, SECOND, THIRD)
    )
    assert max(each.size for each in held if each.dtype == np.float32) == 8  # biases and scales


def test_each_filter_has_a_scale_of_its_own(model: onnx.ModelProto, ranges: ActivationRanges) -> None:
    held = [numpy_helper.to_array(each) for each in quantise(model, ranges).graph.initializer]

    filters = [each for each in held if each.dtype == np.int8]
    assert all((np.abs(each).max(axis=(1, 2, 3)) == 127).all() for each in filters)


def test_pixels_are_taken_as_they_are(model: onnx.ModelProto, ranges: ActivationRanges) -> None:
    taken = value_in(quantise(model, ranges), "pixels_rounded")

    assert np.array_equal(taken, pixels())


def test_values_far_above_the_measured_ones_are_cut_off(
    model: onnx.ModelProto, ranges: ActivationRanges
) -> None:
    quarter = ActivationRanges(measured_on="dim noise", largest={"Relu_1": ranges.largest["Relu_1"] / 4})

    taken = value_in(quantise(model, quarter), "Relu_1_rounded")

    assert taken.max() == pytest.approx(quarter.largest["Relu_1"] * HEADROOM)


def test_the_given_model_stays_as_it_was(model: onnx.ModelProto, ranges: ActivationRanges) -> None:
    before = model.SerializeToString(deterministic=True)

    quantise(model, ranges)

    assert model.SerializeToString(deterministic=True) == before


@pytest.mark.parametrize("largest", [{}, {"Relu_2": 1.0}, {"Relu_1": 1.0, "Relu_2": 1.0}])
def test_ranges_of_another_network_are_refused(model: onnx.ModelProto, largest: dict[str, float]) -> None:
    with pytest.raises(RangesUnfit, match="not those of this network"):
        quantise(model, ActivationRanges(measured_on="something else", largest=largest))
