"""Layers computed in float64 with numpy alone, slowly and plainly."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from app_tier.engine.weights.convolution import Convolution, Reals


def convolve(picture: Reals, convolution: Convolution) -> Reals:
    """Return the convolution of a picture of shape (channels, rows, columns)."""
    geometry = convolution.geometry
    edge = (geometry.padding, geometry.padding)
    padded = np.pad(picture, ((0, 0), edge, edge))
    windows = sliding_window_view(padded, (geometry.side, geometry.side), axis=(1, 2))
    windows = windows[:, :: geometry.stride, :: geometry.stride]
    sums: Reals = np.einsum("ircyx,oiyx->orc", windows, convolution.weights)
    return sums + convolution.bias[:, None, None]
