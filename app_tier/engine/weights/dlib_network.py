"""How dlib nests a network's layers in a file.

Each layer writes a version, then the layer below it, then its own record. So a file starts with the versions
from the last layer to the first, goes on with the input layer, and then has the records from first to last.
Tags and skips, which only name places in the network, have a version and no record.
"""

from collections.abc import Iterable

from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.dlib_affine import read_affine
from app_tier.engine.weights.dlib_layers import read_convolution
from app_tier.engine.weights.dlib_stream import DlibStream
from app_tier.engine.weights.unreadable import UnreadableWeights

#: Versions of dlib's `add_loss_layer`, `add_layer` (the second: on an input layer), `add_tag_layer` and
#: `add_skip_layer`.
LOSS = 1
LAYER = 2
FIRST_LAYER = 3
TAG = 1
SKIP = 1


def open_network(data: bytes, loss: str) -> DlibStream:
    """Return a stream that stands behind the loss layer's name. Raises UnreadableWeights for other files."""
    stream = DlibStream(data)
    try:
        version, name = stream.integer(), stream.text()
    except UnreadableWeights as error:
        raise UnreadableWeights("this is no network of dlib's") from error
    if version != LOSS or not name.startswith("loss_"):
        raise UnreadableWeights("this is no network of dlib's")
    if name != loss:
        raise UnreadableWeights(f"another network or another version: its loss is {name} instead of {loss}")
    return stream


def read_nesting(stream: DlibStream, versions: Iterable[int]) -> None:
    """Read the layers' versions, last layer first. Raises UnreadableWeights for other layers."""
    for version in versions:
        stream.expect("a layer's version", stream.integer(), version)


def read_first_convolution(stream: DlibStream, geometry: Geometry) -> Convolution:
    """Read the convolution on the input layer, with the affine layer after it."""
    convolution = read_convolution(stream, geometry)
    stream.expect("the tensors that the input layer makes of a picture", stream.integer(), 1)
    return convolution.then(read_affine(stream, geometry.outputs))


def read_scaled_convolution(stream: DlibStream, geometry: Geometry) -> Convolution:
    """Read any other convolution, with the affine layer after it."""
    return read_convolution(stream, geometry).then(read_affine(stream, geometry.outputs))
