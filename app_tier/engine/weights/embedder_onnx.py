"""dlib's embedder as an ONNX model."""

import numpy as np
import onnx

from app_tier.engine.weights.dlib_embedder import CHIP_SIDE, EMBEDDING_SIZE, DlibEmbedder, ResidualBlock
from app_tier.engine.weights.onnx_graph import OnnxGraph


def embedder_model(weights: DlibEmbedder) -> onnx.ModelProto:
    """Return the network as a model.

    Input `faces`: aligned faces as (n, 3, 150, 150), float32 from 0 to 255, red first. Output `embedding`:
    (n, 128), float32, not normalised.
    """
    graph = OnnxGraph("faces", ("n", 3, CHIP_SIDE, CHIP_SIDE))
    value = graph.rectify(graph.convolve("faces", weights.stem))
    value = graph.add("MaxPool", value, kernel_shape=[3, 3], strides=[2, 2])
    side = (weights.stem.geometry.output_side(CHIP_SIDE) - 3) // 2 + 1
    for block in weights.blocks:
        value, side = _add_block(graph, block, value, side)
    value = graph.add("Flatten", graph.add("GlobalAveragePool", value))
    graph.add("MatMul", value, graph.constant(weights.projection))
    return graph.model("embedding", ("n", EMBEDDING_SIZE))


def _add_block(graph: OnnxGraph, block: ResidualBlock, source: str, side: int) -> tuple[str, int]:
    """Add the block on a value of so many pixels a side; return its output and that one's side."""
    first = block.first.geometry
    value = graph.rectify(graph.convolve(source, block.first))
    value = graph.convolve(value, block.second)
    if first.stride == 1:
        return graph.rectify(graph.add("Add", value, source)), side
    halved = graph.add("AveragePool", source, kernel_shape=[2, 2], strides=[2, 2])
    value = _pad(graph, value, pixels=side // 2 - first.output_side(side))
    halved = _pad(graph, halved, channels=first.outputs - first.inputs)
    return graph.rectify(graph.add("Add", value, halved)), side // 2


def _pad(graph: OnnxGraph, source: str, *, channels: int = 0, pixels: int = 0) -> str:
    """Add zeros after the last channel, row and column."""
    if channels == pixels == 0:
        return source
    ends = np.array([0, 0, 0, 0, 0, channels, pixels, pixels], dtype=np.int64)
    return graph.add("Pad", source, graph.constant(ends))
