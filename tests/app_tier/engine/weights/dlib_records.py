"""Writes dlib's serialisation format, for tests of what reads it."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def integer(value: int) -> bytes:
    length = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([length | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(length, "little")


def integers(*values: int) -> bytes:
    return b"".join(map(integer, values))


def number(value: float) -> bytes:
    fraction, exponent = math.frexp(value)
    return integers(int(fraction * 2**53), exponent - 53)


def truth(value: bool) -> bytes:
    return b"1" if value else b"0"


def text(value: str) -> bytes:
    return integer(len(value)) + value.encode()


def tensor(values: Floats) -> bytes:
    return integers(2, values.size, 1, 1, 1) + values.astype("<f4").tobytes()


def alias(*extents: int) -> bytes:
    return integers(1, *extents)


TRAINING_RATES = number(1.0) * 3 + number(0.0)
STATE = b"110" + tensor(np.zeros(0, np.float32)) * 3


def convolution(weights: Floats, bias: Floats, *, stride: int, padding: int) -> bytes:
    """Return a layer's record, of weights of shape (outputs, inputs, side, side)."""
    outputs, _, side, _ = weights.shape
    return (
        text("con_4")
        + tensor(np.concatenate([weights.ravel(), bias]))
        + integers(outputs, side, side, stride, stride, padding, padding)
        + alias(*weights.shape)
        + alias(1, outputs, 1, 1)
        + TRAINING_RATES
        + STATE
    )


def affine(scale: Floats, shift: Floats) -> bytes:
    return text("affine_") + _scale_and_shift(scale, shift) + integer(0) + STATE


def normalisation(scale: Floats, shift: Floats, means: Floats, variances: Floats, epsilon: float) -> bytes:
    return (
        text("bn_con2")
        + _scale_and_shift(scale, shift)
        + tensor(np.full_like(means, 7)) * 2  # the last batch's statistics, which are not to be used
        + tensor(means)
        + tensor(variances)
        + integers(100, 100)
        + TRAINING_RATES
        + number(epsilon)
        + STATE
    )


def _scale_and_shift(scale: Floats, shift: Floats) -> bytes:
    return tensor(np.concatenate([scale, shift])) + alias(1, scale.size, 1, 1) * 2
