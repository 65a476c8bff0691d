"""Building an ONNX graph, one node after another. Importing this module takes the package `onnx`."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from app_tier.engine.weights.convolution import Convolution

#: Old enough for every runtime of the last years, and nothing here needs newer.
OPSET = 17
IR_VERSION = 8

Extent = int | str  #: a fixed number, or the name of one that each run decides


class OnnxGraph:
    """A graph with one input and one output, both float32. Methods take and return names of values."""

    def __init__(self, source: str, extents: tuple[Extent, ...]) -> None:
        self._source = helper.make_tensor_value_info(source, TensorProto.FLOAT, extents)
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add a node of one output; the attributes are those of ONNX's operator."""
        output = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def constant(self, values: NDArray[np.generic]) -> str:
        """Add a constant."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(values, name))
        return name

    def convolve(self, source: str, convolution: Convolution) -> str:
        """Add a convolution."""
        weights, bias = self.constant(convolution.weights), self.constant(convolution.bias)
        stride, padding = convolution.geometry.stride, convolution.geometry.padding
        return self.add("Conv", source, weights, bias, strides=[stride] * 2, pads=[padding] * 4)

    def rectify(self, source: str) -> str:
        """Add a rectifier."""
        return self.add("Relu", source)

    def model(self, output: str, extents: tuple[Extent, ...]) -> onnx.ModelProto:
        """Return the model whose output is what the last node gives, renamed to `output`."""
        self._nodes[-1].output[:] = [output]
        graph = helper.make_graph(
            self._nodes,
            "facefleet",
            [self._source],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, extents)],
            self._constants,
        )
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(
            graph, opset_imports=[opset], ir_version=IR_VERSION, producer_name="facefleet"
        )
