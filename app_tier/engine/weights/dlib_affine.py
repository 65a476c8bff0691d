"""dlib's affine layers, and the batch normalisations that a network in training has in their place."""

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.weights.convolution import Affine
from app_tier.engine.weights.dlib_layers import skip_state, skip_training_rates
from app_tier.engine.weights.dlib_stream import DlibStream

#: How an affine layer says that it works by channel.
BY_CHANNEL = 0


def read_affine(stream: DlibStream, channels: int) -> Affine:
    """Read either record, of so many channels. Raises UnreadableWeights."""
    name = stream.expect("a layer", stream.text(), "affine_", "bn_con2")
    affine = _read_parameters(stream, channels)
    if name == "bn_con2":
        affine = _read_normalisation(stream, affine)
    else:
        stream.expect("an affine layer's mode", stream.integer(), BY_CHANNEL)
    skip_state(stream)
    return affine


def _read_parameters(stream: DlibStream, channels: int) -> Affine:
    scale, shift = np.split(_read_values(stream, 2 * channels), 2)
    for _ in ("scale", "shift"):
        stream.expect("a parameter's shape", stream.alias(), (1, channels, 1, 1))
    return Affine(scale=scale, shift=shift)


def _read_normalisation(stream: DlibStream, affine: Affine) -> Affine:
    """Read a batch normalisation's running statistics, and return what it comes to with them."""
    for _ in ("means", "inverse deviations"):  # of the last batch in training
        stream.tensor()
    means = _read_values(stream, affine.scale.size)
    variances = _read_values(stream, affine.scale.size)
    for _ in ("updates of the statistics", "most updates that count"):
        stream.integer()
    skip_training_rates(stream)
    variances += stream.number()  # dlib keeps it from zero by a small constant of the network's
    if variances.min() <= 0:
        raise stream.unreadable("a variance that is not positive")
    scale = affine.scale / np.sqrt(variances)
    return Affine(scale=scale, shift=affine.shift - scale * means)


def _read_values(stream: DlibStream, count: int) -> NDArray[np.float64]:
    values = stream.tensor()
    stream.expect("the number of values", values.size, count)
    return values.astype(np.float64)
