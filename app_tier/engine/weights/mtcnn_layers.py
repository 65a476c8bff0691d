"""Rearranges MTCNN's layers for speed; what the networks compute stays the same."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.mtcnn_wheel import HiddenLayer, Layer, MtcnnWeights

#: The networks were trained on (value - MEAN) / SCALE of bytes.
MEAN, SCALE = 127.5, 128.0
#: ONNX Runtime's fast convolutions take their input channels in blocks of so many.
CHANNEL_BLOCK = 16


def hidden_layers(weights: MtcnnWeights) -> tuple[HiddenLayer, ...]:
    """Return the hidden layers, of which the first takes bytes and gives whole blocks of channels."""
    first, second, *others = weights.hidden
    first = _of_bytes(first)
    added = -len(first.bias) % CHANNEL_BLOCK
    return _with_outputs(first, added), _with_inputs(second, added), *others


def answer_layer(weights: MtcnnWeights) -> Layer:
    """Return all answers as one layer: the face's logit, box offsets, landmarks."""
    *others, classes = weights.answers
    logit = Layer(weights=np.diff(classes.weights), bias=np.diff(classes.bias))
    answers = (logit, *others)
    return Layer(
        weights=np.concatenate([answer.weights for answer in answers], axis=-1),
        bias=np.concatenate([answer.bias for answer in answers]),
    )


def convolution(layer: Layer) -> Convolution:
    """Return the layer with its weights in ONNX's order."""
    side, _, inputs, outputs = layer.weights.shape
    return Convolution(
        geometry=Geometry(inputs=inputs, outputs=outputs, side=side),
        weights=np.ascontiguousarray(layer.weights.transpose(3, 2, 0, 1)),
        bias=layer.bias,
    )


def _of_bytes(layer: HiddenLayer) -> HiddenLayer:
    """Return the layer that normalises its input itself; exact, as nothing pads these networks' pictures."""
    weights = layer.weights.astype(np.float64) / SCALE
    bias = layer.bias - MEAN * weights.sum(axis=(0, 1, 2))
    return replace(layer, weights=weights.astype(np.float32), bias=bias.astype(np.float32))


def _with_outputs(layer: HiddenLayer, added: int) -> HiddenLayer:
    """Return the layer with that many outputs more, all zero."""
    return HiddenLayer(
        weights=_zeros_after(layer.weights, axis=3, added=added),
        bias=_zeros_after(layer.bias, axis=0, added=added),
        slope=_zeros_after(layer.slope, axis=0, added=added),
    )


def _with_inputs(layer: HiddenLayer, added: int) -> HiddenLayer:
    """Return the layer with that many inputs more, all ignored."""
    return replace(layer, weights=_zeros_after(layer.weights, axis=2, added=added))


def _zeros_after(values: NDArray[np.float32], *, axis: int, added: int) -> NDArray[np.float32]:
    ends = [(0, added if each == axis else 0) for each in range(values.ndim)]
    return np.pad(values, ends)
