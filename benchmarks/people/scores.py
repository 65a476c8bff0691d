"""How near probes and strangers come to the nearest of the people enrolled, and what that makes of them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What one rule said in one split; smaller is nearer, infinite whom it names at no distance."""

    probes: NDArray[np.float64] = field(repr=False)  #: shape (probes,)
    right: NDArray[np.bool_] = field(repr=False)  #: whether the nearest is who it is, shape (probes,)
    strangers: NDArray[np.float64] = field(repr=False)  #: shape (strangers,)

    @property
    def rank1(self) -> float:
        """The share of probes whose nearest person is who it is, 0 to 1."""
        return float(self.right.mean())

    def identified_at(self, false_positives: float) -> float:
        """Return the share of probes that are named rightly where this share of strangers is named at all.

        Of the strangers as many as the share allows, rounded down, are nearer than the bound.
        """
        allowed = int(false_positives * len(self.strangers))
        bound = np.append(np.sort(self.strangers), np.inf)[allowed]
        return float((self.right & (self.probes < bound)).mean())
