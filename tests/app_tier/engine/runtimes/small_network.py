"""A network of one convolution and a rectifier, as an ONNX model and computed plainly."""

import numpy as np
import onnx
from numpy.typing import NDArray

from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.onnx_graph import Extent, OnnxGraph
from tests.app_tier.engine.weights.plain_network import convolve

SIDE = 12
_RANDOM = np.random.default_rng(1)
CONVOLUTION = Convolution(
    geometry=Geometry(inputs=3, outputs=8, side=3),
    weights=_RANDOM.normal(size=(8, 3, 3, 3)).astype(np.float32),
    bias=_RANDOM.normal(size=8).astype(np.float32),
)


def small_model(items: Extent = "n") -> onnx.ModelProto:
    """Return the network as a model."""
    graph = OnnxGraph("pictures", (items, 3, SIDE, SIDE))
    graph.rectify(graph.convolve("pictures", CONVOLUTION))
    return graph.model("edges", (items, 8, SIDE - 2, SIDE - 2))


def small_pictures(count: int) -> NDArray[np.float32]:
    """Return pictures of noise."""
    return np.random.default_rng(2).uniform(0, 1, (count, 3, SIDE, SIDE)).astype(np.float32)


def expected(pictures: NDArray[np.float32]) -> NDArray[np.floating]:
    """Return what the network makes of them."""
    return np.stack([np.maximum(convolve(picture, CONVOLUTION), 0) for picture in pictures])
