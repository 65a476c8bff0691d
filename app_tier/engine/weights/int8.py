"""Quantises a network's convolutions to int8, with the rounding nodes that runtimes fuse into them.

A convolution's input becomes uint8 with one scale, each of its filters int8 with a scale of its own; the
network's own input is pixels, whole numbers from 0 to 255 already. Sums and everything else stay as they
were: quantising the residual sums too saved no time on dlib's embedder, and moved its embeddings by a fifth
more.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from app_tier.engine.weights.activation_ranges import ActivationRanges, RangesUnfit

#: Room above the largest value that was measured, so that unusual pictures' values are not cut off. On faces
#: of other kinds (masked, badly lit, old, young), 1 made the largest error of dlib's embedder a quarter
#: larger, 1.5 the mean error a sixth.
HEADROOM = 1.1
_LARGEST_UINT8 = 255
_LARGEST_INT8 = 127
_SMALLEST_SCALE = 1e-12  #: for a filter of zeros


def convolved_values(model: onnx.ModelProto) -> list[str]:
    """Return the names of the values between layers that convolutions take, each once, in their order."""
    taken = dict.fromkeys(node.input[0] for node in model.graph.node if node.op_type == "Conv")
    return [name for name in taken if name != model.graph.input[0].name]


def quantise(model: onnx.ModelProto, ranges: ActivationRanges) -> onnx.ModelProto:
    """Return the model with its convolutions in int8. Raises RangesUnfit for another network's ranges."""
    if set(convolved_values(model)) != ranges.largest.keys():
        raise RangesUnfit("The ranges are not those of this network: run benchmarks.calibrate_int8 again.")
    quantised = onnx.ModelProto()
    quantised.CopyFrom(model)
    quantised.graph.CopyFrom(_Quantisation(model.graph, ranges).graph())
    return quantised


class _Quantisation:
    """Makes one graph anew, with nodes between the old ones that round what convolutions take."""

    def __init__(self, source: onnx.GraphProto, ranges: ActivationRanges) -> None:
        self._source = source
        self._ranges = ranges
        self._constants = {each.name: each for each in source.initializer}
        self._nodes: list[onnx.NodeProto] = []

    def graph(self) -> onnx.GraphProto:
        """Return the new graph."""
        for node in self._source.node:
            self._nodes.append(self._rounding(node) if node.op_type == "Conv" else node)
        used = {name for node in self._nodes for name in node.input}
        constants = [each for name, each in self._constants.items() if name in used]
        source = self._source
        return helper.make_graph(self._nodes, source.name, source.input, source.output, constants)

    def _rounding(self, convolution: onnx.NodeProto) -> onnx.NodeProto:
        """Return the convolution as it takes rounded values and filters."""
        value, filters, *bias = convolution.input
        rounded = onnx.NodeProto()
        rounded.CopyFrom(convolution)
        rounded.input[:] = [self._round_value(value), self._round_filters(filters), *bias]
        return rounded

    def _round_value(self, name: str) -> str:
        """Add nodes that round a value, once for all convolutions that take it; return what they give."""
        rounded = f"{name}_rounded"
        if f"{name}_scale" not in self._constants:
            scale = self._constant(f"{name}_scale", np.array(self._scale(name), np.float32))
            code = [scale, self._constant(f"{name}_zero", np.array(0, np.uint8))]
            self._add("QuantizeLinear", [name, *code], f"{name}_uint8")
            self._add("DequantizeLinear", [f"{name}_uint8", *code], rounded)
        return rounded

    def _scale(self, name: str) -> float:
        if name == self._source.input[0].name:
            return 1.0
        return self._ranges.largest[name] * HEADROOM / _LARGEST_UINT8

    def _round_filters(self, name: str) -> str:
        """Put int8 filters, and a node that scales them, in place of constant ones; return what it gives."""
        filters = numpy_helper.to_array(self._constants[name])
        scales = np.maximum(np.abs(filters).max(axis=(1, 2, 3)) / _LARGEST_INT8, _SMALLEST_SCALE)
        codes = np.rint(filters / scales[:, None, None, None]).astype(np.int8)
        inputs = [self._constant(f"{name}_int8", codes), self._constant(f"{name}_scales", scales)]
        return self._add("DequantizeLinear", inputs, f"{name}_rounded", axis=0)

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        self._constants[name] = numpy_helper.from_array(values, name)
        return name

    def _add(self, operator: str, inputs: list[str], output: str, axis: int | None = None) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], output, axis=axis))
        return output
