"""What one core of this machine can do at most in single precision, and how much work a network is."""

import time
from math import prod

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper, shape_inference

from app_tier.engine.runtimes.onnxruntime_library import onnxruntime

#: Rows and columns of the matrices: they fit the second-level cache. Larger ones came out slower.
_SIDE = 512
_ROUNDS = 100
_OPSET = 17
_IR_VERSION = 8


def peak_gflops() -> float:
    """Return the thousand million single-precision operations a second that a product of matrices reaches.

    One thread of ONNX Runtime, whose kernels use AVX-512 where there is that: 230 on a machine where numpy's
    OpenBLAS reached 118. The best of many rounds, since a peak is what nothing disturbed.
    """
    session = _matrix_product()
    factor = np.ones((_SIDE, _SIDE), dtype=np.float32)
    return 2 * _SIDE**3 / min(_seconds(session, factor) for _ in range(_ROUNDS)) / 1e9


def network_gflop(model: onnx.ModelProto) -> float:
    """Return the thousand million operations that a network takes for one item, in convolutions and products.

    A multiplication and an addition count as two. Extents other than the batch's must be fixed.
    """
    single = onnx.ModelProto()
    single.CopyFrom(model)
    single.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    graph = shape_inference.infer_shapes(single, strict_mode=True, data_prop=True).graph
    extents = {constant.name: tuple(constant.dims) for constant in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        extents[value.name] = tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim)
    return 2 * sum(_multiplications(node, extents) for node in graph.node) / 1e9


def _multiplications(node: onnx.NodeProto, extents: dict[str, tuple[int, ...]]) -> int:
    if node.op_type == "Conv":
        return prod(extents[node.output[0]]) * prod(extents[node.input[1]][1:])
    if node.op_type in ("MatMul", "Gemm"):
        return prod(extents[node.input[1]])
    return 0


def _matrix_product() -> onnxruntime.InferenceSession:
    shape = [_SIDE, _SIDE]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["factor", "constant"], ["product"])],
        "product",
        [helper.make_tensor_value_info("factor", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("product", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(np.ones(shape, dtype=np.float32), "constant")],
    )
    opset = helper.make_opsetid("", _OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])


def _seconds(session: onnxruntime.InferenceSession, factor: NDArray[np.float32]) -> float:
    started = time.perf_counter()
    session.run(None, {"factor": factor})
    return time.perf_counter() - started
