"""MTCNN's weights as the wheel `mtcnn` 1.0.0 brings them (MIT licence).

The package itself is not imported: its networks want TensorFlow, which nothing else here does.
"""

import hashlib
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.weights.unreadable import UnreadableWeights


@dataclass(frozen=True, kw_only=True)
class WheelFile:
    """One network's file."""

    path: str  #: inside the package
    sha256: str
    hidden: int  #: layers that a PReLU follows; those after them are the network's answers


PROPOSAL_FILE = WheelFile(
    path="assets/weights/pnet.lz4",
    sha256="ea6b0c3e685ebee3165326ad6484acc95f2ef78f1c94fbf40a55704fa989f7b5",
    hidden=3,
)
REFINEMENT_FILE = WheelFile(
    path="assets/weights/rnet.lz4",
    sha256="cb00e6460f3c98b0bfafaba3c0a0ded4bdf6e62cee7174d969e8670d7e757fee",
    hidden=4,
)
OUTPUT_FILE = WheelFile(
    path="assets/weights/onet.lz4",
    sha256="94f6ea2f4cf985275ee958cdd762d17b6009348a4fb9d8c6be39ba73ffd22ca3",
    hidden=5,
)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A convolution or a matrix."""

    weights: NDArray[np.float32]  #: shape (rows, columns, inputs, outputs) or (inputs, outputs)
    bias: NDArray[np.float32]  #: shape (outputs,)


@dataclass(frozen=True, kw_only=True)
class HiddenLayer(Layer):
    """A layer and the PReLU after it."""

    slope: NDArray[np.float32]  #: of the PReLU where its input is negative, shape (outputs,)


@dataclass(frozen=True, kw_only=True)
class MtcnnWeights:
    """One of the three networks."""

    hidden: tuple[HiddenLayer, ...]
    #: Box offsets, then (the third network alone) landmarks, then the two classes "no face" and "face".
    answers: tuple[Layer, ...]


def read_mtcnn(content: bytes, file: WheelFile) -> MtcnnWeights:
    """Return the network in `content`. Raises UnreadableWeights unless it is that very file.

    The checksum comes first, whoever checked before: joblib unpickles, and a pickle runs what is in it.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise UnreadableWeights(f"This is not {file.path} of the package mtcnn 1.0.0: its sha256 is {found}.")
    import joblib  # needed where the models are converted, nowhere else

    arrays = [np.asarray(array, np.float32) for array in joblib.load(io.BytesIO(content))]
    triples, pairs = arrays[: 3 * file.hidden], arrays[3 * file.hidden :]
    return MtcnnWeights(
        hidden=tuple(
            HiddenLayer(weights=weights, bias=bias, slope=slope.reshape(-1))
            for weights, bias, slope in zip(*[iter(triples)] * 3, strict=True)
        ),
        answers=tuple(Layer(weights=w, bias=b) for w, b in zip(*[iter(pairs)] * 2, strict=True)),
    )
