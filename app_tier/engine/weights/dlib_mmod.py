"""dlib's face detector, from the file `mmod_human_face_detector.dat`.

Its structure is `net_type` of dlib's `examples/dnn_mmod_face_detection_ex.cpp`: three convolutions that
halve the picture, three more, and one that scores every place. Trained by max-margin object detection (MMOD).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

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
#: How much smaller each level of the picture's pyramid is; from the network's type, the file does not say it.
PYRAMID_RATE = 5 / 6
#: A place with a higher score is a face: what dlib takes unless told otherwise.
SCORE_THRESHOLD = 0.0
OPTIONS_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """When two boxes are of one face: as soon as either share is exceeded."""

    of_union: (
        float  #: the intersection's share of the smallest box around both, which dlib takes for the union
    )
    of_either: float  #: the intersection's share of one of the boxes


@dataclass(frozen=True, kw_only=True)
class MmodOptions:
    """What the training fixed."""

    window_width: int  #: pixels of the box that a score speaks of
    window_height: int
    truth_overlap: float  #: intersection over union from which a box counted as the labelled one
    suppression: Overlap  #: beyond which the box of the lower score is dropped


@dataclass(frozen=True, kw_only=True)
class DlibMmod:
    """The folded network, from RGB of 0 to 255 as (n, 3, height, width) to scores as (n, 1, rows, columns).

    A rectifier follows each convolution but the last.
    """

    options: MmodOptions
    convolutions: tuple[Convolution, ...]

    @property
    def cell_size(self) -> int:
        """Pixels from one score's place to the next one's."""
        return math.prod(each.geometry.stride for each in self.convolutions)

    @property
    def first_centre(self) -> int:
        """The pixel, as row and as column, in the middle of the first score's window."""
        centre = 0
        for geometry in (each.geometry for each in reversed(self.convolutions)):
            centre = centre * geometry.stride - geometry.padding + geometry.side // 2
        return centre


def read_mmod(data: bytes) -> DlibMmod:
    """Read the network from its file's content. Raises UnreadableWeights."""
    stream = open_network(data, "loss_mmod_")
    options = _read_options(stream)
    read_nesting(stream, _nesting())
    mean = read_mean_colour(stream, "input_rgb_image_pyramid")
    first = read_first_convolution(stream, FIRST).of_pixels(mean)
    read_plain(stream, "relu_")
    middle = [_read_middle(stream, geometry) for geometry in MIDDLE]
    convolutions = (first, *middle, read_convolution(stream, LAST))
    stream.end()
    return DlibMmod(options=options, convolutions=tuple(each.rounded() for each in convolutions))


def _read_options(stream: DlibStream) -> MmodOptions:
    stream.expect("the version of the detector's options", stream.integer(), OPTIONS_VERSION)
    width, height = stream.integer(), stream.integer()
    if min(width, height) < 1:
        raise stream.unreadable("a window without an extent")
    for _ in ("loss of a false alarm", "loss of a miss"):
        stream.number()
    truth_overlap = stream.number()
    suppression = _read_overlap(stream)
    _read_overlap(stream)  # with boxes that the training left out
    return MmodOptions(
        window_width=width, window_height=height, truth_overlap=truth_overlap, suppression=suppression
    )


def _read_overlap(stream: DlibStream) -> Overlap:
    return Overlap(of_union=stream.number(), of_either=stream.number())


def _nesting() -> Iterator[int]:
    yield LAYER  # the scores
    yield from (LAYER,) * 3 * len(MIDDLE)  # rectifier, affine, convolution
    yield from (LAYER, LAYER, FIRST_LAYER)


def _read_middle(stream: DlibStream, geometry: Geometry) -> Convolution:
    convolution = read_scaled_convolution(stream, geometry)
    read_plain(stream, "relu_")
    return convolution
