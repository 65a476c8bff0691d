"""The network that embeds faces, from the file `dlib_face_recognition_resnet_model_v1.dat`.

Its structure is `anet_type` of dlib's `tools/python/src/face_recognition.cpp`: a stem, fourteen residual
blocks, the mean of what is left of the picture, and a projection without bias.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.dlib_layers import read_mean_colour, read_plain, read_pool, read_projection
from app_tier.engine.weights.dlib_network import (
    FIRST_LAYER,
    LAYER,
    SKIP,
    TAG,
    open_network,
    read_first_convolution,
    read_nesting,
    read_scaled_convolution,
)
from app_tier.engine.weights.dlib_stream import DlibStream

#: Pixels of an aligned face, both ways.
CHIP_SIDE = 150
EMBEDDING_SIZE = 128
STEM = Geometry(inputs=3, outputs=32, side=7, stride=2)
#: Each block's channels; one whose channels grow halves the picture, and so does the last.
WIDTHS = (32, 32, 32, 64, 64, 64, 64, 128, 128, 128, 256, 256, 256, 256)
HALVING = (3, 7, 10, 13)


@dataclass(frozen=True, kw_only=True)
class ResidualBlock:
    """Two convolutions, a rectifier between them, added to the block's input and rectified again.

    Where `first` has a stride of 2, what is added is the input's means over 2 by 2 pixels. The smaller of the
    two summands, in channels or in pixels, is filled with zeros at the end, at the bottom and at the right.
    """

    first: Convolution
    second: Convolution


@dataclass(frozen=True, kw_only=True)
class DlibEmbedder:
    """The folded network, from RGB of 0 to 255 as (n, 3, 150, 150) to embeddings as (n, 128), not normalised.

    After the stem: rectifier, maximum over 3 by 3 pixels with stride 2, the blocks, the mean over all pixels.
    """

    stem: Convolution
    blocks: tuple[ResidualBlock, ...]
    projection: NDArray[np.float32]  #: shape (256, 128)


def read_embedder(data: bytes) -> DlibEmbedder:
    """Read the network from its file's content. Raises UnreadableWeights."""
    stream = open_network(data, "loss_metric_2")
    for _ in ("margin", "distance threshold"):  # of the training
        stream.number()
    read_nesting(stream, _nesting())
    stem = _read_stem(stream)
    blocks = tuple(_read_block(stream, *geometries) for geometries in _block_geometries())
    read_pool(stream, "avg_pool_2", side=0, stride=1)
    projection = read_projection(stream, WIDTHS[-1], EMBEDDING_SIZE)
    stream.end()
    return DlibEmbedder(stem=stem, blocks=blocks, projection=projection)


def _nesting() -> Iterator[int]:
    yield from (LAYER, LAYER)  # projection and mean
    for block in reversed(range(len(WIDTHS))):
        yield from (LAYER, LAYER)  # rectifier and sum
        if block in HALVING:
            yield from (LAYER, SKIP, TAG)  # means over 2 by 2 pixels, of what the tag below names
        yield from (LAYER,) * 5  # convolution, affine, rectifier, convolution, affine
        yield TAG  # the block's input
    yield from (LAYER,) * 3  # maximum, rectifier, affine
    yield FIRST_LAYER


def _block_geometries() -> Iterator[tuple[Geometry, Geometry]]:
    inputs = STEM.outputs
    for block, width in enumerate(WIDTHS):
        stride, padding = (2, 0) if block in HALVING else (1, 1)
        first = Geometry(inputs=inputs, outputs=width, side=3, stride=stride, padding=padding)
        yield first, Geometry(inputs=width, outputs=width, side=3, stride=1, padding=1)
        inputs = width


def _read_stem(stream: DlibStream) -> Convolution:
    mean = read_mean_colour(stream, "input_rgb_image_sized")
    stream.expect("the chip's size", (stream.integer(), stream.integer()), (CHIP_SIDE, CHIP_SIDE))
    stem = read_first_convolution(stream, STEM).of_pixels(mean)
    read_plain(stream, "relu_")
    read_pool(stream, "max_pool_2", side=3, stride=2)
    return stem.rounded()


def _read_block(stream: DlibStream, first: Geometry, second: Geometry) -> ResidualBlock:
    one = read_scaled_convolution(stream, first)
    read_plain(stream, "relu_")
    other = read_scaled_convolution(stream, second)
    if first.stride == 2:
        read_pool(stream, "avg_pool_2", side=2, stride=2)
    read_plain(stream, "add_prev_")
    read_plain(stream, "relu_")
    return ResidualBlock(first=one.rounded(), second=other.rounded())
