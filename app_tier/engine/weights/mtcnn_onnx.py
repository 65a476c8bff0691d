"""MTCNN's three networks as ONNX models.

The architecture is that of Zhang et al., "Joint Face Detection and Alignment using Multitask Cascaded
Convolutional Networks" (2016). Each model takes bytes, red first, and says of each window it looks at: the
logit of its being a face; how far the face's left, top, right and bottom lie from the window's, in its sides;
and, the third model alone, where five landmarks lie from its left top, x of all and then y of all.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto

from app_tier.engine.detection.mtcnn import OUTPUT_SIDE, REFINEMENT_SIDE
from app_tier.engine.detection.pyramid import WINDOW
from app_tier.engine.weights.mtcnn_layers import answer_layer, convolution, hidden_layers
from app_tier.engine.weights.mtcnn_wheel import HiddenLayer, Layer, MtcnnWeights
from app_tier.engine.weights.onnx_graph import Extent, OnnxGraph


def proposal_model(weights: MtcnnWeights, tile_side: int) -> onnx.ModelProto:
    """Return the first network, which looks at all windows of a tile that are an even number of pixels apart.

    Input `pixels`: uint8, (1, tile_side, tile_side, 3). Output `windows`: float32, (1, rows, columns, 5).
    """
    first, second, third = hidden_layers(weights)
    graph = _PictureGraph((1, tile_side, tile_side, 3))
    value = graph.pool(graph.filter(graph.planes(), first), side=2)
    value = graph.filter(graph.filter(value, second), third)
    value = graph.convolve(value, convolution(answer_layer(weights)))
    graph.add("Transpose", value, perm=[0, 2, 3, 1])
    count = (tile_side - WINDOW) // 2 + 1
    return graph.model("windows", (1, count, count, 5))


def refinement_model(weights: MtcnnWeights, count: int) -> onnx.ModelProto:
    """Return the second network.

    Input `pixels`: uint8, (count, 24, 24, 3). Output `windows`: float32, (count, 5).
    """
    first, second, third, whole = hidden_layers(weights)
    graph = _PictureGraph((count, REFINEMENT_SIDE, REFINEMENT_SIDE, 3))
    value = graph.pool(graph.filter(graph.planes(), first), side=3, beyond=1)
    value = graph.pool(graph.filter(value, second), side=3)
    graph.judge(graph.filter(value, third), whole, answer_layer(weights))
    return graph.model("windows", (count, 5))


def output_model(weights: MtcnnWeights, count: int) -> onnx.ModelProto:
    """Return the third network.

    Input `pixels`: uint8, (count, 48, 48, 3). Output `windows`: float32, (count, 15).
    """
    first, second, third, fourth, whole = hidden_layers(weights)
    graph = _PictureGraph((count, OUTPUT_SIDE, OUTPUT_SIDE, 3))
    value = graph.pool(graph.filter(graph.planes(), first), side=3, beyond=1)
    value = graph.pool(graph.filter(value, second), side=3)
    value = graph.pool(graph.filter(value, third), side=2)
    graph.judge(graph.filter(value, fourth), whole, answer_layer(weights))
    return graph.model("windows", (count, 15))


class _PictureGraph(OnnxGraph):
    """A graph that takes pictures as bytes."""

    def __init__(self, extents: tuple[Extent, ...]) -> None:
        super().__init__("pixels", extents)
        self._source.type.tensor_type.elem_type = TensorProto.UINT8

    def planes(self) -> str:
        """Add the conversion of the input to float32 planes."""
        return self.add("Cast", self.add("Transpose", "pixels", perm=[0, 3, 1, 2]), to=TensorProto.FLOAT)

    def filter(self, source: str, layer: HiddenLayer) -> str:
        """Add a convolution and its PReLU."""
        return self.bend(self.convolve(source, convolution(layer)), layer.slope[:, None, None])

    def bend(self, source: str, slope: NDArray[np.float32]) -> str:
        """Add a PReLU as slope·x + (1 - slope)·relu(x): in ONNX Runtime much faster than the operator."""
        straight = self.add("Mul", source, self.constant(slope[None]))
        rest = self.add("Mul", self.rectify(source), self.constant((1 - slope)[None]))
        return self.add("Add", straight, rest)

    def multiply(self, source: str, layer: Layer) -> str:
        """Add a matrix."""
        return self.add("Gemm", source, self.constant(layer.weights), self.constant(layer.bias))

    def pool(self, source: str, *, side: int, beyond: int = 0) -> str:
        """Add the maxima of squares two apart; the last ones may reach `beyond` the right and the bottom."""
        square, ends = [side, side], [0, 0, beyond, beyond]
        return self.add("MaxPool", source, kernel_shape=square, strides=[2, 2], pads=ends)

    def judge(self, source: str, whole: HiddenLayer, answer: Layer) -> None:
        """Add the two layers that see a window as a whole, the first of them column by column."""
        columns = self.add("Flatten", self.add("Transpose", source, perm=[0, 3, 2, 1]))
        self.multiply(self.bend(self.multiply(columns, whole), whole.slope), answer)
