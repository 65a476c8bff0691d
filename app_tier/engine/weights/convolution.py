"""Convolutions that take the linear layers around them into their weights."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.weights.unreadable import UnreadableWeights

#: What dlib's colour inputs divide by, after they subtract the mean colour.
PIXEL_SCALE = 256.0

Reals = NDArray[np.floating]  #: float64 while layers are folded, float32 once they are


@dataclass(frozen=True, kw_only=True)
class Geometry:
    """The extents of a square convolution: the same both ways, zeros as padding on every side."""

    inputs: int
    outputs: int
    side: int
    stride: int = 1
    padding: int = 0

    def output_side(self, side: int) -> int:
        """Return how many pixels a side come out of so many."""
        return (side + 2 * self.padding - self.side) // self.stride + 1


@dataclass(frozen=True, kw_only=True)
class Affine:
    """A scale and a shift for each channel, both of shape (channels,)."""

    scale: Reals
    shift: Reals


@dataclass(frozen=True, kw_only=True)
class Convolution:
    """A convolution: weights of shape (outputs, inputs, side, side), bias of shape (outputs,)."""

    geometry: Geometry
    weights: Reals
    bias: Reals

    def then(self, affine: Affine) -> "Convolution":
        """Return the convolution that does this one and then the affine layer."""
        weights = self.weights * affine.scale[:, None, None, None]
        return replace(self, weights=weights, bias=self.bias * affine.scale + affine.shift)

    def of_pixels(self, mean: Reals) -> "Convolution":
        """Return the convolution that takes colours of 0 to 255 and normalises them itself; `mean` is RGB.

        Right only without padding, since a padded zero would stand for black instead of the mean colour.
        """
        weights = self.weights / PIXEL_SCALE
        return replace(self, weights=weights, bias=self.bias - np.einsum("oiyx,i->o", weights, mean))

    def rounded(self) -> "Convolution":
        """Return the same in float32."""
        return replace(self, weights=single_precision(self.weights), bias=single_precision(self.bias))


def single_precision(values: Reals) -> NDArray[np.float32]:
    """Return the values as float32. Raises UnreadableWeights if one of them is too large for that."""
    if np.abs(values).max() > np.finfo(np.float32).max:
        raise UnreadableWeights("the weights are too large: the file must be damaged")
    return values.astype(np.float32)
