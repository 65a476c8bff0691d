"""The records of dlib's layers, each read from its name to its end; all raise UnreadableWeights.

What a record holds, and in which order, is what dlib's `dnn/layers.h`, `dnn/input.h` and `dnn/core.h` write.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.dlib_stream import DlibStream

#: How a fully connected layer says that it adds no bias.
WITHOUT_BIAS = 1


def read_mean_colour(stream: DlibStream, input_layer: str) -> NDArray[np.float64]:
    """Read an input layer's name and the mean red, green and blue that it subtracts, shape (3,)."""
    stream.expect("the input layer", stream.text(), input_layer)
    mean = np.array([stream.number() for _ in ("red", "green", "blue")])
    if mean.min() < 0 or mean.max() > 255:
        raise stream.unreadable("a mean colour that is no colour")
    return mean


def read_convolution(stream: DlibStream, geometry: Geometry) -> Convolution:
    """Read a convolution with a bias."""
    version = stream.expect("a layer", stream.text(), "con_4", "con_5")
    parameters = stream.tensor().astype(np.float64)
    shape = (geometry.outputs, geometry.inputs, geometry.side, geometry.side)
    stream.expect("the number of parameters", parameters.size, math.prod(shape) + geometry.outputs)
    stream.expect("the number of filters", stream.integer(), geometry.outputs)
    _expect_window(stream, geometry.side, geometry.stride, geometry.padding)
    stream.expect("the filters' shape", stream.alias(), shape)
    stream.expect("the biases' shape", stream.alias(), (1, geometry.outputs, 1, 1))
    skip_training_rates(stream)
    if version == "con_5":
        stream.expect("the use of biases", stream.truth(), True)
    skip_state(stream)
    weights, bias = np.split(parameters, [-geometry.outputs])
    return Convolution(geometry=geometry, weights=weights.reshape(shape), bias=bias)


def read_projection(stream: DlibStream, inputs: int, outputs: int) -> NDArray[np.float32]:
    """Read a fully connected layer without a bias: shape (inputs, outputs)."""
    stream.expect("a layer", stream.text(), "fc_2")
    stream.expect("the number of outputs", stream.integer(), outputs)
    stream.expect("the number of inputs", stream.integer(), inputs)
    weights = stream.tensor()
    stream.expect("the number of weights", weights.size, inputs * outputs)
    stream.expect("the weights' shape", stream.alias(), (inputs, outputs, 1, 1))
    stream.expect("the biases' shape", stream.alias(), (0, 0, 0, 0))
    stream.expect("the use of biases", stream.integer(), WITHOUT_BIAS)
    skip_training_rates(stream)
    skip_state(stream)
    return weights.reshape(inputs, outputs)


def read_pool(stream: DlibStream, name: str, side: int, stride: int) -> None:
    """Read a pooling layer without padding; side 0 means the whole of its input."""
    stream.expect("a layer", stream.text(), name)
    _expect_window(stream, side, stride, padding=0)
    skip_state(stream)


def read_plain(stream: DlibStream, name: str) -> None:
    """Read a layer that has nothing but its name."""
    stream.expect("a layer", stream.text(), name)
    skip_state(stream)


def skip_training_rates(stream: DlibStream) -> None:
    """Skip the rates of learning and of weight decay, of weights and of biases."""
    for _ in range(4):
        stream.number()


def skip_state(stream: DlibStream) -> None:
    """Skip what follows every layer's own record: how far its last run came, and what that left."""
    for _ in ("set up", "gradient stale", "getters disabled"):
        stream.truth()
    for _ in ("gradient of the input", "output", "gradient of the parameters"):
        stream.tensor()


def _expect_window(stream: DlibStream, side: int, stride: int, padding: int) -> None:
    found = tuple(stream.integer() for _ in range(6))
    expected = (side, side, stride, stride, padding, padding)
    stream.expect("a window's sides, strides and paddings", found, expected)
