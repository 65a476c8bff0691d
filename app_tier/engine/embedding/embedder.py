"""What turns aligned faces into embeddings."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Chips


class Embedder(Protocol):
    """A loaded embedder."""

    def embed(self, chips: Chips) -> NDArray[np.float32]:
        """Return an embedding per chip, shape (faces, d), as the network gives it: not normalised."""
