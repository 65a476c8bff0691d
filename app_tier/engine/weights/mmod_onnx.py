"""dlib's face detector as an ONNX model."""

import onnx

from app_tier.engine.weights.dlib_mmod import DlibMmod
from app_tier.engine.weights.onnx_graph import OnnxGraph


def mmod_model(weights: DlibMmod) -> onnx.ModelProto:
    """Return the network as a model.

    Input `picture`: a level of the pyramid as (n, 3, height, width), float32 from 0 to 255, red first. Output
    `scores`: (n, 1, rows, columns), float32; `DlibMmod` says of which window each speaks.
    """
    graph = OnnxGraph("picture", ("n", 3, "height", "width"))
    value = "picture"
    for convolution in weights.convolutions[:-1]:
        value = graph.rectify(graph.convolve(value, convolution))
    graph.convolve(value, weights.convolutions[-1])
    return graph.model("scores", ("n", 1, "rows", "columns"))
