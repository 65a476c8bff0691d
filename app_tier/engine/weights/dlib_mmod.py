"""dlib's face detector, from the file `mmod_human_face_detector.dat`.

Its structure is `net_type` of dlib's `examples/dnn_mmod_face_detection_ex.cpp`: three convolutions that
halve the picture, three more, and one that scores every place. Trained by max-margin object detection (MMOD).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app_tier.engine.detection.mmod_layout import WINDOW
from app_tier.engine.detection.mmod_windows import SAME_OF_HULL
from app_tier.engine.weights.convolution import Convolution, Geometry
from app_tier.engine.weights.dlib_layers import read_convolution, read_mean_colour, read_plain
from app_tier.engine.weights.dlib_network import (
    FIRST_LAYER,
    LAYER,
    open_network,
    read_first_convolution,
    read_nesting,
    read_scaled_convolution,
)
from app_tier.engine.weights.dlib_stream import DlibStream

FIRST = Geometry(inputs=3, outputs=16, side=5, stride=2)
MIDDLE = (
    Geometry(inputs=16, outputs=32, side=5, stride=2),
    Geometry(inputs=32, outputs=32, side=5, stride=2),
    Geometry(inputs=32, outputs=45, side=5, padding=2),
    Geometry(inputs=45, outputs=45, side=5, padding=2),
    Geometry(inputs=45, outputs=45, side=5, padding=2),
)
LAST = Geometry(inputs=45, outputs=1, side=9, padding=4)
OPTIONS_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class DlibMmod:
    """The folded network, from RGB of 0 to 255 as (n, 3, height, width) to scores as (n, 1, rows, columns).

    A rectifier follows each convolution but the last.
    """

    convolutions: tuple[Convolution, ...]


def read_mmod(data: bytes) -> DlibMmod:
    """Read the network from its file's content. Raises UnreadableWeights."""
    stream = open_network(data, "loss_mmod_")
    _read_options(stream)
    read_nesting(stream, _nesting())
    mean = read_mean_colour(stream, "input_rgb_image_pyramid")
    first = read_first_convolution(stream, FIRST).of_pixels(mean)
    read_plain(stream, "relu_")
    middle = [_read_middle(stream, geometry) for geometry in MIDDLE]
    convolutions = (first, *middle, read_convolution(stream, LAST))
    stream.end()
    return DlibMmod(convolutions=tuple(each.rounded() for each in convolutions))


def _read_options(stream: DlibStream) -> None:
    """Read what the training fixed, and refuse other windows and suppression than the detector has here."""
    stream.expect("the version of the detector's options", stream.integer(), OPTIONS_VERSION)
    stream.expect("the window's size", (stream.integer(), stream.integer()), (WINDOW, WINDOW))
    for _ in ("loss of a false alarm", "loss of a miss", "overlap with the labelled box"):
        stream.number()
    stream.expect("the overlap of one face's boxes", _read_overlap(stream), (SAME_OF_HULL, 1.0))
    _read_overlap(stream)  # with boxes that the training left out


def _read_overlap(stream: DlibStream) -> tuple[float, float]:
    """Return the share of the hull of two boxes, and of either box, beyond which they are the same."""
    return stream.number(), stream.number()


def _nesting() -> Iterator[int]:
    yield LAYER  # the scores
    yield from (LAYER,) * 3 * len(MIDDLE)  # rectifier, affine, convolution
    yield from (LAYER, LAYER, FIRST_LAYER)


def _read_middle(stream: DlibStream, geometry: Geometry) -> Convolution:
    convolution = read_scaled_convolution(stream, geometry)
    read_plain(stream, "relu_")
    return convolution
