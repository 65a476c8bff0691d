"""dlib's face detector as ONNX models: a fast one for scanning, an exact one for deciding.

The last convolution has one filter, and runtimes compute sixteen at once: so each of the filter's nine
columns becomes a filter of its own, and what they give is shifted and added. That takes a tenth of the
time, which was a fifth of the whole network's.
"""

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import TensorProto, helper

from app_tier.engine.weights.activation_ranges import ActivationRanges
from app_tier.engine.weights.convolution import Convolution
from app_tier.engine.weights.dlib_mmod import DlibMmod
from app_tier.engine.weights.int8 import quantise
from app_tier.engine.weights.onnx_graph import OnnxGraph


def scan_model(weights: DlibMmod) -> onnx.ModelProto:
    """Return the network for scanning pictures.

    Input `picture`: uint8, (n, height, width, 3), red first. Output `scores`: (n, 1, rows, columns), float32.
    """
    return _of_pixels(exact_model(weights))


def int8_scan_model(weights: DlibMmod, ranges: ActivationRanges) -> onnx.ModelProto:
    """Return the same with its convolutions in int8. Raises RangesUnfit for another network's ranges."""
    return _of_pixels(quantise(exact_model(weights), ranges))


def exact_model(weights: DlibMmod) -> onnx.ModelProto:
    """Return the network whose scores are dlib's own.

    Input `picture`: (n, 3, height, width), float32 from 0 to 255, not rounded, red first. Output `scores`:
    (n, 1, rows, columns), float32; `DlibMmod` says of which window each speaks.
    """
    graph = OnnxGraph("picture", ("n", 3, "height", "width"))
    value = "picture"
    for convolution in weights.convolutions[:-1]:
        value = graph.rectify(graph.convolve(value, convolution))
    _score(graph, value, weights.convolutions[-1])
    return graph.model("scores", ("n", 1, "rows", "columns"))


def _score(graph: OnnxGraph, source: str, last: Convolution) -> None:
    """Add the last convolution, column by column."""
    side, padding = last.geometry.side, last.geometry.padding
    columns = np.ascontiguousarray(last.weights[0].transpose(2, 0, 1)[..., None])
    parts = graph.add("Conv", source, graph.constant(columns), pads=[padding, 0, padding, 0])
    shifts = np.fliplr(np.eye(side, dtype=np.float32)).reshape(side, 1, 1, side)
    constants = graph.constant(np.ascontiguousarray(shifts)), graph.constant(last.bias)
    graph.add("ConvTranspose", parts, *constants, pads=[0, padding, 0, padding])


def _of_pixels(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model as it takes bytes, pixel after pixel.

    The planes are made right before the first convolution, after all that rounds its input: so OpenVINO moves
    nothing, and where that convolution is in int8 takes the bytes as they are.
    """
    source = model.graph.input[0].name
    nodes = [_renamed(node, {source: "colours"}) for node in model.graph.node]
    first = next(place for place, node in enumerate(nodes) if node.op_type == "Conv")
    colours = helper.make_node("Cast", [source], ["colours"], to=TensorProto.FLOAT)
    planes = helper.make_node("Transpose", [nodes[first].input[0]], ["planes"], perm=[0, 3, 1, 2])
    convolution = _renamed(nodes[first], {nodes[first].input[0]: "planes"})
    graph = helper.make_graph(
        [colours, *nodes[:first], planes, convolution, *nodes[first + 1 :]],
        model.graph.name,
        [helper.make_tensor_value_info(source, TensorProto.UINT8, ("n", "height", "width", 3))],
        model.graph.output,
        model.graph.initializer,
    )
    return helper.make_model(
        graph,
        opset_imports=model.opset_import,
        ir_version=model.ir_version,
        producer_name=model.producer_name,
    )


def _renamed(node: onnx.NodeProto, names: Mapping[str, str]) -> onnx.NodeProto:
    """Return the node with other inputs."""
    renamed = onnx.NodeProto()
    renamed.CopyFrom(node)
    renamed.input[:] = [names.get(name, name) for name in node.input]
    return renamed
