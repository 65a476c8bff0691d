"""What pictures look like inside the engine."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  #: RGB, shape (height, width, 3)
Chips = NDArray[np.uint8]  #: aligned faces, RGB, shape (faces, side, side, 3)
Points = NDArray[np.float32]  #: landmarks of one face, pixels, shape (5, 2), x before y
Tensor = NDArray[Any]  #: what goes into a network: uint8 or float32
Output = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Size:
    """Pixels across and down."""

    width: int
    height: int
